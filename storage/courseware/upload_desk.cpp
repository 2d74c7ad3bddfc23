#include "storage/courseware/upload_desk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/courseware/file_kind.h"
#include "storage/courseware/rows.h"
#include "storage/file_stream.h"

namespace lianxiao::storage {
namespace {

// So much of a file may have to be sent again after a power cut; a sync for less would keep a card busy.
constexpr std::int64_t kSyncEveryBytes = 4 << 20;
constexpr std::int64_t kReadBytes = 1 << 20;

tl::unexpected<Error> NoUpload(const std::string& id) {
  return Fail(ErrorCode::kNotFound, "own.no_upload: no file " + id + " is on its way; choose it again");
}

Result<BlobId> HashOfFile(const File& file, std::int64_t size_bytes) {
  BlobHasher hasher;
  for (std::int64_t at = 0; at < size_bytes; at += kReadBytes) {
    LIANXIAO_ASSIGN(const auto bytes, file.ReadAt(at, std::min(kReadBytes, size_bytes - at)));
    if (bytes.empty()) return Fail(ErrorCode::kCorrupt, "the file ends early");
    hasher.Add(bytes);
  }
  return hasher.Finish();
}

bool IsSame(const Upload& upload, const NewUpload& wanted) {
  return upload.owner == wanted.owner && upload.name == wanted.name &&
         upload.size_bytes == wanted.size_bytes && upload.mark == wanted.mark;
}

}  // namespace

Status UploadDesk::Open() {
  LIANXIAO_TRY(disk_.MakeFolders(folders_.Files()));
  LIANXIAO_TRY(disk_.MakeFolders(folders_.Parts()));
  LIANXIAO_ASSIGN(auto rows, courseware_rows::Uploads(journal_));
  std::set<std::string> known;
  for (auto& row : rows) {
    const auto& id = row.upload.id;
    if (row.blob) LIANXIAO_TRY(TakeBack(id, *row.blob));
    auto entry = std::make_shared<Entry>(row.upload);
    entry->durable = row.upload.received;
    const auto part = disk_.Open(folders_.Part(id), OpenMode::kRead);
    if (!part) {  // Nothing was synced of it, or the file system lost it: from the start.
      if (part.error().code != ErrorCode::kNotFound) return Fail(part.error());
      entry->upload.received = entry->durable = 0;
    } else {
      LIANXIAO_ASSIGN(const auto size, (*part)->Size());
      if (size < entry->durable) entry->upload.received = entry->durable = 0;
    }
    known.insert(id + ".part");
    entries_.emplace(id, std::move(entry));
  }
  LIANXIAO_ASSIGN(const auto parts, disk_.List(folders_.Parts()));
  for (const auto& part : parts) {  // Of uploads whose row went first.
    if (!known.contains(part.name)) LIANXIAO_TRY(disk_.Remove(folders_.Parts() + "/" + part.name));
  }
  return {};
}

// The power went between the file's new place and the rows that say whose it is.
Status UploadDesk::TakeBack(const std::string& id, const BlobId& blob) {
  LIANXIAO_ASSIGN(const bool part_there, disk_.Exists(folders_.Part(id)));
  LIANXIAO_ASSIGN(const bool placed, disk_.Exists(folders_.File(blob)));
  LIANXIAO_ASSIGN(const auto owned, courseware_rows::Blobs(journal_));
  if (!part_there && placed && !owned.contains(blob)) {
    LIANXIAO_TRY(disk_.Rename(folders_.File(blob), folders_.Part(id)));
    LIANXIAO_TRY(disk_.SyncFolder(folders_.Parts()));
    LIANXIAO_TRY(disk_.SyncFolder(folders_.FolderOf(blob)));
  }
  return courseware_rows::NoteBlob(journal_, id, std::nullopt);
}

std::optional<Upload> UploadDesk::Same(const NewUpload& wanted) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    if (IsSame(entry->upload, wanted)) return entry->upload;
  }
  return std::nullopt;
}

