#include "daemon/stick_copy.h"

#include <algorithm>

#include "storage/formats/piece_list.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kStepBytes = formats::kPieceBytes;

}  // namespace

std::string BlobPathOnStick(const BlobId& id) {
  const auto hex = id.Hex();
  return "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::int64_t StickCopy::PartBytes(std::int64_t size_bytes) const {
  if (most_file_bytes_ == 0 || size_bytes <= most_file_bytes_) return 0;
  return std::max(most_file_bytes_ / formats::kPieceBytes, std::int64_t{1}) * formats::kPieceBytes;
}

template <typename Each>
Status StickCopy::ForEachPart(const BlobId& id, std::int64_t size_bytes, Each each) const {
  const auto path = BlobPathOnStick(id);
  const auto part_bytes = PartBytes(size_bytes);
  if (part_bytes == 0) return each(path, std::int64_t{0}, size_bytes);
  const auto parts = formats::StickParts(size_bytes, part_bytes);
  if (!parts) return Fail(ErrorCode::kInvalid, "stick.too_large: " + path + " makes too many parts");
  for (std::int64_t part = 0; part < *parts; ++part) {
    const auto first = part * part_bytes;
    LIANXIAO_TRY(each(formats::StickPart(path, part), first, std::min(part_bytes, size_bytes - first)));
  }
  return {};
}

bool StickCopy::Has(const BlobId& id, std::int64_t size_bytes) const {
  // It may have been put there whole by another hand.
  if (stick_.Size(BlobPathOnStick(id)) == size_bytes) return true;
  return ForEachPart(id, size_bytes,
                     [&](const std::string& name, std::int64_t, std::int64_t bytes) -> Status {
                       if (stick_.Size(name) == bytes) return {};
                       return Fail(ErrorCode::kNotFound, name);
                     })
      .has_value();
}

Status StickCopy::Put(const BlobId& id, const std::string& from, std::int64_t size_bytes) {
  auto source = disk_.Open(from, storage::OpenMode::kRead);
  if (!source) return Fail(source.error());
  BlobHasher hasher;
  std::vector<std::string> names;
  const auto copied =
      ForEachPart(id, size_bytes, [&](const std::string& name, std::int64_t first, std::int64_t bytes) {
        names.push_back(name);
        return CopyPart(**source, name, first, bytes, hasher);
      });
  if (!copied) return copied;
  if (hasher.Finish() != id) {
    for (const auto& name : names) LIANXIAO_TRY(stick_.RemoveBegun(name));
    return Fail(ErrorCode::kCorrupt, "stick.source_damaged: " + from);
  }
  for (const auto& name : names) LIANXIAO_TRY(stick_.Place(name, size_bytes));
  return {};
}

// What an earlier copy left is kept as far as it is the same: the stick is slower than reading both.
Status StickCopy::CopyPart(const storage::File& from, const std::string& to, std::int64_t first,
                           std::int64_t bytes, BlobHasher& hasher) {
  LIANXIAO_ASSIGN(const auto file, stick_.Begin(to));
  LIANXIAO_ASSIGN(const auto here, file->Size());
  bool same = true;
  for (std::int64_t at = 0; at < bytes;) {
    LIANXIAO_ASSIGN(const auto piece, from.ReadAt(first + at, std::min(kStepBytes, bytes - at)));
    if (piece.empty()) break;  // Shorter than it should be: the digest will tell.
    hasher.Add(piece);
    const auto size = static_cast<std::int64_t>(piece.size());
    if (same && at + size <= here) {
      LIANXIAO_ASSIGN(const auto there, file->ReadAt(at, size));
      same = there == piece;
    } else {
      same = false;
    }
    if (!same) LIANXIAO_TRY(file->WriteAt(at, piece));
    at += size;
    moved_(size);
  }
  return here > bytes ? file->Truncate(bytes) : Status{};
}

Status StickCopy::Remove(const BlobId& id, std::int64_t size_bytes) {
  LIANXIAO_TRY(stick_.Remove(BlobPathOnStick(id)));
  return ForEachPart(id, size_bytes, [&](const std::string& name, std::int64_t, std::int64_t) {
    return stick_.Remove(name);
  });
}

Status StickCopy::Check(const BlobId& id, std::int64_t size_bytes) {
  BlobHasher hasher;
  const auto read =
      ForEachPart(id, size_bytes, [&](const std::string& name, std::int64_t, std::int64_t bytes) -> Status {
        LIANXIAO_ASSIGN(const auto file, stick_.OpenToCheck(name));
        for (std::int64_t at = 0; at < bytes;) {
          LIANXIAO_ASSIGN(const auto piece, file->ReadAt(at, std::min(kStepBytes, bytes - at)));
          if (piece.empty()) break;
          hasher.Add(piece);
          at += static_cast<std::int64_t>(piece.size());
        }
        return {};
      });
  if (read && hasher.Finish() == id) return {};
  if (!read && read.error().code == ErrorCode::kOffline) return read;
  LIANXIAO_TRY(Remove(id, size_bytes));
  return Fail(ErrorCode::kCorrupt, "stick.read_back: " + BlobPathOnStick(id));
}

}  // namespace lianxiao::daemon
