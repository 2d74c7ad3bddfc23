#include "center/libraries/library_maker.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/county_files.h"
#include "center/libraries/library_check.h"
#include "center/libraries/library_tree.h"
#include "storage/formats/library_name.h"
#include "storage/formats/target_patch.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kMostNameFileBytes = 4096;

std::string NameFile(const std::string& folder) { return folder + "/library.json"; }

Status SaveKey(storage::Disk& disk, const Clock& clock, const std::string& folder, const std::string& name,
               const Passphrase& passphrase, const LockCost& cost) {
  LIANXIAO_ASSIGN(const auto text,
                  WriteKeyFile(SigningKey::Generate(), name, clock.Wall(), passphrase, cost));
  LIANXIAO_ASSIGN(const auto head, ReadKeyHead(text.View()));
  LIANXIAO_TRY(SaveNewKeyFile(LibraryMaker::KeyFileOf(folder), text));
  return storage::WriteWhole(disk, LibraryMaker::PublicFileOf(folder, name), WritePublicKey(head));
}

Status CheckIsFree(storage::Disk& disk, const std::string& folder) {
  LIANXIAO_ASSIGN(const bool there, disk.Exists(folder));
  if (!there) return {};
  const auto entries = disk.List(folder);
  if (entries && entries->empty()) return {};
  return Fail(ErrorCode::kInvalid, "library.folder_taken: " + folder);
}

// What of one library may lie in `out`: older exports of its own.
Status CheckIsOurs(const std::string& library, const std::string& out, const Result<LibraryVersion>& there) {
  const bool nothing = !there && there.error().code == ErrorCode::kNotFound;
  if (nothing || (there && there->library == library)) return {};
  return Fail(ErrorCode::kInvalid, "library.other_tree: " + out);
}

}  // namespace

Status LibraryMaker::Init(storage::Disk& disk, const Clock& clock, const std::string& folder,
                          const std::string& name, const Passphrase& passphrase, const LockCost& cost) {
  if (const auto good = formats::CheckLibraryName(name); !good) {
    return Fail(ErrorCode::kInvalid, "library.name_bad: \"" + name + "\": " + good.error().message);
  }
  LIANXIAO_TRY(CheckIsFree(disk, folder));
  LIANXIAO_TRY(disk.MakeFolders(BlobsFolder(folder)));
  LIANXIAO_TRY(SaveKey(disk, clock, folder, name, passphrase, cost));
  return storage::WriteWhole(disk, NameFile(folder), nlohmann::json{{"name", name}}.dump() + "\n");
}

Result<std::string> LibraryMaker::NameOf(storage::Disk& disk, const std::string& folder) {
  const auto none = [&] { return Fail(ErrorCode::kNotFound, "library.no_folder: " + folder); };
  const auto text = storage::ReadWhole(disk, NameFile(folder), kMostNameFileBytes);
  if (!text) return none();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return none();
  const auto name = json.find("name");
  if (name == json.end() || !name->is_string()) return none();
  auto found = name->get<std::string>();
  if (!formats::CheckLibraryName(found)) return none();
  return found;
}

Status LibraryMaker::NewKey(storage::Disk& disk, const Clock& clock, const std::string& folder,
                            const Passphrase& passphrase, const LockCost& cost) {
  LIANXIAO_ASSIGN(const auto name, NameOf(disk, folder));
  const auto path = KeyFileOf(folder);
  LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
  if (there) {
    const auto old = LoadKeyHead(disk, path);
    const auto id = old ? old->TufKeyId().substr(0, 8) : std::string("broken");
    LIANXIAO_TRY(disk.Rename(path, path + "." + id + ".old"));
  }
  return SaveKey(disk, clock, folder, name, passphrase, cost);
}

Result<std::unique_ptr<LibraryMaker>> LibraryMaker::Open(storage::Disk& disk, const Clock& clock,
                                                         const std::string& folder) {
  LIANXIAO_ASSIGN(auto name, NameOf(disk, folder));
  LIANXIAO_ASSIGN(auto lock, storage::FolderLock::Take(LockFile(folder)));
  LIANXIAO_ASSIGN(auto workshop, Workshop::Open(WorkshopFile(folder)));
  LIANXIAO_ASSIGN(auto blobs, BlobStore::Open(disk, folder));
  return std::unique_ptr<LibraryMaker>(
      new LibraryMaker(disk, clock, std::move(name), std::move(lock), std::move(workshop), std::move(blobs)));
}

