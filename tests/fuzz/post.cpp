// What boxes and the county tell each other of posts between schools, within the seal: what is read can be
// written again, and stays within its bounds.
#include "storage/formats/post.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

namespace {

template <typename T>
void Holds(const Result<T>& read, Result<T> (*again)(std::string_view)) {
  if (!read) {
    Expect(read.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(formats::Check(*read).has_value());
  Expect(again(formats::ToJson(*read)) == *read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  Holds(formats::ParsePost(text), formats::ParsePost);
  Holds(formats::ParsePostUp(text), formats::ParsePostUp);
  Holds(formats::ParsePostDown(text), formats::ParsePostDown);
  return 0;
}
