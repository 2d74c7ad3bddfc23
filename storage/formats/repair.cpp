#include "storage/formats/repair.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <unordered_map>

#include "storage/formats/parity_rows.h"

namespace lianxiao::formats {
namespace {

constexpr std::int64_t kReadBytes = 256 << 10;
constexpr std::uint64_t kTimes = 0x9E3779B97F4A7C15, kMix = 0xD6E8FEB86659FD93;

tl::unexpected<Error> Wrong(std::string_view what) {
  return Fail(ErrorCode::kCorrupt, "repair: " + std::string(what));
}

tl::unexpected<Error> Leaving() { return Fail(ErrorCode::kOffline, "repair: told to stop"); }

// The h of the header, moved along a file byte by byte.
class RollingSum {
 public:
  explicit RollingSum(const RepairShape& shape) : shift_(64 - 8 * static_cast<int>(shape.sum_bytes)) {
    for (std::int64_t i = 1; i < shape.block_bytes; ++i) oldest_ *= kTimes;
  }
  void Add(char byte) { sum_ = sum_ * kTimes + static_cast<unsigned char>(byte); }
  void Remove(char oldest) { sum_ -= oldest_ * static_cast<unsigned char>(oldest); }
  std::uint64_t Value() const { return (sum_ ^ sum_ >> 32) * kMix >> shift_; }

 private:
  int shift_;
  std::uint64_t sum_ = 0, oldest_ = 1;
};

std::string AsBytes(std::uint64_t sum, std::int64_t bytes) {
  std::string out(static_cast<std::size_t>(bytes), '\0');
  for (auto byte = out.rbegin(); byte != out.rend(); ++byte, sum >>= 8) *byte = static_cast<char>(sum & 0xFF);
  return out;
}

std::uint64_t AsSum(std::string_view bytes) {
  std::uint64_t sum = 0;
  for (const char byte : bytes) sum = sum << 8 | static_cast<unsigned char>(byte);
  return sum;
}

// The small blocks that are looked for, by their sums.
class Wanted {
 public:
  Wanted(const Mending::Blocks& blocks, const std::vector<std::uint64_t>& sums) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      blocks_.emplace(sums[i], blocks[i]);
      near_.set(Near(sums[i]));
    }
  }
  bool Empty() const { return blocks_.empty(); }
  // All of that sum, which are then wanted no more.
  template <typename Take>
  void TakeIf(std::uint64_t sum, Take&& take) {
    if (!near_.test(Near(sum))) return;  // Nearly always.
    const auto [first, end] = blocks_.equal_range(sum);
    for (auto it = first; it != end; ++it) take(it->second);
    blocks_.erase(first, end);
  }

 private:
  static constexpr std::size_t kNear = 1 << 16;
  static std::size_t Near(std::uint64_t sum) { return static_cast<std::size_t>(sum % kNear); }
  std::unordered_multimap<std::uint64_t, std::int64_t> blocks_;
  std::bitset<kNear> near_;
};

}  // namespace

Status Check(const RepairShape& shape, std::int64_t file_bytes) {
  const auto good_sums = shape.sum_bytes == 4 || shape.sum_bytes == 6 || shape.sum_bytes == 8;
  if (shape.block_bytes < 32 || shape.block_bytes > 65'536 || shape.block_bytes % 2 != 0 || !good_sums) {
    return Fail(ErrorCode::kInvalid, "blocks or sums of a size that is not used");
  }
  const auto most_rows = ParityRows::kMostRowsAndBlocks - 1;
  if (shape.sum_rows < 1 || shape.sum_rows > most_rows || shape.block_rows < 1 ||
      shape.block_rows > most_rows || shape.Bytes() > kPieceBytes) {
    return Fail(ErrorCode::kInvalid, "too few rows or too many");
  }
  if (file_bytes < 1 || shape.BlocksOf(file_bytes) + std::max(shape.sum_rows, shape.block_rows) >
                            ParityRows::kMostRowsAndBlocks) {
    return Fail(ErrorCode::kInvalid, "not for a file of this size");
  }
  return {};
}

