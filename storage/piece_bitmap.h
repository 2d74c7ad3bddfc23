// Which pieces of a part are there. Plain value; stored as bytes in table `parts`.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::storage {

class PieceBitmap {
 public:
  explicit PieceBitmap(std::int64_t pieces) : pieces_(pieces), bytes_(BytesFor(pieces), '\0') {}

  // kCorrupt if the length does not fit `pieces` or a bit beyond the last piece is set.
  static Result<PieceBitmap> FromBytes(std::string_view bytes, std::int64_t pieces) {
    PieceBitmap map(pieces);
    if (bytes.size() != map.bytes_.size()) return Fail(ErrorCode::kCorrupt, "piece map of a wrong length");
    map.bytes_ = bytes;
    for (auto piece = pieces; piece < static_cast<std::int64_t>(bytes.size()) * 8; ++piece) {
      if (map.Bit(piece)) return Fail(ErrorCode::kCorrupt, "piece map beyond the last piece");
    }
    return map;
  }

  bool Has(std::int64_t piece) const { return piece >= 0 && piece < pieces_ && Bit(piece); }
  void Set(std::int64_t piece) {
    auto& byte = bytes_[static_cast<std::size_t>(piece / 8)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | (1U << (piece % 8)));
  }
  std::int64_t Count() const {
    std::int64_t count = 0;
    for (const char byte : bytes_) count += std::popcount(static_cast<unsigned char>(byte));
    return count;
  }
  bool Full() const { return Count() == pieces_; }
  std::int64_t pieces() const { return pieces_; }
  const std::string& bytes() const { return bytes_; }

 private:
  static std::size_t BytesFor(std::int64_t pieces) { return static_cast<std::size_t>((pieces + 7) / 8); }
  bool Bit(std::int64_t piece) const {
    return ((static_cast<unsigned char>(bytes_[static_cast<std::size_t>(piece / 8)]) >> (piece % 8)) & 1) !=
           0;
  }

  std::int64_t pieces_;
  std::string bytes_;
};

// Of a file of `file_bytes`: how many pieces, how long each (the last may be shorter), how much is there.
inline std::int64_t PieceCount(std::int64_t file_bytes) {
  return (file_bytes + formats::kPieceBytes - 1) / formats::kPieceBytes;
}
inline std::int64_t PieceSize(std::int64_t piece, std::int64_t file_bytes) {
  return std::min(formats::kPieceBytes, file_bytes - piece * formats::kPieceBytes);
}
inline std::int64_t BytesOf(const PieceBitmap& map, std::int64_t file_bytes) {
  const auto last = map.pieces() - 1;
  const auto missing_at_end = map.Has(last) ? formats::kPieceBytes - PieceSize(last, file_bytes) : 0;
  return map.Count() * formats::kPieceBytes - missing_at_end;
}

}  // namespace lianxiao::storage
