#include "center/publish/blob_store.h"

#include "center/county_files.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::center {
namespace {

// Copies piece by piece, hashing on the way, and syncs.
Result<formats::PieceHasher::Names> Copy(storage::Disk& disk, const std::string& from,
                                         const std::string& to) {
  LIANXIAO_ASSIGN(const auto source, disk.Open(from, storage::OpenMode::kRead));
  LIANXIAO_ASSIGN(const auto target, disk.Open(to, storage::OpenMode::kWrite));
  LIANXIAO_TRY(target->Truncate(0));
  formats::PieceHasher hasher;
  for (std::int64_t at = 0;;) {
    LIANXIAO_ASSIGN(const auto piece, source->ReadAt(at, formats::kPieceBytes));
    if (piece.empty()) break;
    hasher.Add(piece);
    LIANXIAO_TRY(target->WriteAt(at, piece));
    at += static_cast<std::int64_t>(piece.size());
  }
  LIANXIAO_TRY(target->Sync());
  return hasher.Finish();
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

Result<bool> BlobStore::Has(const BlobId& id) const { return disk_->Exists(PathOf(id)); }

Result<std::int64_t> BlobStore::Size(const BlobId& id) const {
  LIANXIAO_ASSIGN(const auto file, disk_->Open(PathOf(id), storage::OpenMode::kRead));
  return file->Size();
}

Status BlobStore::PutFile(const std::string& disk_path, const formats::File& file) {
  const std::lock_guard lock(*writing_);
  LIANXIAO_ASSIGN(const bool blob, Has(file.blob));
  LIANXIAO_ASSIGN(const bool pieces, file.HasPieces() ? Has(file.pieces) : Result<bool>(true));
  if (blob && pieces) return {};

  const auto scratch = ScratchFolder(county_) + "/" + file.blob.Hex();
  auto names = Copy(*disk_, disk_path, scratch);
  if (names && names->blob != file.blob) {
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