std::uint64_t RepairSum(std::string_view block, const RepairShape& shape) {
  RollingSum sum(shape);
  for (const char byte : block) sum.Add(byte);
  for (auto size = std::ssize(block); size < shape.block_bytes; ++size) sum.Add('\0');
  return sum.Value();
}

std::string MakeRepair(std::string_view file, const RepairShape& shape) {
  ParityRows sums(shape.sum_rows, shape.sum_bytes), blocks(shape.block_rows, shape.block_bytes);
  for (std::int64_t block = 0; block < shape.BlocksOf(std::ssize(file)); ++block) {
    const auto bytes = file.substr(static_cast<std::size_t>(block * shape.block_bytes),
                                   static_cast<std::size_t>(shape.block_bytes));
    sums.Add(block, AsBytes(RepairSum(bytes, shape), shape.sum_bytes));
    blocks.Add(block, bytes);
  }
  return sums.Bytes() + blocks.Bytes();
}

Mending::Mending(const RepairShape& shape, std::int64_t file_bytes, const std::vector<Place>& found,
                 std::int64_t large_bytes)
    : shape_(shape), file_bytes_(file_bytes), places_(static_cast<std::size_t>(shape.BlocksOf(file_bytes))) {
  for (std::int64_t block = 0; block < std::ssize(places_); ++block) {
    const auto at = block * shape_.block_bytes;
    const auto& large = found[static_cast<std::size_t>(at / large_bytes)];
    if (large.Found()) {
      places_[static_cast<std::size_t>(block)] = {large.old_file, large.offset + at % large_bytes};
    } else {
      missing_.push_back(block);
    }
  }
}

std::int64_t Mending::BytesOf(std::int64_t block) const {
  return std::min(shape_.block_bytes, file_bytes_ - block * shape_.block_bytes);
}

// One row more than there are unknown, which has to agree.
std::optional<Mending::Range> Mending::SumsWanted() const {
  const auto rows = std::ssize(missing_) + 1;
  if (rows > shape_.sum_rows) return std::nullopt;
  return Range{0, rows * shape_.sum_bytes};
}

// In order; neighbours that lie together in an old file are read together.
Status Mending::ReadFound(const ReadOld& read, const Take& take) const {
  for (std::int64_t block = 0; block < std::ssize(places_);) {
    const auto place = places_[static_cast<std::size_t>(block)];
    const auto first = block++;
    if (!place.Found()) continue;
    auto size = BytesOf(first);
    while (block < std::ssize(places_) && size < kReadBytes &&
           places_[static_cast<std::size_t>(block)] == Place{place.old_file, place.offset + size}) {
      size += BytesOf(block++);
    }
    LIANXIAO_ASSIGN(const auto bytes, read(place.old_file, place.offset, size));
    if (std::ssize(bytes) != size) return Wrong("an old file has become shorter");
    for (auto each = first; each < block; ++each) {
      if (stopped_()) return Leaving();
      take(each, std::string_view(bytes).substr(static_cast<std::size_t>((each - first) * shape_.block_bytes),
                                                static_cast<std::size_t>(BytesOf(each))));
    }
  }
  return {};
}

Status Mending::TakeSums(std::string_view rows, const ReadOld& read) {
  const auto wanted = SumsWanted();
  if (!wanted || std::ssize(rows) != wanted->Bytes()) return Wrong("of another length than asked for");
  ParityRows parity(std::ssize(missing_) + 1, shape_.sum_bytes);
  parity.AddRows(rows);
  LIANXIAO_TRY(ReadFound(read, [&](std::int64_t block, std::string_view bytes) {
    parity.Add(block, AsBytes(RepairSum(bytes, shape_), shape_.sum_bytes));
  }));
  const auto solved = parity.Solve(missing_, stopped_);
  std::vector<std::uint64_t> sums;
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    if (stopped_()) return Leaving();
    const auto each = static_cast<std::size_t>(shape_.sum_bytes);
    const auto bytes = std::string_view(solved).substr(i * each, each);
    parity.Add(missing_[i], bytes);
    sums.push_back(AsSum(bytes));
  }
  if (!parity.AllZero()) return Wrong("a block was taken for another");
  KnowSums(std::move(sums));
  return {};
}

