#include "storage/library.h"

#include "storage/library_rows.h"
#include "storage/library_state.h"
#include "storage/part.h"
#include "storage/part_path.h"

namespace lianxiao::storage {
namespace {

class LibraryOnDisk final : public Library {
 public:
  LibraryOnDisk(Disk& disk, Database& journal, const Clock& clock, Log& log, std::string root,
                LibraryOptions options)
      : state_{disk, journal, clock, log, {std::move(root)}, options, {}, {}, {}, {}, {}, {}} {}

  Status Open() { return Sweep(state_); }

  Result<std::string> PathOfPart(const BlobId& id) const {
    if (PartBytes(id) == 0) return Fail(ErrorCode::kNotFound, "nothing has come of " + id.Hex());
    return state_.folders.Part(id);
  }

  Result<BlobOnDisk> Find(const BlobId& id) const override {
    const std::lock_guard lock(state_.mutex);
    const auto blob = state_.blobs.find(id);
    if (blob == state_.blobs.end()) return Fail(ErrorCode::kNotFound, "no blob " + id.Hex());
    return BlobOnDisk{id, blob->second, state_.folders.Blob(id)};
  }

  Result<BlobOnDisk> Lend(const BlobId& id) override {
    auto found = Find(id);
    const std::lock_guard lock(state_.mutex);
    if (found) state_.lent[id] = state_.clock.Now();
    return found;
  }

  bool LentSince(const BlobId& id, Instant since) const override {
    const std::lock_guard lock(state_.mutex);
    const auto lent = state_.lent.find(id);
    return lent != state_.lent.end() && lent->second >= since;
  }

  bool Has(const BlobId& id) const override {
    const std::lock_guard lock(state_.mutex);
    return state_.blobs.contains(id);
  }

  Result<LibraryTotals> Totals() const override {
    const std::lock_guard lock(state_.mutex);
    LibraryTotals totals;
    for (const auto& [id, size] : state_.blobs) totals.bytes += size;
    totals.blobs = static_cast<std::int64_t>(state_.blobs.size());
    for (const auto& [id, bytes] : state_.part_bytes) totals.part_bytes += bytes;
    return totals;
  }

  Result<std::vector<BlobId>> List() const override {
    const std::lock_guard lock(state_.mutex);
    std::vector<BlobId> ids;
    ids.reserve(state_.blobs.size());
    for (const auto& [id, size] : state_.blobs) ids.push_back(id);
    return ids;
  }

  std::int64_t PartBytes(const BlobId& id) const override {
    const std::lock_guard lock(state_.mutex);
    const auto part = state_.part_bytes.find(id);
    return part == state_.part_bytes.end() ? 0 : part->second;
  }

  std::vector<BlobId> PartsOnDisk() const override {
    const std::lock_guard lock(state_.mutex);
    std::vector<BlobId> ids;
    for (const auto& [id, bytes] : state_.part_bytes) ids.push_back(id);
    return ids;
  }

  std::string Scratch() const override { return state_.folders.Scratch(); }

  Result<std::unique_ptr<Part>> Begin(const BlobId& id, const formats::PieceList& pieces) override;
  Status Publish(std::unique_ptr<Part> part) override;
  Status Add(const BlobId& id, std::string_view bytes) override;
  Status Adopt(const BlobId& id, const std::string& path) override;
  Status Remove(const BlobId& id) override;
  Status DropPart(const BlobId& id) override { return state_.DropPart(id); }
  Status Recheck(const BlobId& id) override;
  Result<std::optional<Checked>> LeastLatelyChecked() const override {
    return library_rows::LeastLatelyChecked(state_.journal);
  }

 private:
  Status CheckSpace(std::int64_t more_bytes) const;
  Status TakeInHand(const BlobId& id);
  Result<std::unique_ptr<Part>> BeginInHand(const BlobId& id, const formats::PieceList& pieces);
  Result<std::unique_ptr<Part>> BeginAnew(const BlobId& id, std::int64_t size_bytes);
  Status AdoptOrFail(const BlobId& id, const std::string& path);