Result<Upload> UploadDesk::Begin(const NewUpload& wanted) {
  Upload upload{ToHex(RandomBytes(16)), wanted.owner, wanted.name, wanted.size_bytes, wanted.mark, 0,
                clock_.Wall()};
  LIANXIAO_TRY(courseware_rows::InsertUpload(journal_, upload));
  const std::lock_guard lock(mutex_);
  entries_.emplace(upload.id, std::make_shared<Entry>(upload));
  return upload;
}

Result<UploadDesk::EntryPtr> UploadDesk::EntryOf(const std::string& id, const std::string& owner) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(id);
  // Whose it is not is told no more than a stranger.
  if (entry == entries_.end() || entry->second->upload.owner != owner) return NoUpload(id);
  return entry->second;
}

Result<Upload> UploadDesk::Find(const std::string& id, const std::string& owner) const {
  LIANXIAO_ASSIGN(const auto entry, EntryOf(id, owner));
  const std::lock_guard lock(mutex_);
  return entry->upload;
}

std::vector<Upload> UploadDesk::Of(const std::string& owner) const {
  std::vector<Upload> uploads;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) {
      if (entry->upload.owner == owner) uploads.push_back(entry->upload);
    }
  }
  std::ranges::sort(uploads, [](const Upload& a, const Upload& b) { return a.used > b.used; });
  return uploads;
}

std::int64_t UploadDesk::PromisedBytes() const {
  const std::lock_guard lock(mutex_);
  std::int64_t bytes = 0;
  for (const auto& [id, entry] : entries_) bytes += entry->upload.size_bytes;
  return bytes;
}

std::int64_t UploadDesk::MissingBytes() const {
  const std::lock_guard lock(mutex_);
  std::int64_t bytes = 0;
  for (const auto& [id, entry] : entries_) bytes += entry->upload.size_bytes - entry->upload.received;
  return bytes;
}

Status UploadDesk::OpenPart(Entry& entry) {
  if (entry.file) return {};
  const auto path = folders_.Part(entry.upload.id);
  LIANXIAO_ASSIGN(entry.file, disk_.Open(path, OpenMode::kWrite));
  // What a power cut left beyond the last sync is not believed.
  LIANXIAO_TRY(entry.file->Truncate(entry.upload.received));
  return disk_.SyncFolder(folders_.Parts());
}

Result<Upload> UploadDesk::Put(const std::string& id, const std::string& owner, std::int64_t at,
                               std::string_view bytes) {
  LIANXIAO_ASSIGN(const auto entry, EntryOf(id, owner));
  const std::lock_guard alone(entry->mutex);
  if (entry->over) return NoUpload(id);
  const auto& upload = entry->upload;
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (at != upload.received || size > upload.size_bytes - at) {
    return Fail(ErrorCode::kInvalid, "own.offset: go on at byte " + std::to_string(upload.received) + " of " +
                                         std::to_string(upload.size_bytes));
  }
  LIANXIAO_TRY(OpenPart(*entry));
  LIANXIAO_TRY(entry->file->WriteAt(at, bytes));
  {
    const std::lock_guard lock(mutex_);
    entry->upload.received += size;
    entry->upload.used = clock_.Wall();
  }
  const bool whole = upload.received == upload.size_bytes;
  if (whole || upload.received - entry->durable >= kSyncEveryBytes) LIANXIAO_TRY(Sync(*entry));
  return upload;
}

Status UploadDesk::Sync(Entry& entry) {
  if (entry.durable == entry.upload.received) return {};
  LIANXIAO_TRY(OpenPart(entry));
  if (const auto synced = entry.file->Sync(); !synced) {
    // Nothing is known of its bytes any more; the browser still has them.
    if (const auto dropped = DropEntry(entry); !dropped) log_.Warning(dropped.error().message);
    return Fail(synced.error().While("own.disk"));
  }
  LIANXIAO_TRY(courseware_rows::NoteDurable(journal_, entry.upload.id, entry.upload.received, clock_.Wall()));
  entry.durable = entry.upload.received;
  return {};
}

Status UploadDesk::Forget(const std::string& id) {
  LIANXIAO_TRY(journal_.Write([&](Connection& c) { return courseware_rows::DeleteUpload(c, id); }));
  const std::lock_guard lock(mutex_);
  entries_.erase(id);
  return {};
}

