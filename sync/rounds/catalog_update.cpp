#include "sync/rounds/catalog_update.h"

#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/formats/library_name.h"
#include "sync/line/small_file.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kShardFolder = "catalog/";
constexpr std::string_view kBundleFolder = "bundles/";

std::string BundleName(const formats::Bundle& bundle) {
  return std::string(kBundleFolder) + bundle.id + ".json";
}

// Whether it is one of ours: a plain path, and hashed in the way its URL is made of.
bool IsIn(std::string_view folder, const std::string& name, const formats::TufTarget& target) {
  return name.starts_with(folder) && formats::CheckPath(name) && !target.sha256.empty();
}

// Under a consistent snapshot "catalog/x.zst" lies at "targets/catalog/<sha256>.x.zst".
std::string TargetPath(const std::string& name, const std::string& sha256) {
  const auto slash = name.rfind('/');
  return "targets/" + name.substr(0, slash + 1) + sha256 + "." + name.substr(slash + 1);
}

// A bundle's id is its name, so that no two of them claim one place.
Result<formats::Bundle> ParseNamed(const std::string& name, std::string_view bytes) {
  LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(bytes));
  if (BundleName(bundle) != name) return Fail(ErrorCode::kInvalid, "its id is " + bundle.id);
  return bundle;
}

// A library brings its own resources only: whole shards are refused, for their signer broke the rule.
Result<std::vector<formats::Resource>> DecodeOwn(const std::string& library, std::string_view packed) {
  LIANXIAO_ASSIGN(auto resources, formats::DecodeShard(packed));
  for (const auto& resource : resources) {
    if (library.empty() || formats::LibraryOwns(library, resource.id)) continue;
    return Fail(ErrorCode::kInvalid, resource.id + " does not belong to the library " + library +
                                         ", whose resources begin with " + library + "-");
  }
  return resources;
}

}  // namespace

CatalogUpdate::CatalogUpdate(storage::Catalog& catalog, SearchKeeper& search, const Clock& clock, Log& log)
    : catalog_(catalog), search_(search), clock_(clock), log_(log) {}

Result<bool> CatalogUpdate::Run(Line& line, Mirrors& mirrors, const SignedContent& content) {
  const auto gone = [&](const auto& known) { return !content.targets.contains(known.first); };
  std::erase_if(unreadable_, gone);
  std::erase_if(wrong_, gone);
  std::erase_if(rests_until_, [&](const auto& known) { return known.second <= clock_.Now(); });
  LIANXIAO_ASSIGN(const bool bundles_changed, UpdateBundles(line, mirrors, content));
  LIANXIAO_ASSIGN(const bool shards_changed, UpdateShards(line, mirrors, content));
  return bundles_changed || shards_changed;
}

Result<std::string> CatalogUpdate::Fetch(Line& line, Mirrors& mirrors, const std::string& name,
                                         const formats::TufTarget& target, std::int64_t max_bytes) {
  if (target.length > max_bytes) {
    return Fail(ErrorCode::kInvalid, name + ": " + std::to_string(target.length) + " bytes are too many");
  }
  std::optional<Error> cut, wrong;
  for (const int mirror : mirrors.Usable(clock_.Now())) {
    auto bytes = FetchSmallFile(line, mirrors.Url(mirror, TargetPath(name, target.sha256)), target.length);
    if (bytes && static_cast<std::int64_t>(bytes->size()) == target.length &&
        Sha256Hex(*bytes) == target.sha256) {
      mirrors.Worked(mirror);
      wrong_.erase(name);
      return bytes;
    }
    const auto why = bytes ? Error{ErrorCode::kCorrupt, "not what was signed"} : bytes.error();
    log_.Warning(mirrors.Base(mirror) + ": " + name + ": " + why.message);
    const bool other_bytes = why.code == ErrorCode::kCorrupt || why.code == ErrorCode::kInvalid;
    if (other_bytes)
      wrong = Error{ErrorCode::kCorrupt, mirrors.Base(mirror) + ": " + name + ": " + why.message};
    if (!other_bytes) cut = Error{ErrorCode::kOffline, why.message};
    if (why.code == ErrorCode::kOffline) mirrors.Failed(mirror, clock_.Now());
  }
  if (wrong) wrong_[name] = wrong->message;
  if (wrong && !cut) {
    rests_until_[target.sha256] = clock_.Now() + kCorruptAgainMs;
    return Fail(*wrong);
  }
  // However it went wrong: another time, another mirror may have it.
  return Fail(cut.value_or(Error{ErrorCode::kOffline, "no mirror can be reached"}));
}

