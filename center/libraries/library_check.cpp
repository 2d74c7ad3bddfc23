#include "center/libraries/library_check.h"

#include "storage/base/digest.h"
#include "storage/formats/library_name.h"
#include "storage/formats/target_patch.h"

namespace lianxiao::center {
namespace {

using formats::TufTargets;

tl::unexpected<Error> Refuse(const char* key, const std::string& why) {
  return Fail(ErrorCode::kUntrusted, std::string("library.") + key + ": " + why);
}

Status CheckVersion(const LibraryRow& row, std::int64_t version, std::int64_t named, std::string_view bytes) {
  const auto file = std::to_string(named) + "." + row.name + ".json";
  if (version != named) return Refuse("misnamed", file + " says version " + std::to_string(version));
  if (version == row.version && bytes == row.metadata && row.listed) {
    return Fail(ErrorCode::kRefused, "library.taken_already: " + file);
  }
  if (version <= row.version) {
    return Refuse("older", file + ", and version " + std::to_string(row.version) +
                               " was taken; the makers say: lianxiao library export --after " +
                               std::to_string(row.version));
  }
  if (version - row.version <= kMostVersionStep) return {};
  return Refuse("jump", file + " after version " + std::to_string(row.version));
}

Status CheckDate(const TufTargets& lists, WallTime now) {
  if (lists.expires <= now) return Refuse("expired", "good until " + ToRfc3339(lists.expires));
  if (lists.expires <= now + kMostLibraryDays * kDayMs) return {};
  return Refuse("too_long", "good until " + ToRfc3339(lists.expires));
}

Status CheckPaths(const std::string& library, const TufTargets& lists) {
  for (const auto& [path, target] : lists.targets) {
    if (formats::LibraryOfShard(path) != library || !formats::CheckPath(path)) {
      return Refuse("foreign_path", path + " in " + library + ".json");
    }
    if (target.length > kMostShardPackedBytes) {
      return Refuse("too_large", path + " has " + std::to_string(target.length) + " bytes");
    }
    if (target.sha256.empty()) return Refuse("unreadable", path + " has no SHA-256");
  }
  return {};
}

}  // namespace

Status CheckDelegation(const std::string& name, const std::vector<VerifyKey>& keys, std::int64_t threshold) {
  if (const auto good = formats::CheckLibraryName(name); !good) {
    return Fail(ErrorCode::kInvalid, "library.name_bad: \"" + name + "\": " + good.error().message);
  }
  if (keys.size() > kMostLibraryKeys) {
    return Fail(ErrorCode::kInvalid, "library.too_many_keys: " + std::to_string(keys.size()));
  }
  if (threshold < 1 || threshold > static_cast<std::int64_t>(keys.size())) {
    return Fail(ErrorCode::kInvalid, "library.threshold: " + std::to_string(threshold) + " of " +
                                         std::to_string(keys.size()) + " keys");
  }
  std::set<std::string> seen;
  for (const auto& key : keys) {
    if (!seen.insert(key.Hex()).second) {
      return Fail(ErrorCode::kInvalid, "library.key_twice: " + formats::TufKey::From(key).Id());
    }
  }
  return {};
}

Result<TufTargets> CheckLists(const LibraryRow& row, std::string_view bytes, std::int64_t named_version,
                              WallTime now) {
  const auto parsed = formats::ParseTufTargets(bytes);
  if (!parsed) return Refuse("unreadable", row.name + ".json: " + parsed.error().message);
  const auto [keys, role] = SpeakingKeys(row);
  // Before all else: what a stranger wrote is not even looked at.
  if (const auto good = CheckSignatures(parsed->canonical, parsed->signatures, keys, role); !good) {
    return Refuse("bad_signature", row.name + ".json: " + good.error().message);
  }
  LIANXIAO_TRY(CheckVersion(row, parsed->body.version, named_version, bytes));
  LIANXIAO_TRY(CheckDate(parsed->body, now));
  if (parsed->body.delegations) return Refuse("delegates", row.name + ".json");
  LIANXIAO_TRY(CheckPaths(row.name, parsed->body));
  return parsed->body;
}

Result<std::vector<formats::Resource>> CheckLibraryShard(const std::string& library, const std::string& name,
                                                         const formats::TufTarget& listed,
                                                         std::string_view packed) {
  if (static_cast<std::int64_t>(packed.size()) != listed.length || Sha256Hex(packed) != listed.sha256) {
    return Refuse("damaged", name + " is not what was signed");
  }
  // Boxes that come by a patch must see what boxes that fetch the whole see.
  if (listed.unpacked && listed.unpacked != formats::DescribeTarget(name, packed).unpacked) {
    return Refuse("damaged", name + " does not unpack to what was signed");
  }
  auto resources = formats::DecodeShard(packed);
  if (!resources) return Refuse("shard_unreadable", name + ": " + resources.error().message);
  for (const auto& resource : *resources) {
    if (formats::LibraryOwns(library, resource.id)) continue;
    return Refuse("foreign_resource", resource.id + " in " + name);
  }
  return resources;
}

Status CheckTogether(const std::vector<formats::Resource>& resources) {
  if (resources.size() > kMostLibraryResources) {
    return Refuse("too_large", std::to_string(resources.size()) + " resources");
  }
  std::set<std::string_view> seen;
  for (const auto& resource : resources) {
    if (!seen.insert(resource.id).second) return Refuse("twice", resource.id + " is in two shards");
  }
  return {};
}

}  // namespace lianxiao::center