// The row first: a part without a row goes at the next start, a row without a part would begin anew.
Status UploadDesk::DropEntry(Entry& entry) {
  const auto id = entry.upload.id;
  entry.over = true;
  entry.file.reset();
  LIANXIAO_TRY(Forget(id));
  return disk_.Remove(folders_.Part(id));
}

Status UploadDesk::Drop(const std::string& id, const std::string& owner) {
  LIANXIAO_ASSIGN(const auto entry, EntryOf(id, owner));
  const std::lock_guard alone(entry->mutex);
  if (entry->over) return NoUpload(id);
  return DropEntry(*entry);
}

Status UploadDesk::DropUnused(WallTime before) {
  std::vector<Upload> old;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) {
      if (entry->upload.used < before) old.push_back(entry->upload);
    }
  }
  for (const auto& upload : old) LIANXIAO_TRY(Drop(upload.id, upload.owner));
  return {};
}

Result<CoursewareFile> UploadDesk::Check(Entry& entry) {
  const auto& upload = entry.upload;
  FileStreambuf bytes(*entry.file, upload.size_bytes);
  std::istream stream(&bytes);
  CoursewareFile file;
  file.version = 1;
  file.size_bytes = upload.size_bytes;
  file.name = upload.name;
  file.added = clock_.Wall();
  LIANXIAO_ASSIGN(file.media_type, KindOfFile(stream, upload.name));
  LIANXIAO_ASSIGN(file.blob, HashOfFile(*entry.file, upload.size_bytes));
  return file;
}

Status UploadDesk::Finish(const std::string& id, const std::string& owner, const Commit& commit) {
  LIANXIAO_ASSIGN(const auto entry, EntryOf(id, owner));
  const std::lock_guard alone(entry->mutex);
  if (entry->over) return NoUpload(id);
  if (entry->upload.received < entry->upload.size_bytes) {
    return Fail(ErrorCode::kInvalid, "own.unfinished: " + std::to_string(entry->upload.received) + " of " +
                                         std::to_string(entry->upload.size_bytes) + " bytes are here");
  }
  LIANXIAO_TRY(OpenPart(*entry));
  LIANXIAO_TRY(Sync(*entry));
  const auto file = Check(*entry);
  if (!file && file.error().code == ErrorCode::kRefused) LIANXIAO_TRY(DropEntry(*entry));
  if (!file) return Fail(file.error());
  const std::lock_guard arranging(arranging_);
  return Place(*entry, *file, commit);
}

// Whether these bytes are here already, and still are what they were.
Result<bool> UploadDesk::LiesWhole(const BlobId& blob) {
  const auto there = disk_.Open(folders_.File(blob), OpenMode::kRead);
  if (!there && there.error().code == ErrorCode::kNotFound) return false;
  if (!there) return Fail(there.error());
  LIANXIAO_ASSIGN(const auto size, (*there)->Size());
  const auto found = HashOfFile(**there, size);
  return found && *found == blob;
}

Status UploadDesk::Place(Entry& entry, const CoursewareFile& file, const Commit& commit) {
  const auto id = entry.upload.id;
  LIANXIAO_ASSIGN(const bool twin, LiesWhole(file.blob));
  entry.file.reset();
  if (!twin) {
    LIANXIAO_TRY(courseware_rows::NoteBlob(journal_, id, file.blob));
    LIANXIAO_TRY(disk_.MakeFolders(folders_.FolderOf(file.blob)));
    LIANXIAO_TRY(disk_.Rename(folders_.Part(id), folders_.File(file.blob)));
    LIANXIAO_TRY(disk_.SyncFolder(folders_.FolderOf(file.blob)));
    LIANXIAO_TRY(disk_.SyncFolder(folders_.Parts()));
  }
  const auto written = journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(commit(c, file));
    return courseware_rows::DeleteUpload(c, id);
  });
  if (!written) {
    if (const auto back = TakeBack(id, file.blob); !back) log_.Warning(back.error().message);
    return Fail(written.error());
  }
  entry.over = true;
  {
    const std::lock_guard lock(mutex_);
    entries_.erase(id);
  }
  return twin ? disk_.Remove(folders_.Part(id)) : Status();
}

}  // namespace lianxiao::storage
