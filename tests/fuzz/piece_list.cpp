#include "storage/formats/piece_list.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void ListHolds(std::string_view bytes, std::int64_t file_bytes) {
  const auto list = DecodePieceList(bytes, file_bytes);
  if (!list) {
    Expect(list.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(Encode(*list) == bytes);
  std::int64_t total = 0;
  for (std::int64_t piece = 0; piece < list->Count(); ++piece) {
    Expect(list->Size(piece) > 0 && list->Size(piece) <= kPieceBytes);
    total += list->Size(piece);
  }
  Expect(total == file_bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::Text(data, size);
  // Once as if the signed catalog said what the list says, once as if it did not.
  std::uint64_t claimed = 0;
  for (std::size_t i = 0; i < 8 && i + 4 < size; ++i) claimed |= std::uint64_t{data[i + 4]} << (8 * i);
  ListHolds(bytes, static_cast<std::int64_t>(claimed));
  ListHolds(bytes, static_cast<std::int64_t>(claimed / 2));
  return 0;
}
