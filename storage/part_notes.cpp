#include "storage/part_notes.h"

#include <algorithm>
#include <string>

#include "storage/formats/piece_list.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kEntryBytes = 2 * kNumberBytes + sizeof(BlobId);

void PutNumber(std::int64_t number, std::string& into) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    into += static_cast<char>((static_cast<std::uint64_t>(number) >> (8 * i)) & 0xff);
  }
}

std::int64_t NumberAt(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return static_cast<std::int64_t>(number);
}

std::string Encode(const PartNote& note) {
  std::string entry;
  PutNumber(note.first, entry);
  PutNumber(note.end, entry);
  entry += note.digest.View();
  return entry;
}

// Within one piece, as all are that we make.
bool IsPossible(const PartNote& note, std::int64_t part_bytes) {
  return note.first >= 0 && note.first < note.end && note.end <= part_bytes &&
         note.end - note.first <= formats::kPieceBytes &&
         note.first / formats::kPieceBytes == (note.end - 1) / formats::kPieceBytes;
}

Result<bool> IsStillThere(const PartNote& note, const File& part) {
  LIANXIAO_ASSIGN(const auto bytes, part.ReadAt(note.first, note.end - note.first));
  return HashOf(bytes) == note.digest;
}

}  // namespace

Status PartNotes::Load(const File& part, std::int64_t part_bytes) {
  LIANXIAO_ASSIGN(const auto bytes, file_->ReadAt(0, tuning::kMostNotesBytes));
  for (std::size_t at = 0; at + kEntryBytes <= bytes.size(); at += kEntryBytes) {
    PartNote note{NumberAt(bytes, at), NumberAt(bytes, at + kNumberBytes), {}};
    std::ranges::copy(std::string_view(bytes).substr(at + 2 * kNumberBytes, sizeof(BlobId)),
                      reinterpret_cast<char*>(note.digest.bytes.data()));
    if (!IsPossible(note, part_bytes)) continue;
    LIANXIAO_ASSIGN(const bool right, IsStillThere(note, part));
    if (right) notes_.push_back(note);
  }
  return {};
}

Status PartNotes::Add(std::int64_t first, std::string_view bytes) {
  const PartNote note{first, first + static_cast<std::int64_t>(bytes.size()), HashOf(bytes)};
  const auto at = notes_.size() * kEntryBytes;
  notes_.push_back(note);
  return file_->WriteAt(static_cast<std::int64_t>(at), Encode(note));
}

// Written over from its beginning and cut to length after, so that a kill in between leaves whole entries: of
// the same bytes twice at worst.
Status PartNotes::Reduce(const std::function<bool(const PartNote&)>& keep) {
  if (std::erase_if(notes_, [&](const PartNote& note) { return !keep(note); }) == 0) return {};
  std::string bytes;
  for (const auto& note : notes_) bytes += Encode(note);
  if (!bytes.empty()) LIANXIAO_TRY(file_->WriteAt(0, bytes));
  return file_->Truncate(static_cast<std::int64_t>(bytes.size()));
}

}  // namespace lianxiao::storage
