// A file published beside a signature: by it a box that found most blocks of a new file (block_signature.h)
// gets what it lacks in two requests, wherever the holes are, instead of one for each. After Irmak, Mihaylov
// and Suel, "Improved Single-Round Protocols for Remote File Synchronization", 2005.
//
//   repair = sum rows  block rows      both parity (parity_rows.h) over all small blocks of the file
//            sum row                   of the sums of the small blocks
//            block row                 of the blocks themselves
//
// Of n small blocks not found, n sum rows tell the sums; a box looks for those in its old files. Of m that it
// still lacks, m block rows tell the bytes. The last block counts as followed by zeros.
//
//   sum = the highest bytes of s × 0xD6E8FEB86659FD93, where s = h XOR (h >> 32) and
//         h = sum of each byte × 0x9E3779B97F4A7C15^(bytes behind it in the block), all modulo 2^64
//
// A block taken for another spoils the whole of a sum: that shows in one row more, in the sums of what comes
// out, and at last in the digest of the pieces.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/result.h"
#include "storage/formats/block_signature.h"
#include "storage/formats/repair_shape.h"

namespace lianxiao::formats {

std::string MakeRepair(std::string_view file, const RepairShape& shape);
std::uint64_t RepairSum(std::string_view block, const RepairShape& shape);

// Puts together what one box lacks. Used from one thread. Memory: some 30 bytes a small block.
class Mending {
 public:
  using Place = BlockFinder::Place;
  using Blocks = std::vector<std::int64_t>;  // Numbers of small blocks.
  // Up to `size` bytes from `offset` of that old file; fewer only at its end.
  using ReadOld =
      std::function<Result<std::string>(std::int32_t old_file, std::int64_t offset, std::int64_t size)>;
  struct Range {
    std::int64_t first = 0, end = 0;
    std::int64_t Bytes() const { return end - first; }
    bool operator==(const Range&) const = default;
  };

  // `found`: of each large block, whose size is a multiple of the small ones'.
  Mending(const RepairShape& shape, std::int64_t file_bytes, const std::vector<Place>& found,
          std::int64_t large_bytes);

  // A large one computes for seconds. Once `stopped` says yes whatever is under way fails with kOffline.
  void StopWhen(std::function<bool()> stopped) { stopped_ = std::move(stopped); }

  const std::vector<Place>& places() const { return places_; }  // One for each small block.
  const Blocks& missing() const { return missing_; }
  const RepairShape& shape() const { return shape_; }

  // What mending will likely cost: the sums, of each hole two small blocks, and two requests.
  std::int64_t LikelyBytes() const;
  // The range of the repair that tells the sums of what is missing; nothing when that is too much for it.
  std::optional<Range> SumsWanted() const;
  // Those bytes. kCorrupt: what was found, or this, is not of the file.
  Status TakeSums(std::string_view rows, const ReadOld& read);
  void KnowSums(std::vector<std::uint64_t> of_missing);  // For who knows them.
  // After the sums: looks for what is missing in an old file.
  Status LookThrough(std::int32_t old_file, const BlockFinder::ReadBytes& read);
  // Of what is missing still.
  std::optional<Range> BlocksWanted() const;
  // The missing blocks, one after the other. kCorrupt as above.
  Result<std::string> TakeBlocks(std::string_view rows, const ReadOld& read) const;

 private:
  using Take = std::function<void(std::int64_t block, std::string_view bytes)>;
  Status ReadFound(const ReadOld& read, const Take& take) const;
  std::int64_t BytesOf(std::int64_t block) const;

  RepairShape shape_;
  std::int64_t file_bytes_;
  std::vector<Place> places_;
  Blocks missing_;
  std::vector<std::uint64_t> sums_;  // Of the missing; empty before they are known.
  std::function<bool()> stopped_ = [] { return false; };
};

}  // namespace lianxiao::formats
