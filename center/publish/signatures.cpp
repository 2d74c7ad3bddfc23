#include "center/publish/signatures.h"

#include <algorithm>
#include <cmath>

#include "storage/formats/block_signature.h"
#include "storage/formats/parity_rows.h"
#include "storage/formats/repair.h"
#include "storage/mapped_file.h"

namespace lianxiao::center {
namespace {

using formats::BlockFinder;
using formats::kRangeHeadBytes;
using formats::Mending;
using formats::RepairShape;
using Places = std::vector<BlockFinder::Place>;

constexpr std::int64_t kLeastBlock = 512;
// So that each size of small blocks divides each of large ones.
constexpr std::int64_t kBlockStep = 256;
constexpr std::int64_t kSmallBlocks[] = {64, 128, 256};
// What has to be fetched anyway is fetched whole, without a signature, where so much of a file changed.
constexpr double kMostMissing = 0.95;
// Sums weigh at most so little of the file: for a box that fetches them in vain.
constexpr std::int64_t kMostSumsOfFile = 256;
constexpr std::int64_t kMostSumRows = 2'048;
// And it is not made for less: every school fetches the catalog's words for it.
constexpr double kLeastGain = 1'024;
// An older version lacks more than those that the center tried.
constexpr std::int64_t kTimesNeeded = 4, kSpareRows = 16;
constexpr std::int64_t kMostBlockRows = 1'024;

// rsync's choice, the root of the size, and from there both ways: few large edits want large blocks, many
// small ones small blocks. With a repair larger ones are enough.
std::vector<std::int64_t> BlocksToTry(std::int64_t file_bytes) {
  const auto root = std::sqrt(static_cast<double>(file_bytes));
  std::vector<std::int64_t> blocks;
  for (const double times : {0.25, 0.5, 1.0, 2.0, 4.0}) {
    const auto wanted = static_cast<std::int64_t>(root * times) / kBlockStep * kBlockStep;
    const auto block = std::max(kLeastBlock, wanted);
    const auto bytes = formats::SignatureBytes(file_bytes, formats::ShapeFor(file_bytes, block));
    if (bytes > file_bytes * formats::kMostSignaturePerMille / 1'000 || bytes > formats::kMaxSignatureBytes)
      continue;
    if (blocks.empty() || blocks.back() != block) blocks.push_back(block);
  }
  return blocks;
}

// Of sums of 4 bytes a false match spoils more than 2 bytes for each save: docs/reverse-plan.md has figures.
std::optional<RepairShape> RepairToTry(std::int64_t file_bytes, std::int64_t small_block) {
  if (file_bytes > formats::kMostRepairedBytes) return std::nullopt;
  RepairShape shape{.block_bytes = small_block, .sum_bytes = 6, .sum_rows = 1, .block_rows = 1};
  const auto blocks = shape.BlocksOf(file_bytes);
  shape.sum_rows = std::min({kMostSumRows, file_bytes / kMostSumsOfFile / shape.sum_bytes,
                             formats::ParityRows::kMostRowsAndBlocks - blocks});
  shape.block_rows = std::min({kMostBlockRows, formats::kMostRowBytes / file_bytes,
                               formats::ParityRows::kMostRowsAndBlocks - blocks});
  return Check(shape, file_bytes) ? std::optional(shape) : std::nullopt;
}

// In ranges. What is known and shorter than a request's heads is fetched with its neighbours.
std::int64_t CostOfRanges(const Places& places, std::int64_t block, std::int64_t file_bytes) {
  std::int64_t bytes = 0, known = kRangeHeadBytes;
  for (std::int64_t i = 0; i < std::ssize(places); ++i) {
    const auto size = std::min(block, file_bytes - i * block);
    if (places[static_cast<std::size_t>(i)].Found()) {
      known += size;
    } else {
      bytes += size + std::min(known, kRangeHeadBytes);
      known = 0;
    }
  }
  return bytes;
}

std::string_view Block(std::string_view file, std::int64_t at, std::int64_t bytes) {
  const auto from = std::min(static_cast<std::size_t>(at), file.size());
  return file.substr(from, static_cast<std::size_t>(bytes));
}

BlockFinder::ReadBytes From(std::string_view file) {
  return [file](std::int64_t at, std::int64_t size) -> Result<std::string> {
    return std::string(Block(file, at, size));
  };
}

// No block was taken for another, by its short sum.
bool AllTrue(const Places& places, std::int64_t block, std::string_view new_file, std::string_view old_file) {
  for (std::int64_t i = 0; i < std::ssize(places); ++i) {
    const auto& place = places[static_cast<std::size_t>(i)];
    const auto bytes = Block(new_file, i * block, block);
    if (place.Found() && bytes != Block(old_file, place.offset, std::ssize(bytes))) return false;
  }
  return true;
}

struct Found {
  Places places;  // Of the signature's blocks.
  std::int64_t block = 0;
};

Result<Found> LookFor(std::string_view signature, std::string_view new_file, std::string_view old_file) {
  LIANXIAO_ASSIGN(auto finder, BlockFinder::Read(signature, std::ssize(new_file)));
  LIANXIAO_TRY(finder.LookThrough(From(old_file)));
  return Found{finder.places(), finder.shape().block_bytes};
}

struct Mended {
  std::int64_t bytes = 0;
  std::int64_t rows = 0;  // Of blocks: so many were needed.
};

// As a box does, but that the sums are known here.
Result<Mended> CostOfMending(const Found& found, const RepairShape& shape, std::string_view new_file,
                             std::string_view old_file) {
  const auto file_bytes = std::ssize(new_file);
  const Mended unmended{.bytes = CostOfRanges(found.places, found.block, file_bytes)};
  Mending mending(shape, file_bytes, found.places, found.block);
  const auto sums = mending.SumsWanted();
  if (!sums || mending.LikelyBytes() >= unmended.bytes) return unmended;
  if (!AllTrue(found.places, found.block, new_file, old_file)) {
    return Mended{.bytes = unmended.bytes + sums->Bytes() + kRangeHeadBytes};
  }
  std::vector<std::uint64_t> known;
  for (const auto block : mending.missing()) {
    known.push_back(formats::RepairSum(Block(new_file, block * shape.block_bytes, shape.block_bytes), shape));
  }
  mending.KnowSums(std::move(known));
  LIANXIAO_TRY(mending.LookThrough(0, From(old_file)));
  const auto ranges = CostOfRanges(mending.places(), shape.block_bytes, file_bytes);
  Mended mended{.bytes = sums->Bytes() + kRangeHeadBytes};
  const auto rows = mending.BlocksWanted();
  const bool by_rows = rows && rows->Bytes() + kRangeHeadBytes < ranges;
  mended.bytes += by_rows ? rows->Bytes() + kRangeHeadBytes : ranges;
  if (by_rows) mended.rows = std::ssize(mending.missing());
  return mended;
}

}  // namespace

Result<std::int64_t> BytesMissing(const MadeSignature& made, std::string_view new_file,
                                  std::string_view old_file) {
  LIANXIAO_ASSIGN(const auto found, LookFor(made.signature, new_file, old_file));
  if (!made.repair) return CostOfRanges(found.places, found.block, std::ssize(new_file));
  LIANXIAO_ASSIGN(const auto mended, CostOfMending(found, *made.repair, new_file, old_file));
  return mended.bytes;
}

Result<std::optional<MadeSignature>> MakeBestSignature(std::string_view new_file,
                                                       const std::vector<std::string_view>& old_files) {
  const auto file_bytes = std::ssize(new_file);
  std::optional<MadeSignature> best;
  if (file_bytes < kLeastSignedBytes || old_files.empty()) return best;
  auto least = static_cast<double>(file_bytes) * kMostMissing * static_cast<double>(old_files.size());
  auto least_repaired = least;
  std::optional<MadeSignature> repaired;
  for (const auto block : BlocksToTry(file_bytes)) {
    LIANXIAO_ASSIGN(auto signature, formats::MakeSignature(new_file, formats::ShapeFor(file_bytes, block)));
    std::vector<Found> found;
    auto of_ranges = static_cast<double>(signature.size()) * static_cast<double>(old_files.size());
    const auto of_signature = of_ranges;
    for (const auto old_file : old_files) {
      LIANXIAO_ASSIGN(auto places, LookFor(signature, new_file, old_file));
      of_ranges += static_cast<double>(CostOfRanges(places.places, block, file_bytes));
      found.push_back(std::move(places));
    }
    if (of_ranges < least) {
      least = of_ranges;
      best = MadeSignature{signature, std::nullopt};
    }
    for (const auto small_block : kSmallBlocks) {
      auto shape = RepairToTry(file_bytes, small_block);
      if (!shape) continue;
      auto cost = of_signature;
      std::int64_t rows = 0;
      for (std::size_t i = 0; i < old_files.size(); ++i) {
        LIANXIAO_ASSIGN(const auto mended, CostOfMending(found[i], *shape, new_file, old_files[i]));
        cost += static_cast<double>(mended.bytes);
        rows = std::max(rows, mended.rows);
      }
      if (cost >= least_repaired) continue;
      least_repaired = cost;
      shape->block_rows = std::min(shape->block_rows, rows * kTimesNeeded + kSpareRows);
      repaired = MadeSignature{signature, shape};
    }
  }
  if (repaired && least_repaired + kLeastGain * static_cast<double>(old_files.size()) < least)
    return repaired;
  return best;
}

Result<std::optional<formats::Signature>> PutSignature(BlobStore& blobs, const BlobId& new_file,
                                                       const std::vector<BlobId>& old_files) {
  LIANXIAO_ASSIGN(const auto mapped_new, storage::MappedFile::Read(blobs.PathOf(new_file)));
  std::vector<storage::MappedFile> mapped;
  std::vector<std::string_view> views;
  for (const auto& old_file : old_files) {
    LIANXIAO_ASSIGN(auto file, storage::MappedFile::Read(blobs.PathOf(old_file)));
    views.push_back(mapped.emplace_back(std::move(file)).View());
  }
  LIANXIAO_ASSIGN(const auto best, MakeBestSignature(mapped_new.View(), views));
  if (!best) return std::nullopt;
  formats::Signature signature{.size_bytes = std::ssize(best->signature)};
  LIANXIAO_ASSIGN(signature.blob, blobs.PutBytes(best->signature));
  if (!best->repair) return signature;
  formats::Repair repair{.shape = *best->repair};
  LIANXIAO_ASSIGN(repair.blob, blobs.PutBytes(formats::MakeRepair(mapped_new.View(), repair.shape)));
  signature.repair = repair;
  return signature;
}

}  // namespace lianxiao::center
