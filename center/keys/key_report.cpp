#include "center/keys/key_report.h"

#include <algorithm>
#include <map>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/center_keys.h"
#include "center/keys/key_file.h"
#include "center/keys/root_chain.h"
#include "center/keys/root_change.h"
#include "center/publish/metadata.h"

namespace lianxiao::center {
namespace {

// Key id → file, of every readable key file in the two folders; other files are passed over.
std::map<std::string, KeyPlace> KeysHere(storage::Disk& disk, const std::string& county) {
  std::map<std::string, KeyPlace> here;
  for (const auto& folder : {RootKeysFolder(county), KeysFolder(county)}) {
    const auto entries = disk.List(folder);
    if (!entries) continue;  // No folder: nothing lies in it.
    for (const auto& entry : *entries) {
      const auto path = folder + "/" + entry.name;
      const auto head = entry.name.ends_with(".key") ? LoadKeyHead(disk, path) : Result<KeyHead>(KeyHead{});
      if (!head || head->public_hex.empty() || head->kind != KeyKind::kSign) continue;
      here[head->TufKeyId()] = {head->TufKeyId(), path, head->locked};
    }
  }
  return here;
}

std::vector<KeyPlace> PlacesOf(const formats::TufRoleKeys& role,
                               const std::map<std::string, KeyPlace>& here) {
  std::vector<KeyPlace> places;
  for (const auto& id : role.key_ids) {
    const auto found = here.find(id);
    places.push_back(found == here.end() ? KeyPlace{.key_id = id} : found->second);
  }
  return places;
}

void AddEnds(const Metadata& metadata, KeyReport& report) {
  for (auto& role : report.roles) {
    const auto put = [&](const auto& file) {
      role.version = file.version;
      role.expires = file.expires;
    };
    if (role.role == "targets") put(metadata.targets);
    if (role.role == "snapshot") put(metadata.snapshot);
    if (role.role == "timestamp") put(metadata.timestamp);
  }
}

// The center's keys in force, which are no role of the framework and have no date.
Status AddCenter(storage::Disk& disk, const std::string& county, const formats::TufRoot& root,
                 KeyReport& report) {
  LIANXIAO_ASSIGN(const auto center, CenterInForce(disk, county, root));
  bool waits = false;
  const auto add = [&](const char* name, const std::string& public_hex) {
    KeyPlace place{.key_id = public_hex};
    const auto here = LoadKeyHead(disk, KeyFile(county, name));
    if (here && here->public_hex == public_hex) {
      place.file = KeyFile(county, name);
      place.locked = here->locked;
    }
    report.roles.push_back({name, 1, {place}});
    const auto next = LoadKeyHead(disk, NextKeyFile(county, name));
    waits = waits || (next && next->public_hex != public_hex);
  };
  add("center-sign", center.sign.Hex());
  add("center-seal", center.seal.Hex());
  if (waits) report.waiting.emplace_back("center");
  return {};
}

std::int64_t DaysLeft(WallTime end, WallTime now) {
  const auto left = end.ms - now.ms;
  return left >= 0 ? left / kDayMs : -((-left) / kDayMs) - 1;
}

void AddDates(const RoleReport& role, WallTime now, std::vector<Due>& ended, std::vector<Due>& ending) {
  if (role.version == 0) return;
  const auto days = DaysLeft(role.expires, now);
  const auto warn = role.role == "root" ? kRootWarningDays : kTimestampWarningDays;
  const auto kind = role.role == "root" ? std::string("root") : std::string("metadata");
  if (role.expires <= now) {
    ended.push_back({"cli.keys.due." + kind + "_expired", role.role, "", days});
  } else if (days < warn) {
    ending.push_back({"cli.keys.due." + kind + "_soon", role.role, "", days});
  }
}

void AddPlaces(const RoleReport& role, std::vector<Due>& due) {
  for (const auto& key : role.keys) {
    const bool root = role.role == "root";
    if (root && !key.file.empty()) due.push_back({"cli.keys.due.root_key_here", role.role, key.file, 0});
    if (!root && key.file.empty()) {
      due.push_back({"cli.keys.due.key_missing", role.role, key.key_id.substr(0, 8), 0});
    }
  }
}

}  // namespace

Result<KeyReport> ReadKeys(storage::Disk& disk, const std::string& county) {
  LIANXIAO_TRY(CheckIsCounty(disk, county));
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  const auto& root = newest.root.body;
  const auto here = KeysHere(disk, county);
  KeyReport report;
  for (const auto role : {"root", "targets", "snapshot", "timestamp"}) {
    const auto keys = root.roles.find(role);
    if (keys == root.roles.end()) continue;
    report.roles.push_back({role, keys->second.threshold, PlacesOf(keys->second, here)});
  }
  report.roles.front().version = root.version;
  report.roles.front().expires = root.expires;
  LIANXIAO_TRY(AddCenter(disk, county, root, report));
  const auto metadata = ReadMetadata(disk, county, root);
  if (metadata) {
    AddEnds(*metadata, report);
  } else {
    report.broken = metadata.error().message;
  }
  for (const auto role : kOnlineRoles) {
    const auto next = LoadKeyHead(disk, NextKeyFile(county, role));
    if (next && !root.keys.contains(next->TufKeyId())) report.waiting.emplace_back(role);
  }
  return report;
}

std::vector<Due> WhatIsDue(const KeyReport& report, WallTime now) {
  std::vector<Due> due, ending, places;
  if (!report.broken.empty()) due.push_back({"cli.keys.due.broken", "", report.broken, 0});
  for (const auto& role : report.roles) {
    AddDates(role, now, due, ending);
    AddPlaces(role, places);
  }
  due.insert(due.end(), ending.begin(), ending.end());
  due.insert(due.end(), places.begin(), places.end());
  for (const auto& role : report.waiting) due.push_back({"cli.keys.due.waiting", role, "", 0});
  return due;
}

}  // namespace lianxiao::center
