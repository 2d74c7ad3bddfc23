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

// A bundle's id is its name, so that no two of them claim one place.
Result<formats::Bundle> ParseNamed(const std::string& name, std::string_view bytes) {
  LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(bytes));
  if (BundleName(bundle) != name) return Fail(ErrorCode::kInvalid, "its id is " + bundle.id);
  return bundle;
}

// A library brings its own resources only: whole shards are refused, for their signer broke the rule.
Result<std::vector<formats::Resource>> ParseOwn(const std::string& library, std::string_view text) {
  LIANXIAO_ASSIGN(auto resources, formats::ParseShard(text));
  for (const auto& resource : resources) {
    if (library.empty() || formats::LibraryOwns(library, resource.id)) continue;
    return Fail(ErrorCode::kInvalid, resource.id + " does not belong to the library " + library +
                                         ", whose resources begin with " + library + "-");
  }
  return resources;
}

}  // namespace

CatalogUpdate::CatalogUpdate(storage::Catalog& catalog, SearchKeeper& search, const Clock& clock, Log& log)
    : catalog_(catalog), search_(search), log_(log), fetch_(clock, log) {}

Result<bool> CatalogUpdate::Run(Line& line, Mirrors& mirrors, const SignedContent& content) {
  const auto gone = [&](const auto& known) { return !content.targets.contains(known.first); };
  std::erase_if(unreadable_, gone);
  fetch_.Forget([&](const std::string& name) { return !content.targets.contains(name); });
  LIANXIAO_ASSIGN(const bool bundles_changed, UpdateBundles(line, mirrors, content));
  LIANXIAO_ASSIGN(const bool shards_changed, UpdateShards(line, mirrors, content));
  return bundles_changed || shards_changed;
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
    if (fetch_.Rests(target)) continue;
    if (const auto found = known.find(name); found != known.end() && found->second == target.sha256) {
      fetch_.IsHere(name);
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
  LIANXIAO_ASSIGN(const auto here, TextHere(name));
  const auto text = fetch_.Fetch(line, mirrors, name, listed.target, kMaxShardPackedBytes, here);
  if (!text) return NoteMissing(name, listed.target, text.error());
  const auto resources = ParseOwn(listed.library, *text);
  if (!resources) {
    NoteUnreadable(name, listed.target.sha256, resources.error());
    return {};
  }
  unreadable_.erase(name);
  LIANXIAO_TRY(search_.BeforeChange());
  LIANXIAO_ASSIGN(const auto changed, catalog_.ReplaceShard(name, listed.target.sha256, *resources));
  LIANXIAO_TRY(catalog_.KeepText(name, {listed.target.sha256, *text}));
  return search_.Changed(changed);
}

Result<std::optional<OlderFile>> CatalogUpdate::TextHere(const std::string& shard) const {
  auto kept = catalog_.TextOf(shard);
  if (kept) return OlderFile{std::move(kept->sha256), std::move(kept->text)};
  const auto& why = kept.error();
  // One that cannot be read costs a whole shard, no more.
  if (why.code == ErrorCode::kNotFound || why.code == ErrorCode::kInvalid) return std::nullopt;
  return Fail(why);
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
      fetch_.IsHere(name);
      continue;
    }
    if (unreadable_sha256_.contains(target.sha256) || fetch_.Rests(target)) continue;
    std::optional<OlderFile> here;
    if (old != bundles_.end()) here = {old->second.sha256, formats::ToJson(old->second.bundle)};
    const auto bytes = fetch_.Fetch(line, mirrors, name, target, kMaxBundleBytes, here);
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