void Mending::KnowSums(std::vector<std::uint64_t> of_missing) { sums_ = std::move(of_missing); }

Status Mending::LookThrough(std::int32_t old_file, const BlockFinder::ReadBytes& read) {
  Wanted wanted(missing_, sums_);
  RollingSum sum(shape_);
  const auto window = static_cast<std::size_t>(shape_.block_bytes);
  std::string bytes;
  std::size_t next = 0;  // The next of `bytes` to come in.
  Status whole;
  for (std::int64_t at = 0; !wanted.Empty();) {
    if (stopped_()) return Leaving();
    auto more = read(at, kReadBytes);
    if (!more) whole = Fail(more.error());  // What was found before counts.
    if (!more || more->empty()) break;
    at += std::ssize(*more);
    bytes.erase(0, next > window ? next - window : 0);
    next = std::min(next, window);
    bytes += *more;
    const auto base = at - std::ssize(bytes);  // Of bytes[0], in the file.
    for (; next < bytes.size(); ++next) {
      if (base + static_cast<std::int64_t>(next) >= shape_.block_bytes) sum.Remove(bytes[next - window]);
      sum.Add(bytes[next]);
      const auto first = base + static_cast<std::int64_t>(next) + 1 - shape_.block_bytes;
      if (first < 0) continue;
      wanted.TakeIf(sum.Value(), [&](std::int64_t block) {
        places_[static_cast<std::size_t>(block)] = {old_file, first};
      });
    }
  }
  Blocks missing;
  std::vector<std::uint64_t> sums;
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    if (places_[static_cast<std::size_t>(missing_[i])].Found()) continue;
    missing.push_back(missing_[i]);
    sums.push_back(sums_[i]);
  }
  missing_ = std::move(missing);
  sums_ = std::move(sums);
  return whole;
}

// Whatever is edited in place or put in lies across a border of small blocks as likely as not.
std::int64_t Mending::LikelyBytes() const {
  std::int64_t holes = 0;
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    if (i == 0 || missing_[i - 1] + 1 != missing_[i]) ++holes;
  }
  return (std::ssize(missing_) + 1) * shape_.sum_bytes + 2 * holes * shape_.block_bytes + 2 * kRangeHeadBytes;
}

std::optional<Mending::Range> Mending::BlocksWanted() const {
  if (missing_.empty() || std::ssize(missing_) > shape_.block_rows) return std::nullopt;
  const auto first = shape_.SumRowsBytes();
  return Range{first, first + std::ssize(missing_) * shape_.block_bytes};
}

Result<std::string> Mending::TakeBlocks(std::string_view rows, const ReadOld& read) const {
  const auto wanted = BlocksWanted();
  if (!wanted || std::ssize(rows) != wanted->Bytes()) return Wrong("of another length than asked for");
  ParityRows parity(std::ssize(missing_), shape_.block_bytes);
  parity.AddRows(rows);
  LIANXIAO_TRY(
      ReadFound(read, [&](std::int64_t block, std::string_view bytes) { parity.Add(block, bytes); }));
  auto blocks = parity.Solve(missing_, stopped_);
  if (stopped_()) return Leaving();
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    const auto block = std::string_view(blocks).substr(i * static_cast<std::size_t>(shape_.block_bytes),
                                                       static_cast<std::size_t>(shape_.block_bytes));
    if (RepairSum(block, shape_) != sums_[i]) return Wrong("a block was taken for another");
  }
  return blocks;
}

}  // namespace lianxiao::formats
