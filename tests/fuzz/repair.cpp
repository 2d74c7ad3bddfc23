// What a box makes of parts of a repair, and of what the catalog says of one.
#include "storage/formats/repair.h"

#include <algorithm>
#include <array>

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

namespace {

constexpr std::int64_t kLargeOfSmall = 4;

std::string OldFile() {
  std::string bytes;
  for (int i = 0; i < 1'000; ++i) bytes += static_cast<char>(i * i >> 3);
  return bytes;
}

Result<std::string> ReadOld(std::int64_t at, std::int64_t size) {
  static const auto bytes = OldFile();
  if (at >= std::ssize(bytes)) return std::string();
  return bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
}

std::string_view TakeFront(std::string_view& bytes, std::int64_t size) {
  const auto front = bytes.substr(0, static_cast<std::size_t>(size));
  bytes.remove_prefix(front.size());
  return front;
}

bool IsCorrupt(const Error& error) { return error.code == ErrorCode::kCorrupt; }

void MendingHolds(formats::Mending mending, std::int64_t file_bytes, std::string_view rows) {
  const auto read = [](std::int32_t, std::int64_t at, std::int64_t size) { return ReadOld(at, size); };
  const auto shape = mending.shape();
  const auto sums = mending.SumsWanted();
  Expect(sums.has_value() == (std::ssize(mending.missing()) < shape.sum_rows));
  if (!sums) return;
  Expect(sums->first == 0 && sums->end <= shape.SumRowsBytes() && mending.LikelyBytes() > sums->end);
  if (const auto taken = mending.TakeSums(TakeFront(rows, sums->Bytes()), read); !taken) {
    Expect(IsCorrupt(taken.error()));
    return;
  }
  Expect(mending.LookThrough(0, ReadOld).has_value());
  Expect(std::ssize(mending.places()) == shape.BlocksOf(file_bytes));
  for (const auto block : mending.missing())
    Expect(!mending.places()[static_cast<std::size_t>(block)].Found());
  const auto blocks = mending.BlocksWanted();
  if (!blocks) return;
  Expect(blocks->first == shape.SumRowsBytes() && blocks->end <= shape.Bytes());
  const auto made = mending.TakeBlocks(TakeFront(rows, blocks->Bytes()), read);
  Expect(made ? std::ssize(*made) == blocks->Bytes() : IsCorrupt(made.error()));
}

}  // namespace

// Four bytes are the shape and the file's size, one more for each large block is where it was found (255: it
// was not), the rest is what was fetched.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto bytes = fuzz::Text(data, size);
  if (size < 4) return 0;
  constexpr std::array<std::int64_t, 4> kSums = {4, 6, 8, 5};
  const formats::RepairShape shape{
      .block_bytes = 30 + data[0] % 64, .sum_bytes = kSums[data[1] % 4], .sum_rows = 64, .block_rows = 64};
  const auto file_bytes = std::int64_t{data[2]} << 8 | data[3];
  const auto good = Check(shape, file_bytes);
  Expect(good || good.error().code == ErrorCode::kInvalid);
  if (!good) return 0;
  TakeFront(bytes, 4);
  const auto large = shape.block_bytes * kLargeOfSmall;
  std::vector<formats::Mending::Place> places(static_cast<std::size_t>((file_bytes + large - 1) / large));
  const auto found = TakeFront(bytes, std::ssize(places));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto where = static_cast<unsigned char>(found[i]);
    if (where < 255) places[i] = {0, where * 4};
  }
  MendingHolds({shape, file_bytes, places, large}, file_bytes, bytes);
  return 0;
}
