#include "center/publish/cleaner.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "center/county.h"
#include "center/county_files.h"
#include "center/publish/metadata.h"
#include "center/publish/workshop.h"
#include "storage/base/digest.h"
#include "storage/folder_lock.h"
#include "storage/formats/target_patch.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::center {
namespace {

constexpr std::size_t kSha256Hex = 64;

class Cleaner {
 public:
  Cleaner(storage::Disk& disk, const std::string& county, Workshop& workshop)
      : disk_(disk), county_(county), workshop_(workshop) {}

  Status FindNeeded() {
    LIANXIAO_TRY(NeedVersions());
    LIANXIAO_TRY(NeedPublished());
    return NeedLists();
  }

  // Paths below repository/ that may go some day, with their sizes.
  Result<std::map<std::string, std::int64_t>> Unneeded(CleanSummary& summary) {
    std::map<std::string, std::int64_t> unneeded;
    const auto look = [&](const std::string& path, bool needed) -> Status {
      LIANXIAO_ASSIGN(const auto file, disk_.Open(Full(path), storage::OpenMode::kRead));
      LIANXIAO_ASSIGN(const auto bytes, file->Size());
      if (!needed) {
        unneeded[path] = bytes;
        return {};
      }
      ++summary.kept.files;
      summary.kept.bytes += bytes;
      return {};
    };
    LIANXIAO_TRY(EachBlob(look));
    LIANXIAO_TRY(EachTarget(look));
    LIANXIAO_TRY(EachList(look));
    return unneeded;
  }

  std::string Full(const std::string& path) const { return county_ + "/repository/" + path; }

 private:
  using Look = std::function<Status(const std::string& path, bool needed)>;

  void Need(const formats::Resource& resource) {
    for (const auto& file : resource.files) blobs_.insert({file.blob, file.pieces});
    for (const auto& way : resource.Ways()) blobs_.insert({way.blob, way.pieces});
  }

  Status NeedVersions() {
    LIANXIAO_ASSIGN(const auto drafts, workshop_.Drafts());
    for (const auto& draft : drafts) Need(draft);
    LIANXIAO_ASSIGN(const auto ids, workshop_.Ids());
    for (const auto& id : ids) {
      LIANXIAO_ASSIGN(const auto versions, workshop_.Versions(id, kKeptVersions));
      for (const auto& version : versions) Need(version);
    }
    return {};
  }

  Status NeedShard(const std::string& name, std::string_view packed) {
    const auto resources = formats::DecodeShard(packed);
    if (!resources) return Fail(resources.error().While(name));
    for (const auto& resource : *resources) Need(resource);
    return {};
  }

  // As boxes see it at this moment, whatever the workshop says.
  Status NeedPublished() {
    LIANXIAO_ASSIGN(const auto metadata, ReadMetadata(disk_, county_));
    current_[std::string(Word(formats::TufRole::kSnapshot))] = metadata.snapshot.version;
    for (const auto& [file, described] : metadata.snapshot.meta) {
      current_[file.substr(0, file.size() - std::string_view(".json").size())] = described.version;
    }
    for (const auto& [name, target] : metadata.targets.targets) {
      if (!name.starts_with("catalog/")) continue;
      LIANXIAO_ASSIGN(const auto packed,
                      storage::ReadWhole(disk_, TargetFile(county_, name, target.sha256), kMostTargetBytes));
      LIANXIAO_TRY(NeedShard(name, packed));
    }
    LIANXIAO_ASSIGN(const auto libraries, workshop_.Libraries().All());
    for (const auto& library : libraries) {
      LIANXIAO_ASSIGN(const auto shards, workshop_.Libraries().Shards(library.name));
      for (const auto& [name, packed] : shards) LIANXIAO_TRY(NeedShard(name, packed));
    }
    return {};
  }

  Status NeedLists() {
    LIANXIAO_ASSIGN(const auto lists, NumberedLists(disk_, county_));
    for (const auto& [role, numbers] : lists) {
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        const bool needed = role == "root" || i < kPatchedLists || current_[role] == numbers[i];
        if (!needed) continue;
        const auto name = formats::MetadataName(role, numbers[i], true);
        lists_.insert(name);
        if (role == "root" || role == "snapshot") continue;
        LIANXIAO_ASSIGN(const auto bytes, ReadList(disk_, county_, role, numbers[i]));
        const auto parsed = formats::ParseTufTargets(bytes);
        if (!parsed) return Fail(parsed.error().While(name));
        for (const auto& [target, described] : parsed->body.targets) {
          targets_.insert(TargetFile(county_, target, described.sha256));
        }
      }
    }
    return {};
  }

