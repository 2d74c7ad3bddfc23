// Sums of each block of a file, small enough to publish beside it. Who has a similar file finds by them which
// blocks are in it, and fetches only the others: what rsync does with both sides at work (Tridgell,
// "Efficient Algorithms for Sorting and Synchronization", 1999), with nothing but static files at the
// sender's.
//
//   signature = 72 73 01 47  block bytes (4, big-endian)  strong bytes (4, big-endian)
//               for each block: weak sum (4)  strong sum
//
// That is librsync's format; weak is its Rabin-Karp sum, strong the first bytes of BLAKE2b-256. The sums are
// short: a block that is found where it is not costs the fetching of one piece, no more, for nothing is
// believed before the digest of its piece is right.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::formats {

// A signature is fetched as one piece.
inline constexpr std::int64_t kMaxSignatureBytes = kPieceBytes;
inline constexpr std::int64_t kLeastBlockBytes = 64;
// It may cost so much of the file, in a thousand, that a box which finds nothing by it is still below 1.02 of
// the file: center and box go by the same number.
inline constexpr std::int64_t kMostSignaturePerMille = 15;
// What asking for one range costs besides its bytes: the heads of question and answer. Likewise.
inline constexpr std::int64_t kRangeHeadBytes = 600;
inline constexpr std::int64_t kMostBlockBytes = 16 << 20;
// Old files are read again for what stands twice in new ones up to this size, where pictures are; a recording
// has none, and a look through one takes a box minutes.
inline constexpr std::int64_t kMostLooksBytes = 128 << 20;
inline constexpr int kMostLooks = 3;

struct SignatureShape {
  std::int64_t block_bytes = 0;
  std::int64_t strong_bytes = 0;  // 1…32
  bool operator==(const SignatureShape&) const = default;
};

std::int64_t SignatureBytes(std::int64_t file_bytes, const SignatureShape& shape);
// The strong sums as short as pays: their length against what false matches cost.
SignatureShape ShapeFor(std::int64_t file_bytes, std::int64_t block_bytes);

Result<std::string> MakeSignature(std::string_view file_bytes, const SignatureShape& shape);

// Finds the blocks of a new file in old ones. Used from one thread. Memory: some 40 bytes a block.
class BlockFinder {
 public:
  // kCorrupt: it is no signature of a file of that size.
  static Result<BlockFinder> Read(std::string_view signature, std::int64_t file_bytes);
  BlockFinder(BlockFinder&&) noexcept;
  BlockFinder& operator=(BlockFinder&&) noexcept;
  ~BlockFinder();

  // Up to `size` bytes from `offset` of an old file; none at its end.
  using ReadBytes = std::function<Result<std::string>(std::int64_t offset, std::int64_t size)>;
  // Looks for the blocks not found before. Old files are numbered 0, 1, … in the order of these calls. Reads
  // a file again while that may find more: librsync goes on behind each match, so of what stands twice in the
  // new file, at other places of a block, one look finds one. Fails as `read` does; what was found up to
  // there is kept.
  Status LookThrough(const ReadBytes& read);

  struct Place {
    std::int32_t old_file = -1;  // -1: in none.
    std::int64_t offset = 0;
    bool Found() const { return old_file >= 0; }
    bool operator==(const Place&) const = default;
  };
  const std::vector<Place>& places() const { return places_; }  // One for each block.
  const SignatureShape& shape() const { return shape_; }

 private:
  struct Sums;  // librsync's.
  static Result<std::unique_ptr<Sums>> Load(std::string_view signature);
  BlockFinder(SignatureShape shape, std::int64_t file_bytes, std::string_view signature,
              std::unique_ptr<Sums> sums);
  using Blocks = std::vector<std::int64_t>;  // Numbers of blocks of the new file.
  Blocks Missing() const;
  std::string SumsOf(const Blocks& blocks) const;
  Status Look(const ReadBytes& read, const Sums& sums, const Blocks* blocks);
  void Take(std::int64_t block, const Place& place);
  void FillTwins();

  SignatureShape shape_;
  std::string signature_;
  std::unique_ptr<Sums> sums_;
  std::vector<Place> places_;
  std::int32_t old_files_ = 0;
};

}  // namespace lianxiao::formats
