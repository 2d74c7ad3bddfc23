#include "center/publish/signatures.h"

#include <algorithm>
#include <cmath>

#include "storage/formats/block_signature.h"
#include "storage/mapped_file.h"

namespace lianxiao::center {
namespace {

using formats::BlockFinder;

constexpr std::int64_t kLeastBlock = 512;
// What has to be fetched anyway is fetched whole, without a signature, where so much of a file changed.
constexpr double kMostMissing = 0.95;

// rsync's choice, the root of the size, and from there both ways: few large edits want large blocks, many
// small ones small blocks.
std::vector<std::int64_t> BlocksToTry(std::int64_t file_bytes) {
  const auto root = std::sqrt(static_cast<double>(file_bytes));
  std::vector<std::int64_t> blocks;
  for (const double times : {0.25, 0.5, 1.0, 2.0}) {
    const auto block = std::max(kLeastBlock, static_cast<std::int64_t>(root * times) / 8 * 8);
    const auto bytes = formats::SignatureBytes(file_bytes, formats::ShapeFor(file_bytes, block));
    if (bytes > file_bytes * formats::kMostSignaturePerMille / 1'000 || bytes > formats::kMaxSignatureBytes)
      continue;
    if (blocks.empty() || blocks.back() != block) blocks.push_back(block);
  }
  return blocks;
}

std::int64_t MissingOf(const std::vector<BlockFinder::Place>& places, std::int64_t block,
                       std::int64_t file_bytes) {
  std::int64_t bytes = 0, at = 0;
  bool in_hole = false;
  for (const auto& place : places) {
    const auto size = std::min(block, file_bytes - at);
    at += size;
    if (!place.Found()) bytes += size + (in_hole ? 0 : formats::kRangeHeadBytes);
    in_hole = !place.Found();
  }
  return bytes;
}

}  // namespace

Result<std::int64_t> BytesMissing(std::string_view signature, std::string_view new_file,
                                  std::string_view old_file) {
  const auto file_bytes = std::ssize(new_file);
  LIANXIAO_ASSIGN(auto finder, BlockFinder::Read(signature, file_bytes));
  LIANXIAO_TRY(finder.LookThrough([&](std::int64_t at, std::int64_t size) -> Result<std::string> {
    const auto from = std::min(static_cast<std::size_t>(at), old_file.size());
    return std::string(old_file.substr(from, static_cast<std::size_t>(size)));
  }));
  return MissingOf(finder.places(), finder.shape().block_bytes, file_bytes);
}

Result<std::optional<std::string>> MakeBestSignature(std::string_view new_file,
                                                     const std::vector<std::string_view>& old_files) {
  const auto file_bytes = std::ssize(new_file);
  std::optional<std::string> best;
  if (file_bytes < kLeastSignedBytes || old_files.empty()) return best;
  auto least = static_cast<double>(file_bytes) * kMostMissing * static_cast<double>(old_files.size());
  for (const auto block : BlocksToTry(file_bytes)) {
    LIANXIAO_ASSIGN(auto signature, formats::MakeSignature(new_file, formats::ShapeFor(file_bytes, block)));
    auto cost = static_cast<double>(signature.size()) * static_cast<double>(old_files.size());
    for (const auto old_file : old_files) {
      LIANXIAO_ASSIGN(const auto missing, BytesMissing(signature, new_file, old_file));
      cost += static_cast<double>(missing);
    }
    if (cost >= least) continue;
    least = cost;
    best = std::move(signature);
  }
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
  formats::Signature signature{.size_bytes = std::ssize(*best)};
  LIANXIAO_ASSIGN(signature.blob, blobs.PutBytes(*best));
  return signature;
}

}  // namespace lianxiao::center
