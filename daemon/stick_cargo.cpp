#include "daemon/stick_cargo.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "storage/formats/piece_list.h"
#include "storage/formats/tuf.h"
#include "storage/formats/tuf_names.h"
#include "sync/blobs/planner.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMaxListBytes = 64 << 20;
constexpr std::string_view kShards = "catalog/", kBundles = "bundles/";
// What one file takes on a stick beyond its bytes: half a cluster of an exFAT stick.
constexpr std::int64_t kFileOverhead = 64 << 10;

// Reads one published state; notes each file it needs.
class Reader {
 public:
  Reader(storage::Disk& disk, const std::string& repository) : disk_(disk), repository_(repository) {}

  Result<PublishedState> Run() {
    LIANXIAO_ASSIGN(const auto bytes, Read("metadata/timestamp.json"));
    LIANXIAO_ASSIGN(const auto timestamp, formats::ParseTufTimestamp(bytes));
    state_.version = timestamp.body.snapshot.version;
    LIANXIAO_TRY(NoteRoots());
    LIANXIAO_ASSIGN(const auto snapshot_bytes, Metadata("snapshot", state_.version));
    LIANXIAO_ASSIGN(const auto snapshot, formats::ParseTufSnapshot(snapshot_bytes));
    LIANXIAO_ASSIGN(const auto county, Lists(snapshot.body, "targets"));
    LIANXIAO_TRY(TakeLists(county));
    if (county.delegations) {
      for (const auto& library : county.delegations->roles) {
        LIANXIAO_ASSIGN(const auto lists, Lists(snapshot.body, library.name));
        LIANXIAO_TRY(TakeLists(lists));
      }
    }
    return std::move(state_);
  }

 private:
  Result<std::string> Read(const std::string& path) {
    return storage::ReadWhole(disk_, repository_ + "/" + path, kMaxListBytes);
  }
  Result<std::string> Note(const std::string& path) {
    state_.files.push_back(path);
    return Read(path);
  }
  Result<std::string> Metadata(const std::string& role, std::int64_t version) {
    return Note("metadata/" + formats::MetadataName(role, version, true));
  }
  // All of them: a box may have been away for years.
  Status NoteRoots() {
    for (std::int64_t version = 1;; ++version) {
      const auto path = "metadata/" + formats::MetadataName("root", version, true);
      LIANXIAO_ASSIGN(const bool there, disk_.Exists(repository_ + "/" + path));
      if (!there) return {};
      state_.files.push_back(path);
    }
  }
  Result<formats::TufTargets> Lists(const formats::TufSnapshot& snapshot, const std::string& role) {
    const auto meta = snapshot.meta.find(role + ".json");
    if (meta == snapshot.meta.end()) {
      return Fail(ErrorCode::kInvalid, "the snapshot names no " + role + ".json");
    }
    LIANXIAO_ASSIGN(const auto bytes, Metadata(role, meta->second.version));
    LIANXIAO_ASSIGN(auto lists, formats::ParseTufTargets(bytes));
    return std::move(lists.body);
  }
  Status TakeLists(const formats::TufTargets& lists) {
    for (const auto& [name, target] : lists.targets) {
      LIANXIAO_ASSIGN(const auto bytes, Note("targets/" + formats::TargetUrlPath(name, target.sha256)));
      if (name.starts_with(kShards)) {
        LIANXIAO_ASSIGN(const auto resources, formats::DecodeShard(bytes));
        state_.resources.insert(state_.resources.end(), resources.begin(), resources.end());
      } else if (name.starts_with(kBundles)) {
        LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(bytes));
        state_.bundles.push_back(std::move(bundle));
      }
    }
    return {};
  }

  storage::Disk& disk_;
  const std::string& repository_;
  PublishedState state_;
};

// "LXP1", the file's size, a digest for each piece (formats/piece_list.h).
std::int64_t PieceListBytes(std::int64_t bytes) {
  const auto pieces = (bytes + formats::kPieceBytes - 1) / formats::kPieceBytes;
  return 4 + 8 + static_cast<std::int64_t>(sizeof(BlobId)) * pieces;
}

std::vector<CargoFile> FilesOf(const formats::File& file) {
  std::vector<CargoFile> files;
  if (file.HasPieces()) files.push_back({file.pieces, PieceListBytes(file.size_bytes)});
  if (file.size_bytes > 0) files.push_back({file.blob, file.size_bytes});
  return files;
}

// What leads from the versions a box may have to this one.
std::vector<CargoFile> WaysTo(const formats::Resource& resource) {
  std::vector<CargoFile> files;
  for (const auto& way : resource.Ways()) {
    if (way.HasPieces()) files.push_back({way.pieces, PieceListBytes(way.size_bytes)});
    files.push_back({way.blob, way.size_bytes});
  }
  return files;
}

