#include "center/keys/publish_keys.h"

#include <algorithm>

#include "center/county_files.h"
#include "center/keys/root_change.h"

namespace lianxiao::center {
namespace {

// Whether the file at `path` is a key of the role. A missing file is none; a damaged one is an error.
Result<bool> IsTrusted(storage::Disk& disk, const std::string& path, const formats::TufRoot& root,
                       std::string_view role) {
  const auto head = LoadKeyHead(disk, path);
  if (!head && head.error().code == ErrorCode::kNotFound) return false;
  if (!head) return Fail(head.error());
  if (head->name != role) {
    return Fail(ErrorCode::kInvalid, "keys.swapped: " + path + " is the key \"" + head->name + "\"");
  }
  const auto keys = root.roles.find(std::string(role));
  if (keys == root.roles.end()) return false;
  const auto& ids = keys->second.key_ids;
  return std::find(ids.begin(), ids.end(), head->TufKeyId()) != ids.end();
}

}  // namespace

Result<std::string> FindRoleKey(storage::Disk& disk, const std::string& county, const formats::TufRoot& root,
                                std::string_view role) {
  for (const auto& path : {KeyFile(county, role), NextKeyFile(county, role)}) {
    LIANXIAO_ASSIGN(const bool trusted, IsTrusted(disk, path, root, role));
    if (trusted) return path;
  }
  return Fail(ErrorCode::kNotFound, "keys.not_here: in " + KeysFolder(county) + " is no key for " +
                                        std::string(role) + " that root " + std::to_string(root.version) +
                                        " names");
}

Result<PublishKeys> LoadPublishKeys(storage::Disk& disk, const std::string& county,
                                    const formats::TufRoot& root, const Passphrase& passphrase) {
  const auto load = [&](std::string_view role) -> Result<SigningKey> {
    LIANXIAO_ASSIGN(const auto path, FindRoleKey(disk, county, root, role));
    return LoadSigningKey(disk, path, passphrase);
  };
  PublishKeys keys;
  LIANXIAO_ASSIGN(keys.targets, load("targets"));
  LIANXIAO_ASSIGN(keys.snapshot, load("snapshot"));
  LIANXIAO_ASSIGN(keys.timestamp, load("timestamp"));
  return keys;
}

Status TidyRoleKeys(storage::Disk& disk, const std::string& county, const formats::TufRoot& root) {
  for (const auto role : kOnlineRoles) {
    const auto current = KeyFile(county, role), next = NextKeyFile(county, role);
    LIANXIAO_ASSIGN(const bool next_trusted, IsTrusted(disk, next, root, role));
    LIANXIAO_ASSIGN(const bool current_trusted, IsTrusted(disk, current, root, role));
    if (!next_trusted || current_trusted) continue;
    LIANXIAO_TRY(disk.Rename(next, current));
  }
  return disk.SyncFolder(KeysFolder(county));
}

}  // namespace lianxiao::center