  mutable LibraryState state_;
  std::mutex adding_;  // Guards the scratch file of Add, which is named after its blob.
};

Status LibraryOnDisk::CheckSpace(std::int64_t more_bytes) const {
  if (state_.options.keep_free_bytes == 0) return {};
  LIANXIAO_ASSIGN(const auto free, state_.disk.FreeBytes(state_.folders.root));
  if (free - more_bytes >= state_.options.keep_free_bytes) return {};
  return Fail(ErrorCode::kNoSpace,
              std::to_string(more_bytes) + " bytes more would leave less than the " +
                  std::to_string(state_.options.keep_free_bytes) +
                  " that are kept free: remove resources from this box or give it a larger disk");
}

Status LibraryOnDisk::TakeInHand(const BlobId& id) {
  const std::lock_guard lock(state_.mutex);
  if (state_.blobs.contains(id)) return Fail(ErrorCode::kInvalid, "already in the library: " + id.Hex());
  if (!state_.parts_in_hand.insert(id).second) {
    return Fail(ErrorCode::kInvalid, "already on its way: " + id.Hex());
  }
  return {};
}

Result<std::unique_ptr<Part>> LibraryOnDisk::Begin(const BlobId& id, const formats::PieceList& pieces) {
  if (pieces.file_bytes < 0 || pieces.Count() != PieceCount(pieces.file_bytes)) {
    return Fail(ErrorCode::kInvalid, "the pieces of " + id.Hex() + " do not add up to its size");
  }
  LIANXIAO_TRY(CheckSpace(pieces.file_bytes - PartBytes(id)));
  LIANXIAO_TRY(TakeInHand(id));
  auto part = BeginInHand(id, pieces);
  if (!part) {
    const std::lock_guard lock(state_.mutex);
    state_.parts_in_hand.erase(id);
  }
  return part;
}

Result<std::unique_ptr<Part>> LibraryOnDisk::BeginInHand(const BlobId& id, const formats::PieceList& pieces) {
  const auto size_bytes = pieces.file_bytes;
  auto row = library_rows::Part(state_.journal, id);
  if (!row && row.error().code == ErrorCode::kNotFound) return BeginAnew(id, size_bytes);
  if (!row) return Fail(row.error());
  auto map = PieceBitmap::FromBytes(row->pieces, PieceCount(size_bytes));
  LIANXIAO_ASSIGN(const bool there, state_.disk.Exists(state_.folders.Part(id)));
  if (!there || !map || row->size_bytes != size_bytes) {
    LIANXIAO_TRY(state_.DropPart(id));
    return BeginAnew(id, size_bytes);
  }
  LIANXIAO_ASSIGN(auto file, state_.disk.Open(state_.folders.Part(id), OpenMode::kWrite));
  LIANXIAO_ASSIGN(auto notes, state_.disk.Open(state_.folders.Notes(id), OpenMode::kWrite));
  PartOnDisk::Saved saved{size_bytes, *std::move(map), std::move(row->hints)};
  auto part = std::make_unique<PartOnDisk>(state_, id, std::move(saved), std::move(file), std::move(notes));
  LIANXIAO_TRY(part->TakeNoted(pieces));
  return part;
}

Result<std::unique_ptr<Part>> LibraryOnDisk::BeginAnew(const BlobId& id, std::int64_t size_bytes) {
  LIANXIAO_ASSIGN(auto file, state_.disk.Open(state_.folders.Part(id), OpenMode::kWrite));
  LIANXIAO_TRY(file->Truncate(0));
  LIANXIAO_ASSIGN(auto notes, state_.disk.Open(state_.folders.Notes(id), OpenMode::kWrite));
  LIANXIAO_TRY(notes->Truncate(0));
  // The name must last before a row counts on it.
  LIANXIAO_TRY(state_.disk.SyncFolder(state_.folders.Parts()));
  PartOnDisk::Saved saved{size_bytes, PieceBitmap(PieceCount(size_bytes)), {}};
  LIANXIAO_TRY(library_rows::InsertPart(state_.journal, id, size_bytes, saved.pieces));
  {
    const std::lock_guard lock(state_.mutex);
    state_.part_bytes[id] = 0;
  }
  return std::make_unique<PartOnDisk>(state_, id, std::move(saved), std::move(file), std::move(notes));
}

Status LibraryOnDisk::Publish(std::unique_ptr<Part> part) {
  auto& mine = static_cast<PartOnDisk&>(*part);  // Only Begin makes parts.
  const auto id = part->blob();
  LIANXIAO_TRY(mine.Flush());
  if (!mine.Complete()) return Fail(ErrorCode::kInvalid, "pieces are still missing of " + id.Hex());
  const auto path = state_.folders.Part(id);
  LIANXIAO_ASSIGN(const auto found, HashFile(state_.disk, path));
  if (found.id != id) {
    LIANXIAO_TRY(state_.DropPart(id));
    return Fail(ErrorCode::kCorrupt, "the pieces of " + id.Hex() + " add up to " + found.id.Hex());
  }
  return state_.MoveInAndList(id, found.size_bytes, path);
}

Status LibraryOnDisk::Add(const BlobId& id, std::string_view bytes) {
  if (HashOf(bytes) != id) return Fail(ErrorCode::kCorrupt, "the bytes given are not " + id.Hex());
  const std::lock_guard lock(adding_);
  if (Has(id)) return {};
  const auto path = state_.folders.Scratch() + "/" + id.Hex() + ".add";
  const auto write = [&]() -> Status {
    LIANXIAO_ASSIGN(const auto file, state_.disk.Open(path, OpenMode::kWrite));
    LIANXIAO_TRY(file->Truncate(0));
    LIANXIAO_TRY(file->WriteAt(0, bytes));
    return file->Sync();
  };
  auto done = write();
  if (done) done = state_.MoveInAndList(id, static_cast<std::int64_t>(bytes.size()), path);
  if (!done) (void)state_.disk.Remove(path);  // The first failure is the one to tell.
  return done;
}

Status LibraryOnDisk::Adopt(const BlobId& id, const std::string& path) {
  auto done = AdoptOrFail(id, path);
  if (!done) (void)state_.disk.Remove(path);
  return done;
}

Status LibraryOnDisk::AdoptOrFail(const BlobId& id, const std::string& path) {
  if (Has(id)) return state_.disk.Remove(path);
  {
    LIANXIAO_ASSIGN(const auto file, state_.disk.Open(path, OpenMode::kWrite));
    LIANXIAO_TRY(file->Sync());
  }
  LIANXIAO_ASSIGN(const auto found, HashFile(state_.disk, path));
  if (found.id != id) return Fail(ErrorCode::kCorrupt, path + " is not " + id.Hex());
  return state_.MoveInAndList(id, found.size_bytes, path);
}

Status LibraryOnDisk::Remove(const BlobId& id) {
  const std::lock_guard alone(state_.arranging);
  LIANXIAO_TRY(library_rows::DeleteBlob(state_.journal, id));
  {
    const std::lock_guard lock(state_.mutex);
    state_.blobs.erase(id);
    state_.lent.erase(id);
  }
  return state_.disk.Remove(state_.folders.Blob(id));
}

Status LibraryOnDisk::Recheck(const BlobId& id) {
  LIANXIAO_ASSIGN(const auto blob, Find(id));
  const auto found = HashFile(state_.disk, blob.path);
  if (found && found->id == id) return library_rows::MarkChecked(state_.journal, id, state_.clock.Wall());
  // Bytes that the medium cannot give back, or a file that somebody removed, are as lost as changed ones.
  if (!found && found.error().code != ErrorCode::kCorrupt && found.error().code != ErrorCode::kNotFound) {
    return Fail(found.error());
  }
  LIANXIAO_TRY(Remove(id));
  return Fail(ErrorCode::kCorrupt, "changed on the disk and removed: " + id.Hex());
}

}  // namespace

Result<std::string> PartPath(const Library& library, const BlobId& id) {
  return static_cast<const LibraryOnDisk&>(library).PathOfPart(id);  // Only Open makes libraries.
}

Result<std::unique_ptr<Library>> Library::Open(Disk& disk, Database& journal, const Clock& clock, Log& log,
                                               std::string root, LibraryOptions options) {
  auto library = std::make_unique<LibraryOnDisk>(disk, journal, clock, log, std::move(root), options);
  if (auto opened = library->Open(); !opened) return Fail(opened.error().While("library"));
  return library;
}

}  // namespace lianxiao::storage
