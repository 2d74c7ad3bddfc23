#include "center/keys/root_change.h"

#include <algorithm>
#include <set>

namespace lianxiao::center {
namespace {

using formats::TufKey;
using formats::TufRoleKeys;
using formats::TufRoot;

constexpr std::size_t kLeastIdDigits = 8;
constexpr std::size_t kLeastRootKeys = 3;
constexpr std::int64_t kLeastRootThreshold = 2;
constexpr std::array<std::string_view, 4> kRoles = {"root", "targets", "snapshot", "timestamp"};

const TufRoleKeys& RoleOf(const TufRoot& root, std::string_view role) {
  static const TufRoleKeys none;
  const auto found = root.roles.find(std::string(role));
  return found == root.roles.end() ? none : found->second;
}

bool Has(const TufRoleKeys& role, const std::string& id) {
  return std::find(role.key_ids.begin(), role.key_ids.end(), id) != role.key_ids.end();
}

Result<std::string> FullId(const TufRoleKeys& role, const std::string& beginning) {
  std::vector<std::string> fitting;
  for (const auto& id : role.key_ids) {
    if (beginning.size() >= kLeastIdDigits && id.starts_with(beginning)) fitting.push_back(id);
  }
  if (fitting.size() == 1) return fitting.front();
  return Fail(ErrorCode::kInvalid, "keys.no_such_key: " + std::to_string(fitting.size()) +
                                       " root keys have an id that begins with \"" + beginning + "\"");
}

bool HasAnyRole(const TufRoot& root, const std::string& id) {
  return std::any_of(root.roles.begin(), root.roles.end(),
                     [&](const auto& role) { return Has(role.second, id); });
}

Status BringIn(TufRoot& root, const std::string& role, const VerifyKey& key) {
  const auto tuf = TufKey::From(key);
  if (HasAnyRole(root, tuf.Id())) {
    return Fail(ErrorCode::kInvalid, "keys.already_in: key " + tuf.Id().substr(0, kLeastIdDigits) +
                                         " has a place in the root already");
  }
  root.keys[tuf.Id()] = tuf;
  root.roles[role].key_ids.push_back(tuf.Id());
  return {};
}

Status ChangeRootKeys(TufRoot& root, const RootWish& wish) {
  for (const auto& beginning : wish.root_out) {
    auto& role = root.roles["root"];
    LIANXIAO_ASSIGN(const auto id, FullId(role, beginning));
    std::erase(role.key_ids, id);
  }
  for (const auto& key : wish.root_in) LIANXIAO_TRY(BringIn(root, "root", key));
  if (RoleOf(root, "root").key_ids.size() >= kLeastRootKeys) return {};
  return Fail(ErrorCode::kInvalid, "keys.too_few: " + std::to_string(RoleOf(root, "root").key_ids.size()) +
                                       " root keys would be left");
}

Status ChangeCenter(TufRoot& root, const formats::TufCenter& center) {
  if (root.center && (root.center->sign == center.sign || root.center->seal == center.seal)) {
    return Fail(ErrorCode::kInvalid, "keys.already_in: the root names that key of the center already");
  }
  root.center = center;
  return {};
}

void DropUnusedKeys(TufRoot& root) {
  std::erase_if(root.keys, [&](const auto& key) { return !HasAnyRole(root, key.first); });
}

Status NotSensible(const std::string& why) { return Fail(ErrorCode::kInvalid, "keys.not_sensible: " + why); }

Status CheckRole(const TufRoot& root, std::string_view name) {
  const auto& role = RoleOf(root, name);
  if (role.threshold < 1 || static_cast<std::int64_t>(role.key_ids.size()) < role.threshold) {
    return NotSensible("too few keys for " + std::string(name));
  }
  for (const auto& id : role.key_ids) {
    const auto key = root.keys.find(id);
    if (key == root.keys.end() || key->second.keytype != "ed25519" || key->second.Id() != id) {
      return NotSensible("a key of " + std::string(name) + " is of no kind we know");
    }
  }
  if (std::set(role.key_ids.begin(), role.key_ids.end()).size() == role.key_ids.size()) return {};
  return NotSensible("a key is named twice for " + std::string(name));
}

void CompareRole(const TufRoleKeys& before, const TufRoleKeys& after, const std::string& role,
                 std::vector<RootChange>& changes) {
  for (const auto& id : before.key_ids) {
    if (!Has(after, id)) changes.push_back({RootChange::Kind::kKeyOut, role, id});
  }
  for (const auto& id : after.key_ids) {
    if (!Has(before, id)) changes.push_back({RootChange::Kind::kKeyIn, role, id});
  }
  if (before.threshold == after.threshold) return;
  changes.push_back({RootChange::Kind::kThreshold, role, "", before.threshold, after.threshold});
}

void AddCenter(const std::optional<formats::TufCenter>& center, RootChange::Kind kind,
               std::vector<RootChange>& changes) {
  if (!center) return;
  changes.push_back({kind, "center-sign", center->sign.Hex()});
  changes.push_back({kind, "center-seal", center->seal.Hex()});
}

}  // namespace

Result<TufRoot> NextRoot(const TufRoot& now, const RootWish& wish, WallTime expires) {
  auto next = now;
  next.version = now.version + 1;
  next.expires = expires;
  LIANXIAO_TRY(ChangeRootKeys(next, wish));
  for (const auto& [role, key] : wish.online) {
    if (std::find(kOnlineRoles.begin(), kOnlineRoles.end(), role) == kOnlineRoles.end()) {
      return Fail(ErrorCode::kInvalid, "keys.no_such_role: there is no role \"" + role + "\"");
    }
    // Taken out only after the new one is in, so that the old key again is refused.
    LIANXIAO_TRY(BringIn(next, role, key));
    auto& ids = next.roles[role].key_ids;
    ids.erase(ids.begin(), ids.end() - 1);
    next.roles[role].threshold = 1;
  }
  if (wish.center) LIANXIAO_TRY(ChangeCenter(next, *wish.center));
  DropUnusedKeys(next);
  LIANXIAO_TRY(CheckSensible(next));
  return next;
}

Status CheckSensible(const TufRoot& root) {
  for (const auto role : kRoles) LIANXIAO_TRY(CheckRole(root, role));
  if (root.roles.size() != kRoles.size()) return NotSensible("it names a role that is none of ours");
  const auto& own = RoleOf(root, "root");
  if (own.threshold < kLeastRootThreshold || own.key_ids.size() < kLeastRootKeys) {
    return NotSensible("a root is signed by two of three keys at least");
  }
  if (!root.consistent_snapshot) return NotSensible("snapshots must be consistent");
  return {};
}

std::vector<RootChange> Compare(const TufRoot& before, const TufRoot& after) {
  std::vector<RootChange> changes;
  for (const auto role : kRoles) {
    CompareRole(RoleOf(before, role), RoleOf(after, role), std::string(role), changes);
  }
  if (before.center != after.center) {
    AddCenter(before.center, RootChange::Kind::kKeyOut, changes);
    AddCenter(after.center, RootChange::Kind::kKeyIn, changes);
  }
  if (before.expires != after.expires) {
    changes.push_back({RootChange::Kind::kExpires, "", "", before.expires.ms, after.expires.ms});
  }
  return changes;
}

}  // namespace lianxiao::center
