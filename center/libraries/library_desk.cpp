#include "center/libraries/library_desk.h"

#include "center/county.h"
#include "center/county_files.h"
#include "center/libraries/library_check.h"
#include "center/libraries/library_files.h"
#include "center/libraries/library_tree.h"

namespace lianxiao::center {
namespace {

using formats::Resource;

struct ReadShards {
  std::map<std::string, std::string> packed;
  std::vector<Resource> resources;
};

Result<ReadShards> Read(const LibraryTree& tree, const std::string& library,
                        const formats::TufTargets& lists) {
  ReadShards read;
  for (const auto& [name, target] : lists.targets) {
    LIANXIAO_ASSIGN(auto packed, tree.Read(LibraryTree::Target(name, target.sha256), target.length));
    LIANXIAO_ASSIGN(auto resources, CheckLibraryShard(library, name, target, packed));
    read.packed[name] = std::move(packed);
    std::move(resources.begin(), resources.end(), std::back_inserter(read.resources));
  }
  LIANXIAO_TRY(CheckTogether(read.resources));
  return read;
}

std::int64_t CountPublished(const std::vector<Resource>& resources) {
  std::int64_t published = 0;
  for (const auto& resource : resources) {
    if (resource.status == formats::ResourceStatus::kPublished) ++published;
  }
  return published;
}

}  // namespace

Result<std::unique_ptr<LibraryDesk>> LibraryDesk::Open(storage::Disk& disk, const Clock& clock,
                                                       const std::string& county) {
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  auto lock = storage::FolderLock::Take(LockFile(county));
  if (!lock)
    return Fail(lock.error().While("another import or publish is at work; try again when it is done"));
  LIANXIAO_ASSIGN(auto workshop, Workshop::Open(WorkshopFile(county)));
  LIANXIAO_ASSIGN(auto blobs, BlobStore::Open(disk, county));
  return std::unique_ptr<LibraryDesk>(
      new LibraryDesk(disk, clock, *std::move(lock), std::move(workshop), std::move(blobs)));
}

Status LibraryDesk::Add(const LibraryWish& wish) {
  LIANXIAO_TRY(CheckDelegation(wish.name, wish.keys, wish.threshold));
  for (const auto& key : wish.keys) {
    LIANXIAO_ASSIGN(const auto owner, workshop_->Libraries().LibraryWithKey(key));
    if (!owner || *owner == wish.name) continue;
    return Fail(ErrorCode::kInvalid, "library.key_of_other: it speaks for " + *owner);
  }
  LIANXIAO_ASSIGN(const auto own, workshop_->FirstIdBeginning(wish.name + "-"));
  if (own) return Fail(ErrorCode::kInvalid, "library.name_taken: " + *own + " is the county's");
  LIANXIAO_ASSIGN(const auto known, workshop_->Libraries().Find(wish.name));
  const auto title = wish.title.empty() && known ? known->title : wish.title;
  return workshop_->Libraries().Open(wish.name, title, wish.keys, wish.threshold);
}

Result<LibraryRow> LibraryDesk::OpenLibrary(const std::string& name) const {
  LIANXIAO_ASSIGN(auto row, workshop_->Libraries().Find(name));
  if (!row) return Fail(ErrorCode::kNotFound, "library.unknown: " + name);
  if (!row->open) return Fail(ErrorCode::kRefused, "library.closed: " + name);
  return *std::move(row);
}

Status LibraryDesk::Remove(const std::string& name) {
  LIANXIAO_ASSIGN(const auto row, OpenLibrary(name));
  return workshop_->Libraries().Close(row.name);
}

Result<TakenLibrary> LibraryDesk::Take(const std::string& folder, const Progress& progress) {
  const LibraryTree tree(disk_, folder);
  LIANXIAO_ASSIGN(const auto newest, tree.Newest());
  LIANXIAO_ASSIGN(const auto row, OpenLibrary(newest.library));
  LIANXIAO_ASSIGN(const auto bytes, tree.Read(LibraryTree::Lists(newest), kMostListsBytes));
  LIANXIAO_ASSIGN(const auto lists, CheckLists(row, bytes, newest.version, clock_.Wall()));
  LIANXIAO_ASSIGN(auto shards, Read(tree, row.name, lists));

  LibraryFiles files(disk_, tree, blobs_);
  LIANXIAO_ASSIGN(const auto before, workshop_->Libraries().Shards(row.name));
  for (const auto& [name, packed] : before) {
    LIANXIAO_ASSIGN(const auto resources, formats::DecodeShard(packed));
    files.Know(resources);
  }
  LIANXIAO_TRY(files.Bring(shards.resources, progress));

  TakenLibrary taken{row.name,          newest.version,   lists.expires, CountPublished(shards.resources),
                     files.new_blobs(), files.new_bytes()};
  LIANXIAO_TRY(workshop_->Libraries().Take(
      row.name, {newest.version, bytes, std::move(shards.packed), taken.resources}, clock_.Wall()));
  return taken;
}

}  // namespace lianxiao::center