bool HoldsAnOlder(const SchoolToServe& school, const formats::Resource& resource) {
  if (!school.holds) return false;
  const auto held = school.holds->find(resource.id);
  return held != school.holds->end() && held->second < resource.version;
}

// What this school's box would fetch, in its order, as the box itself would plan it.
std::vector<sync::Want> WantsOf(const PublishedState& published, const SchoolToServe& school, WallTime now) {
  std::vector<storage::CatalogEntry> entries;
  std::set<BlobId> there;
  for (const auto& resource : published.resources) {
    if (resource.status == formats::ResourceStatus::kWithdrawn) continue;
    entries.push_back({resource, std::nullopt});
    if (!school.holds) continue;
    const auto held = school.holds->find(resource.id);
    if (held == school.holds->end() || held->second != resource.version) continue;
    for (const auto& file : resource.files) there.insert(file.blob);
  }
  auto plan = sync::MakePlan(entries, published.bundles,
                             {school.school, now, [&](const BlobId& id) { return there.contains(id); },
                              [](const BlobId&) { return std::int64_t{0}; },
                              [](const BlobId&) { return true; }});  // No delta: a stick carries files.
  return std::move(plan.wants);
}

// Where a lesson stands for one school, to put several schools' wishes in one order.
struct Standing {
  sync::Rank rank;
  std::int64_t needed_by_ms;
  std::size_t place;
  auto operator<=>(const Standing&) const = default;
};

}  // namespace

Result<PublishedState> ReadPublished(storage::Disk& disk, const std::string& repository) {
  LIANXIAO_ASSIGN(const bool there, disk.Exists(repository + "/metadata/timestamp.json"));
  if (!there) return Fail(ErrorCode::kNotFound, "stick.no_repository: " + repository);
  auto state = Reader(disk, repository).Run();
  if (!state && state.error().code == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kOffline, "stick.publishing: " + state.error().message);
  }
  return state;
}

std::int64_t CargoLesson::Bytes() const {
  return std::accumulate(files.begin(), files.end(), std::int64_t{0},
                         [](std::int64_t sum, const CargoFile& file) { return sum + file.size_bytes; });
}

std::vector<CargoLesson> CargoFor(const PublishedState& published, const std::vector<SchoolToServe>& schools,
                                  WallTime now) {
  struct Wish {
    std::optional<Standing> standing;
    CargoLesson lesson;
  };
  std::map<std::string, Wish> wishes;
  std::map<std::string, const formats::Resource*> resources;
  for (const auto& resource : published.resources) resources[resource.id] = &resource;
  for (const auto& school : schools) {
    if (school.lacks_nothing) continue;
    const auto wants = WantsOf(published, school, now);
    for (std::size_t place = 0; place < wants.size(); ++place) {
      const auto& want = wants[place];
      auto& wish = wishes[want.resource];
      const Standing standing{want.rank, want.needed_by ? want.needed_by->ms : INT64_MAX, place};
      if (!wish.standing || standing < *wish.standing) wish.standing = standing;
      wish.lesson.id = want.resource;
      wish.lesson.title = want.title;
      wish.lesson.needed_by = want.needed_by;
      for (const auto& file : FilesOf(want.file)) wish.lesson.files.push_back(file);
      const auto& resource = *resources.at(want.resource);
      if (wish.lesson.ways.empty() && HoldsAnOlder(school, resource)) wish.lesson.ways = WaysTo(resource);
    }
  }
  std::vector<Wish*> order;
  for (auto& [id, wish] : wishes) order.push_back(&wish);
  std::ranges::stable_sort(order, {}, [](const Wish* wish) { return *wish->standing; });
  std::set<BlobId> taken;
  std::vector<CargoLesson> cargo;
  for (auto* wish : order) {
    const auto brought = [&](const CargoFile& file) { return !taken.insert(file.blob).second; };
    std::erase_if(wish->lesson.files, brought);
    std::erase_if(wish->lesson.ways, brought);
    cargo.push_back(std::move(wish->lesson));
  }
  return cargo;
}

Packed PackCargo(const std::vector<CargoLesson>& cargo, std::int64_t free_bytes) {
  Packed packed;
  for (const auto& lesson : cargo) {
    const auto takes = lesson.Bytes() + kFileOverhead * static_cast<std::int64_t>(lesson.files.size());
    const bool fits = takes <= free_bytes;
    (fits ? packed.fits : packed.left_out).push_back(&lesson);
    if (fits) free_bytes -= takes;
  }
  return packed;
}

}  // namespace lianxiao::daemon
