#include "storage/way_shelf.h"

#include <algorithm>

namespace lianxiao::storage {

Result<std::unique_ptr<WayShelf>> WayShelf::Open(Disk& disk, std::string folder, std::int64_t most_bytes,
                                                 std::int64_t keep_free_bytes) {
  std::unique_ptr<WayShelf> shelf(new WayShelf(disk, std::move(folder), most_bytes, keep_free_bytes));
  const auto entries = disk.List(shelf->folder_);
  if (!entries && entries.error().code == ErrorCode::kNotFound) return shelf;
  if (!entries) return Fail(entries.error());
  for (const auto& entry : *entries) {
    const auto path = shelf->folder_ + "/" + entry.name;
    const auto id = BlobId::FromHex(entry.name);
    if (entry.is_folder) continue;
    if (!id) {  // What a power cut left in the middle.
      LIANXIAO_TRY(disk.Remove(path));
      continue;
    }
    LIANXIAO_ASSIGN(const auto file, disk.Open(path, OpenMode::kRead));
    LIANXIAO_ASSIGN(const auto size, file->Size());
    shelf->kept_[*id] = {size, ++shelf->uses_};
    shelf->bytes_ += size;
  }
  const std::lock_guard lock(shelf->mutex_);
  LIANXIAO_TRY(shelf->MakeRoom(0));  // The budget may be smaller than it was.
  return shelf;
}

Result<WayShelf::Here> WayShelf::Lend(const BlobId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end()) {
    if (asked_.size() < kMostAsked) asked_.insert(id);
    return Fail(ErrorCode::kNotFound, "not at this relay");
  }
  found->second.used = ++uses_;
  return Here{PathOf(id), found->second.size_bytes};
}

std::vector<BlobId> WayShelf::TakeAsked() {
  const std::lock_guard lock(mutex_);
  std::vector<BlobId> asked(asked_.begin(), asked_.end());
  asked_.clear();
  return asked;
}

Status WayShelf::Put(const BlobId& id, std::string_view bytes) {
  if (HashOf(bytes) != id) return Fail(ErrorCode::kCorrupt, "not the bytes of " + id.Hex());
  const auto size = std::ssize(bytes);
  if (size > most_bytes_) return Fail(ErrorCode::kNoSpace, "larger than relay.ways_mb");
  const std::lock_guard lock(mutex_);
  if (kept_.contains(id)) return {};
  LIANXIAO_TRY(MakeRoom(size));
  LIANXIAO_TRY(disk_.MakeFolders(folder_));
  LIANXIAO_ASSIGN(const auto free, disk_.FreeBytes(folder_));
  if (free - size < keep_free_bytes_) return Fail(ErrorCode::kNoSpace, "the relay's disk is full");
  LIANXIAO_TRY(WriteWhole(disk_, PathOf(id), bytes));
  kept_[id] = {size, ++uses_};
  bytes_ += size;
  return {};
}

WayShelf::Totals WayShelf::Now() const {
  const std::lock_guard lock(mutex_);
  return {std::ssize(kept_), bytes_};
}

Status WayShelf::MakeRoom(std::int64_t bytes) {
  while (!kept_.empty() && bytes_ + bytes > most_bytes_) {
    const auto oldest =
        std::ranges::min_element(kept_, {}, [](const auto& entry) { return entry.second.used; });
    LIANXIAO_TRY(disk_.Remove(PathOf(oldest->first)));
    bytes_ -= oldest->second.size_bytes;
    kept_.erase(oldest);
  }
  return {};
}

}  // namespace lianxiao::storage