  Status EachBlob(const Look& look) {
    LIANXIAO_ASSIGN(const auto folders, disk_.List(BlobsFolder(county_)));
    for (const auto& folder : folders) {
      if (!folder.is_folder) continue;
      LIANXIAO_ASSIGN(const auto files, disk_.List(BlobsFolder(county_) + "/" + folder.name));
      for (const auto& file : files) {
        const auto id = BlobId::FromHex(folder.name + file.name);
        if (file.is_folder || !id) continue;
        LIANXIAO_TRY(look("blobs/" + folder.name + "/" + file.name, blobs_.contains(*id)));
      }
    }
    return {};
  }

  // "SHA256.name", and patches "SHA256.name.from-…" beside it.
  Status EachTarget(const Look& look) {
    for (const auto* kind : {"catalog", "bundles"}) {
      const auto folder = TargetsFolder(county_) + "/" + kind;
      LIANXIAO_ASSIGN(const bool there, disk_.Exists(folder));
      if (!there) continue;
      LIANXIAO_ASSIGN(const auto files, disk_.List(folder));
      for (const auto& file : files) {
        if (file.is_folder || file.name.find('.') != kSha256Hex) continue;
        LIANXIAO_TRY(look(std::string("targets/") + kind + "/" + file.name,
                          IsNeeded(targets_, folder + "/" + file.name)));
      }
    }
    return {};
  }

  Status EachList(const Look& look) {
    const auto folder = MetadataFolder(county_);
    LIANXIAO_ASSIGN(const auto files, disk_.List(folder));
    for (const auto& file : files) {
      const auto json = file.name.find(".json");
      if (file.is_folder || json == std::string::npos) continue;
      const auto list = NumberedListIn(file.name.substr(0, json + 5));
      if (!list || list->role == "root") continue;
      LIANXIAO_TRY(look("metadata/" + file.name, IsNeeded(lists_, file.name)));
    }
    return {};
  }

  // Itself, or what it is a patch to.
  static bool IsNeeded(const std::set<std::string>& needed, const std::string& name) {
    const auto after = needed.upper_bound(name);
    return after != needed.begin() && name.starts_with(*std::prev(after));
  }

  storage::Disk& disk_;
  const std::string& county_;
  Workshop& workshop_;
  std::unordered_set<BlobId> blobs_;
  std::set<std::string> targets_, lists_;        // Full paths; names.
  std::map<std::string, std::int64_t> current_;  // Role → version that the snapshot names.
};

Status Remove(storage::Disk& disk, const Cleaner& cleaner, Workshop& workshop, const std::string& path) {
  if (path.starts_with("blobs/")) {
    auto hex = path.substr(6);
    std::erase(hex, '/');
    LIANXIAO_ASSIGN(const auto id, BlobId::FromHex(hex));
    // First the book: what it says is made, a publish would offer without looking.
    LIANXIAO_TRY(workshop.ForgetDelta(id));
  }
  LIANXIAO_TRY(disk.Remove(cleaner.Full(path)));
  return workshop.FileGone(path);
}

}  // namespace

Result<CleanSummary> CleanRepository(storage::Disk& disk, const Clock& clock, const std::string& county,
                                     const CleanOptions& options) {
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  const auto lock = storage::FolderLock::Take(LockFile(county));
  if (!lock && lock.error().code == ErrorCode::kRefused) {
    return Fail(lock.error().While("another import or publish is at work; try again when it is done"));
  }
  if (!lock) return Fail(lock.error());
  LIANXIAO_ASSIGN(const auto workshop, Workshop::Open(WorkshopFile(county)));
  Cleaner cleaner(disk, county, *workshop);
  LIANXIAO_TRY(cleaner.FindNeeded());
  CleanSummary summary;
  LIANXIAO_ASSIGN(const auto unneeded, cleaner.Unneeded(summary));
  const auto now = clock.Wall();
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : unneeded) paths.push_back(path);
  LIANXIAO_ASSIGN(auto since, workshop->UnneededSince());
  if (!options.dry_run) {
    LIANXIAO_TRY(workshop->NoteUnneeded(paths, now));
    LIANXIAO_ASSIGN(since, workshop->UnneededSince());
  }
  for (const auto& [path, bytes] : unneeded) {
    const auto known = since.find(path);
    const auto first = known == since.end() ? now : known->second;
    const bool over = first + options.grace_days * kDayMs <= now;
    auto& part = over ? summary.removed : summary.waiting;
    ++part.files;
    part.bytes += bytes;
    if (over && !options.dry_run) LIANXIAO_TRY(Remove(disk, cleaner, *workshop, path));
  }
  return summary;
}

}  // namespace lianxiao::center
