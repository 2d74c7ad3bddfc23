// One BLAKE2b-256 for each MiB of a file, so that a bad byte costs one piece and not the file.
//
//   piece list blob = "LXP1" u64le(file size) digest[0] digest[1] … digest[n-1]
//
// A file of at most one piece needs no list: its blob name is the digest of its only piece. An empty file
// has no piece at all. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::int64_t kPieceBytes = 1 << 20;

struct PieceList {
  std::int64_t file_bytes = 0;
  std::vector<BlobId> digests;  // ceil(file_bytes / kPieceBytes)

  std::int64_t Count() const { return static_cast<std::int64_t>(digests.size()); }
  std::int64_t Offset(std::int64_t piece) const { return piece * kPieceBytes; }
  std::int64_t Size(std::int64_t piece) const;  // The last one may be shorter.
  bool Matches(std::int64_t piece, std::string_view bytes) const;
  bool operator==(const PieceList&) const = default;
};

PieceList OnePiece(const BlobId& blob, std::int64_t file_bytes);  // file_bytes ≤ kPieceBytes.
std::string Encode(const PieceList& list);
// kInvalid if cut, if the count does not fit `file_bytes`, or if that is not `expected_file_bytes`.
Result<PieceList> DecodePieceList(std::string_view bytes, std::int64_t expected_file_bytes);

// Makes both names of a file in one pass over its bytes. Used from one thread.
class PieceHasher {
 public:
  void Add(std::string_view bytes);
  struct Names {
    BlobId blob;
    PieceList pieces;
  };
  Names Finish();  // The hasher is used up.

 private:
  BlobHasher whole_;
  BlobHasher piece_;
  std::int64_t in_piece_ = 0;
  PieceList list_;
};

}  // namespace lianxiao::formats