bool CatalogUpdate::Rests(const formats::TufTarget& target) const {
  const auto found = rests_until_.find(target.sha256);
  return found != rests_until_.end() && clock_.Now() < found->second;
}

Status CatalogUpdate::NoteMissing(const std::string& name, const formats::TufTarget& target,
                                  const Error& why) {
  if (why.code == ErrorCode::kInvalid) NoteUnreadable(name, target.sha256, why);
  return why.code == ErrorCode::kInvalid || why.code == ErrorCode::kCorrupt ? Status{} : Fail(why);
}

void CatalogUpdate::NoteUnreadable(const std::string& name, const std::string& sha256, const Error& why) {
  log_.Error(name + " is signed, but cannot be read: " + why.message);
  unreadable_[name] = why.message;
  unreadable_sha256_.insert(sha256);
}

Result<bool> CatalogUpdate::UpdateShards(Line& line, Mirrors& mirrors, const SignedContent& content) {
  LIANXIAO_ASSIGN(const auto known, catalog_.Shards());
  bool changed = false;
  for (const auto& [name, listed] : content.targets) {
    const auto& target = listed.target;
    if (!IsIn(kShardFolder, name, target) || unreadable_sha256_.contains(target.sha256)) continue;
    if (Rests(target)) continue;
    if (const auto found = known.find(name); found != known.end() && found->second == target.sha256) {
      wrong_.erase(name);
      continue;
    }
    LIANXIAO_TRY(TakeShard(line, mirrors, name, listed));
    changed = true;
  }
  for (const auto& [name, sha256] : known) {
    if (!content.IsOver(name)) continue;
    LIANXIAO_TRY(search_.BeforeChange());
    LIANXIAO_TRY(catalog_.DropShard(name));
    LIANXIAO_TRY(search_.Fill());  // Which resources went with it, only the catalog knows.
    changed = true;
  }
  return changed;
}

Status CatalogUpdate::TakeShard(Line& line, Mirrors& mirrors, const std::string& name,
                                const SignedTarget& listed) {
  const auto bytes = Fetch(line, mirrors, name, listed.target, kMaxShardPackedBytes);
  if (!bytes) return NoteMissing(name, listed.target, bytes.error());
  const auto resources = DecodeOwn(listed.library, *bytes);
  if (!resources) {
    NoteUnreadable(name, listed.target.sha256, resources.error());
    return {};
  }
  unreadable_.erase(name);
  LIANXIAO_TRY(search_.BeforeChange());
  LIANXIAO_ASSIGN(const auto changed, catalog_.ReplaceShard(name, listed.target.sha256, *resources));
  return search_.Changed(changed);
}

// After a start: a bundle whose canonical bytes have the signed digest need not be fetched again.
Status CatalogUpdate::RememberBundles() {
  if (!bundles_.empty()) return {};
  LIANXIAO_ASSIGN(auto known, catalog_.Bundles());
  for (auto& bundle : known) {
    const auto name = BundleName(bundle);
    const auto sha256 = Sha256Hex(formats::ToJson(bundle));
    bundles_[name] = {sha256, std::move(bundle)};
  }
  return {};
}

Result<bool> CatalogUpdate::UpdateBundles(Line& line, Mirrors& mirrors, const SignedContent& content) {
  LIANXIAO_TRY(RememberBundles());
  std::map<std::string, Taken> next;
  bool changed = false;
  for (const auto& [name, listed] : content.targets) {
    const auto& target = listed.target;
    if (!IsIn(kBundleFolder, name, target)) continue;
    const auto old = bundles_.find(name);
    if (old != bundles_.end()) next[name] = old->second;
    if (old != bundles_.end() && old->second.sha256 == target.sha256) {
      wrong_.erase(name);
      continue;
    }
    if (unreadable_sha256_.contains(target.sha256) || Rests(target)) continue;
    const auto bytes = Fetch(line, mirrors, name, target, kMaxBundleBytes);
    if (!bytes) {
      LIANXIAO_TRY(NoteMissing(name, target, bytes.error()));
      continue;
    }
    auto bundle = ParseNamed(name, *bytes);
    if (!bundle) {
      NoteUnreadable(name, target.sha256, bundle.error());
      continue;
    }
    unreadable_.erase(name);
    next[name] = {target.sha256, *std::move(bundle)};
    changed = true;
  }
  changed |= next.size() != bundles_.size();
  if (!changed) return false;
  std::vector<formats::Bundle> all;
  for (const auto& [name, taken] : next) all.push_back(taken.bundle);
  LIANXIAO_TRY(catalog_.ReplaceBundles(all));
  bundles_ = std::move(next);
  return true;
}

}  // namespace lianxiao::sync
