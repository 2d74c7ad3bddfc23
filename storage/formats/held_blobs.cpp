#include "storage/formats/held_blobs.h"

#include <algorithm>

namespace lianxiao::formats {
namespace {

constexpr std::string_view kMagic = "LXH1";
constexpr std::size_t kPrefixBytes = 8;

// Big-endian, so that numbers are in the order of the names.
std::uint64_t NumberAt(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kPrefixBytes; ++i) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  }
  return number;
}

}  // namespace

HeldBlobs::HeldBlobs(std::span<const BlobId> blobs) {
  prefixes_.reserve(blobs.size());
  for (const auto& blob : blobs) prefixes_.push_back(NumberAt(blob.View(), 0));
  std::ranges::sort(prefixes_);
  prefixes_.erase(std::unique(prefixes_.begin(), prefixes_.end()), prefixes_.end());
  if (prefixes_.size() > kMostHeldBlobs) prefixes_.resize(kMostHeldBlobs);
}

bool HeldBlobs::Has(const BlobId& id) const {
  return std::ranges::binary_search(prefixes_, NumberAt(id.View(), 0));
}

std::string HeldBlobs::Encode() const {
  std::string bytes(kMagic);
  bytes.reserve(kMagic.size() + prefixes_.size() * kPrefixBytes);
  for (const auto prefix : prefixes_) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(prefix >> shift & 0xFF);
  }
  return bytes;
}

Result<HeldBlobs> HeldBlobs::Decode(std::string_view bytes) {
  const auto invalid = [](const char* why) {
    return Fail(ErrorCode::kInvalid, std::string("list of blobs: ") + why);
  };
  if (!bytes.starts_with(kMagic)) return invalid("it is none");
  bytes.remove_prefix(kMagic.size());
  if (bytes.size() % kPrefixBytes != 0) return invalid("it is cut");
  const auto count = bytes.size() / kPrefixBytes;
  if (count > kMostHeldBlobs) return invalid("it is too long");
  HeldBlobs held;
  held.prefixes_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto prefix = NumberAt(bytes, i * kPrefixBytes);
    if (i > 0 && prefix <= held.prefixes_.back()) return invalid("it is not sorted");
    held.prefixes_.push_back(prefix);
  }
  return held;
}

}  // namespace lianxiao::formats
