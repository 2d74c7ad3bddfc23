#include "storage/library_state.h"

#include "storage/library_rows.h"
#include "storage/tuning.h"

namespace lianxiao::storage {

Status LibraryState::DropPart(const BlobId& id) {
  LIANXIAO_TRY(library_rows::DeletePart(journal, id));
  {
    const std::lock_guard lock(mutex);
    part_bytes.erase(id);
  }
  LIANXIAO_TRY(disk.Remove(folders.Notes(id)));
  return disk.Remove(folders.Part(id));
}

Status LibraryState::MoveInAndList(const BlobId& id, std::int64_t size_bytes, const std::string& from) {
  const std::lock_guard alone(arranging);
  const auto folder = folders.FolderOf(id);
  LIANXIAO_TRY(disk.MakeFolders(folder));
  LIANXIAO_TRY(disk.Rename(from, folders.Blob(id)));
  auto listed = disk.SyncFolder(folder);
  if (listed) listed = library_rows::InsertBlob(journal, id, size_bytes, clock.Wall());
  if (!listed) {
    // Not listed, so not here: back to where it was, for whoever tries again.
    (void)disk.Rename(folders.Blob(id), from);
    return listed;
  }
  {
    const std::lock_guard lock(mutex);
    blobs[id] = size_bytes;
    part_bytes.erase(id);
  }
  // What does not go now goes at the next opening, for the part's row is gone. It may have come another way
  // than the part that was begun.
  (void)disk.Remove(folders.Notes(id));
  if (from != folders.Part(id)) (void)disk.Remove(folders.Part(id));
  return {};
}

Result<HashedFile> HashFile(Disk& disk, const std::string& path) {
  LIANXIAO_ASSIGN(const auto file, disk.Open(path, OpenMode::kRead));
  BlobHasher hasher;
  std::int64_t size = 0;
  for (;;) {
    LIANXIAO_ASSIGN(const auto bytes, file->ReadAt(size, tuning::kHashChunkBytes));
    if (bytes.empty()) break;
    hasher.Add(bytes);
    size += static_cast<std::int64_t>(bytes.size());
  }
  return HashedFile{hasher.Finish(), size};
}

}  // namespace lianxiao::storage
