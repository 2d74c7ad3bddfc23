// Which blobs a place has, in few bytes: whoever wants some of them asks there only for those.
//
//   "LXH1" prefix[0] prefix[1] …      the first 8 bytes of each blob's name, sorted, each once
//
// Nobody signs it and nobody believes it: it says what is worth asking for. Two blobs that begin alike cost a
// question for nothing. Plain functions, safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"

namespace lianxiao::formats {

// Far more than the files of any library a box has room for.
inline constexpr std::size_t kMostHeldBlobs = 1'000'000;
inline constexpr std::int64_t kMaxHeldBlobsBytes = 4 + 8 * static_cast<std::int64_t>(kMostHeldBlobs);

class HeldBlobs {
 public:
  HeldBlobs() = default;
  explicit HeldBlobs(std::span<const BlobId> blobs);  // Of more than kMostHeldBlobs the rest is left out.

  bool Has(const BlobId& id) const;
  std::size_t size() const { return prefixes_.size(); }
  bool operator==(const HeldBlobs&) const = default;

  std::string Encode() const;
  // kInvalid: no such list, cut, not sorted, too long.
  static Result<HeldBlobs> Decode(std::string_view bytes);

 private:
  std::vector<std::uint64_t> prefixes_;  // Sorted.
};

}  // namespace lianxiao::formats