Result<ImportSummary> LibraryMaker::Import(const std::vector<Draft>& drafts) {
  for (const auto& draft : drafts) {
    if (formats::LibraryOwns(name_, draft.resource.id)) continue;
    return Fail(ErrorCode::kInvalid, "library.foreign_id: row " + std::to_string(draft.row) + ", " +
                                         draft.resource.id + ": begin it with " + name_ + "-");
  }
  return desk_.Import(drafts);
}

Result<std::size_t> LibraryMaker::Drafts() const {
  LIANXIAO_ASSIGN(const auto drafts, workshop_->Drafts());
  return drafts.size();
}

// --- Export ---

Result<ExportedLibrary> LibraryMaker::Export(const std::vector<SigningKey>& keys, const std::string& out,
                                             std::int64_t after, const Progress& progress) {
  const auto now = clock_.Wall();
  LIANXIAO_TRY(CheckClock(now));
  const LibraryTree tree(disk_, out);
  const auto there = tree.Newest();
  LIANXIAO_TRY(CheckIsOurs(name_, out, there));

  ExportedLibrary exported;
  PublishSummary summary;
  LIANXIAO_TRY(desk_.Promote({}, now, progress, summary));
  exported.deltas = summary.deltas;
  LIANXIAO_ASSIGN(exported.resources, workshop_->Published());
  LIANXIAO_ASSIGN(const auto shards, desk_.Shards(name_));
  LIANXIAO_TRY(WriteFiles(shards, out, progress, exported));

  LIANXIAO_ASSIGN(exported.version, workshop_->NewestSigned(name_));
  exported.version = std::max(exported.version, after) + 1;
  LIANXIAO_ASSIGN(const auto lists, Sign(keys, shards, now, exported));
  LIANXIAO_TRY(disk_.MakeFolders(tree.At("metadata")));
  LIANXIAO_TRY(storage::WriteWhole(disk_, tree.At(LibraryTree::Lists({name_, exported.version})), lists));
  return exported;
}

Result<std::string> LibraryMaker::Sign(const std::vector<SigningKey>& keys,
                                       const std::map<std::string, std::string>& shards, WallTime now,
                                       ExportedLibrary& exported) {
  exported.expires = WallTime{now.ms / kSecondMs * kSecondMs} + kLibraryDays * kDayMs;
  formats::TufTargets lists{.version = exported.version, .expires = exported.expires};
  for (const auto& [name, packed] : shards) {
    lists.targets[name] = formats::DescribeTarget(name, packed);
  }
  auto bytes = formats::SignTufTargets(lists, keys);
  // As the county will look at it, so that a mistake is met here and not after the journey.
  LibraryRow row{.name = name_, .threshold = static_cast<std::int64_t>(keys.size())};
  for (const auto& key : keys) row.keys.push_back(key.verify);
  row.version = exported.version - 1;
  LIANXIAO_TRY(CheckLists(row, bytes, exported.version, now));
  LIANXIAO_TRY(workshop_->NoteSigned(name_, exported.version, Sha256Hex(bytes), now));
  return bytes;
}

Status LibraryMaker::WriteFiles(const std::map<std::string, std::string>& shards, const std::string& out,
                                const Progress& progress, ExportedLibrary& exported) const {
  const LibraryTree tree(disk_, out);
  std::int64_t done = 0;
  for (const auto& [name, packed] : shards) {
    LIANXIAO_ASSIGN(const auto resources, formats::DecodeShard(packed));
    for (const auto& resource : resources) {
      for (const auto& file : resource.files) LIANXIAO_TRY(WriteBlob(file.blob, out, exported));
      for (const auto& way : resource.Ways()) LIANXIAO_TRY(WriteBlob(way.blob, out, exported));
    }
    const auto path = tree.At(LibraryTree::Target(name, Sha256Hex(packed)));
    LIANXIAO_TRY(disk_.MakeFolders(storage::FolderOf(path)));
    LIANXIAO_TRY(storage::WriteWhole(disk_, path, packed));
    progress({"shards", ++done, std::ssize(shards)});
  }
  return {};
}

// Piece lists stay here: the county makes them again from the bytes, and takes nobody's word for them.
Status LibraryMaker::WriteBlob(const BlobId& blob, const std::string& out, ExportedLibrary& exported) const {
  LIANXIAO_ASSIGN(const auto bytes, blobs_.CopyOut(blob, out + "/" + LibraryTree::Blob(blob)));
  if (!bytes) return {};
  ++exported.copied;
  exported.copied_bytes += *bytes;
  return {};
}

}  // namespace lianxiao::center
