// Rules of the line as a letter or the county's own table brings them, and what a box makes of them.
#include "storage/formats/line_rules.h"

#include "sync/plan/plan_text.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rules = formats::ParseLineRules(fuzz::Text(data, size));
  if (!rules) {
    Expect(rules.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(formats::Check(*rules).has_value());
  Expect(formats::ParseLineRules(formats::ToJson(*rules)) == *rules);
  const auto read = sync::ReadRules(*rules);
  if (!read) return 0;
  const sync::Windows windows(read->windows, FixedOffset(8 * kHourMs));
  const WallTime noon{1'764'763'200'000};
  const auto changes = windows.NextChange(noon);
  Expect(!changes || *changes > noon);
  return 0;
}
