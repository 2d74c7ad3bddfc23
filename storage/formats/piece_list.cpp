#include "storage/formats/piece_list.h"

#include <algorithm>

namespace lianxiao::formats {
namespace {

constexpr std::string_view kMagic = "LXP1";
constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kDigestBytes = 32;

std::int64_t PiecesOf(std::int64_t file_bytes) {
  return file_bytes / kPieceBytes + (file_bytes % kPieceBytes != 0 ? 1 : 0);
}

std::uint64_t ReadU64Le(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

}  // namespace

std::int64_t PieceList::Size(std::int64_t piece) const {
  return std::min(kPieceBytes, file_bytes - Offset(piece));
}

bool PieceList::Matches(std::int64_t piece, std::string_view bytes) const {
  return piece >= 0 && piece < Count() && static_cast<std::int64_t>(bytes.size()) == Size(piece) &&
         HashOf(bytes) == digests[static_cast<std::size_t>(piece)];
}

PieceList OnePiece(const BlobId& blob, std::int64_t file_bytes) {
  PieceList list{file_bytes, {}};
  if (file_bytes > 0) list.digests.push_back(blob);
  return list;
}

std::string Encode(const PieceList& list) {
  std::string bytes(kMagic);
  for (unsigned shift = 0; shift < 64; shift += 8) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(list.file_bytes) >> shift & 255);
  }
  for (const auto& digest : list.digests) bytes += digest.View();
  return bytes;
}

Result<PieceList> DecodePieceList(std::string_view bytes, std::int64_t expected_file_bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) {
    return Fail(ErrorCode::kInvalid, "not a piece list");
  }
  if (expected_file_bytes < 0 ||
      ReadU64Le(bytes.substr(kMagic.size())) != static_cast<std::uint64_t>(expected_file_bytes)) {
    return Fail(ErrorCode::kInvalid, "piece list of a file of another size");
  }
  const auto digests = bytes.substr(kHeaderBytes);
  if (digests.size() % kDigestBytes != 0 ||
      static_cast<std::int64_t>(digests.size() / kDigestBytes) != PiecesOf(expected_file_bytes)) {
    return Fail(ErrorCode::kInvalid, "piece list with too few or too many digests");
  }
  PieceList list{expected_file_bytes, {}};
  list.digests.reserve(digests.size() / kDigestBytes);
  for (std::size_t at = 0; at < digests.size(); at += kDigestBytes) {
    LIANXIAO_ASSIGN(const auto digest, BlobId::FromBytes(digests.substr(at, kDigestBytes)));
    list.digests.push_back(digest);
  }
  return list;
}

void PieceHasher::Add(std::string_view bytes) {
  whole_.Add(bytes);
  list_.file_bytes += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const auto room = static_cast<std::size_t>(kPieceBytes - in_piece_);
    const auto part = bytes.substr(0, room);
    piece_.Add(part);
    in_piece_ += static_cast<std::int64_t>(part.size());
    bytes.remove_prefix(part.size());
    if (in_piece_ < kPieceBytes) break;
    list_.digests.push_back(piece_.Finish());
    piece_ = BlobHasher();
    in_piece_ = 0;
  }
}

PieceHasher::Names PieceHasher::Finish() {
  if (in_piece_ > 0) list_.digests.push_back(piece_.Finish());
  return {whole_.Finish(), std::move(list_)};
}

}  // namespace lianxiao::formats
