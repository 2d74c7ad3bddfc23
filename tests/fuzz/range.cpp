// Range and conditional headers, as any client may write them: whatever they say, the answer is a part of
// the file and no more.
#include "web/http/range.h"

#include <algorithm>
#include <iterator>

#include "tests/fuzz/fuzz.h"

namespace {

// The input's lines are the headers; its first byte chooses the size.
std::string_view TakeLine(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = lianxiao::fuzz::Text(data, size);
  if (rest.empty()) return 0;
  constexpr std::int64_t kSizes[] = {0, 1, 2, 1'000, std::int64_t{1} << 40, INT64_MAX};
  const auto file_size = kSizes[static_cast<unsigned char>(rest.front()) % std::size(kSizes)];
  rest.remove_prefix(1);
  lianxiao::web::FileQuestion question{.method = "GET", .etag = "v1", .size_bytes = file_size};
  question.range = TakeLine(rest);
  question.if_range = TakeLine(rest);
  question.if_none_match = TakeLine(rest);
  const auto part = lianxiao::web::Decide(question);

  const bool inside = part.first_byte >= 0 && part.length >= 0 && part.length <= file_size - part.first_byte;
  lianxiao::fuzz::Expect(inside);
  lianxiao::fuzz::Expect(part.status == 200 || part.status == 206 || part.status == 304 ||
                         part.status == 416);
  lianxiao::fuzz::Expect(part.status != 206 || part.length > 0);
  lianxiao::fuzz::Expect(part.status != 200 || part.length == file_size);
  lianxiao::fuzz::Expect((part.status == 206 || part.status == 416) == !part.ContentRange(file_size).empty());
  return 0;
}
