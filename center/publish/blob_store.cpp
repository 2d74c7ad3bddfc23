#include "center/publish/blob_store.h"

#include <algorithm>

#include "center/county_files.h"

namespace lianxiao::center {
namespace {

using Names = formats::PieceHasher::Names;

// Reads piece by piece, hashing on the way; `each` gets them with their place in the file.
template <typename Each>
Result<Names> Read(storage::Disk& disk, const std::string& path, Each&& each) {
  LIANXIAO_ASSIGN(const auto source, disk.Open(path, storage::OpenMode::kRead));
  formats::PieceHasher hasher;
  for (std::int64_t at = 0;;) {
    LIANXIAO_ASSIGN(const auto piece, source->ReadAt(at, formats::kPieceBytes));
    if (piece.empty()) return hasher.Finish();
    hasher.Add(piece);
    LIANXIAO_TRY(each(at, piece));
    at += static_cast<std::int64_t>(piece.size());
  }
}

// Durable when it returns.
Result<Names> Copy(storage::Disk& disk, const std::string& from, const std::string& to) {
  LIANXIAO_ASSIGN(const auto target, disk.Open(to, storage::OpenMode::kWrite));
  LIANXIAO_TRY(target->Truncate(0));
  LIANXIAO_ASSIGN(auto names, Read(disk, from, [&](std::int64_t at, const std::string& piece) {
                    return target->WriteAt(at, piece);
                  }));
  LIANXIAO_TRY(target->Sync());
  return names;
}

bool Is(const Names& names, const formats::File& file) {
  if (names.blob != file.blob) return false;
  return !file.HasPieces() || HashOf(formats::Encode(names.pieces)) == file.pieces;
}

}  // namespace

Result<BlobStore> BlobStore::Open(storage::Disk& disk, std::string county) {
  const auto scratch = ScratchFolder(county);
  LIANXIAO_TRY(disk.MakeFolders(scratch));
  LIANXIAO_ASSIGN(const auto leftovers, disk.List(scratch));
  for (const auto& leftover : leftovers) LIANXIAO_TRY(disk.Remove(scratch + "/" + leftover.name));
  return BlobStore(disk, std::move(county));
}

std::string BlobStore::PathOf(const BlobId& id) const { return BlobFile(county_, id); }

std::string BlobStore::Scratch() const { return ScratchFolder(county_); }

Result<bool> BlobStore::Has(const BlobId& id) const { return disk_->Exists(PathOf(id)); }

Result<std::int64_t> BlobStore::Size(const BlobId& id) const {
  LIANXIAO_ASSIGN(const auto file, disk_->Open(PathOf(id), storage::OpenMode::kRead));
  return file->Size();
}

Result<Names> BlobStore::NamesOf(const BlobId& id) const {
  return Read(*disk_, PathOf(id), [](std::int64_t, const std::string&) -> Status { return {}; });
}

Result<storage::MappedFile> BlobStore::LayOut(const formats::PackageLayout& layout) {
  std::string path = Scratch() + "/laid-out-";
  {
    const std::lock_guard lock(*writing_);
    path += std::to_string(++laid_out_);
  }
  auto laid = storage::MappedFile::Make(path, formats::BytesOf(layout));
  (void)disk_->Remove(
      path);  // It lives on as long as it is mapped; a name left behind goes with the next Open.
  if (!laid) return laid;
  auto room = laid->Bytes();
  for (const auto& file : layout) {
    LIANXIAO_ASSIGN(const auto blob, storage::MappedFile::Read(PathOf(file.blob)));
    if (static_cast<std::int64_t>(blob.View().size()) != file.size_bytes) {
      return Fail(ErrorCode::kCorrupt, PathOf(file.blob) + " has another size than when it was imported");
    }
    std::ranges::copy(blob.View(), room.begin());
    room = room.subspan(blob.View().size());
  }
  return laid;
}

Status BlobStore::PutFile(const std::string& disk_path, const formats::File& file) {
  const std::lock_guard lock(*writing_);
  LIANXIAO_ASSIGN(const bool blob, Has(file.blob));
  LIANXIAO_ASSIGN(const bool pieces, file.HasPieces() ? Has(file.pieces) : Result<bool>(true));
  if (blob && pieces) return {};

  const auto scratch = ScratchFolder(county_) + "/" + file.blob.Hex();
  auto names = Copy(*disk_, disk_path, scratch);
  if (names && !Is(*names, file)) {
    names = Fail(ErrorCode::kInvalid, disk_path + " changed since it was checked; import the folder again");
  }
  if (!names) {
    (void)disk_->Remove(scratch);  // The first failure is the one to tell.
    return Fail(names.error());
  }
  // The list first: a blob that is there has its list.
  if (file.HasPieces()) LIANXIAO_TRY(Write(formats::Encode(names->pieces)));
  return blob ? disk_->Remove(scratch) : MoveIn(scratch, file.blob);
}

Result<BlobId> BlobStore::PutBytes(std::string_view bytes) {
  const std::lock_guard lock(*writing_);
  return Write(bytes);
}

Result<std::optional<std::int64_t>> BlobStore::CopyOut(const BlobId& id, const std::string& path) const {
  const auto there = Read(*disk_, path, [](std::int64_t, const std::string&) -> Status { return {}; });
  if (there && there->blob == id) return std::nullopt;  // A stick may hold it damaged, so it was read.
  const auto folder = storage::FolderOf(path);
  LIANXIAO_TRY(disk_->MakeFolders(folder));
  const auto part = path + ".part";
  LIANXIAO_ASSIGN(const auto copied, Copy(*disk_, PathOf(id), part));
  if (copied.blob != id) {
    (void)disk_->Remove(part);
    return Fail(ErrorCode::kCorrupt, PathOf(id) + " is damaged; check this disk");
  }
  LIANXIAO_TRY(disk_->Rename(part, path));
  LIANXIAO_TRY(disk_->SyncFolder(folder));
  return copied.pieces.file_bytes;
}

Result<BlobId> BlobStore::Write(std::string_view bytes) {
  const auto id = HashOf(bytes);
  LIANXIAO_ASSIGN(const bool there, Has(id));
  if (there) return id;
  const auto scratch = ScratchFolder(county_) + "/" + id.Hex();
  LIANXIAO_TRY(storage::WriteWhole(*disk_, scratch, bytes));
  LIANXIAO_TRY(MoveIn(scratch, id));
  return id;
}

Status BlobStore::MoveIn(const std::string& scratch, const BlobId& id) {
  const auto path = PathOf(id);
  const auto folder = path.substr(0, path.rfind('/'));
  LIANXIAO_TRY(disk_->MakeFolders(folder));
  LIANXIAO_TRY(disk_->Rename(scratch, path));
  return disk_->SyncFolder(folder);
}

}  // namespace lianxiao::center
