// A page of a package, well-formed or not: each address found stands in it, and once.
#include "center/ingest/html_outside.h"

#include <strings.h>

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

namespace {

bool StartsLike(const std::string& address, std::string_view start) {
  return address.size() >= start.size() && strncasecmp(address.data(), start.data(), start.size()) == 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto html = fuzz::Text(data, size);
  std::size_t behind = 0;
  for (const auto& address : center::OutsideAddresses(html)) {
    Expect(StartsLike(address, "http://") || StartsLike(address, "https://") || StartsLike(address, "//"));
    const auto at = html.find(address, behind);
    Expect(at != std::string_view::npos);
    behind = at + address.size();
  }
  return 0;
}
