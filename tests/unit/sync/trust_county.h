// A county that signs whatever a test of trust wants signed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/formats/tuf.h"

namespace lianxiao::sync {

inline constexpr WallTime kNow{1'790'000'000'000};
inline constexpr WallTime kNextYear{kNow.ms + 365 * kDayMs};
inline constexpr WallTime kYesterday{kNow.ms - kDayMs};

// A county's keys and the files it signs with them. Each role's keys can be changed at will.
struct County {
  std::map<formats::TufRole, std::vector<SigningKey>> keys;
  std::map<formats::TufRole, std::int64_t> thresholds;

  County() {
    for (const auto role :
         {formats::TufRole::kTimestamp, formats::TufRole::kSnapshot, formats::TufRole::kTargets})
      NewKey(role);
    keys[formats::TufRole::kRoot] = {SigningKey::Generate(), SigningKey::Generate(), SigningKey::Generate()};
    thresholds[formats::TufRole::kRoot] = 2;
  }
  void NewKey(formats::TufRole role) { keys[role] = {SigningKey::Generate()}; }

  formats::TufRoot RootBody(std::int64_t version, WallTime expires = kNextYear) const {
    formats::TufRoot root{version, expires, true, {}, {}};
    for (const auto& [role, list] : keys) {
      auto& entry = root.roles[std::string(Word(role))];
      entry.threshold = thresholds.contains(role) ? thresholds.at(role) : 1;
      for (const auto& key : list) {
        const auto tuf = formats::TufKey::From(key.verify);
        root.keys[tuf.Id()] = tuf;
        entry.key_ids.push_back(tuf.Id());
      }
    }
    return root;
  }
  std::string Root(std::int64_t version, WallTime expires = kNextYear) const {
    return formats::SignTufRoot(RootBody(version, expires), keys.at(formats::TufRole::kRoot));
  }
  std::string Timestamp(std::int64_t version, const std::string& snapshot, std::int64_t snapshot_version,
                        WallTime expires = kNextYear) const {
    return formats::SignTufTimestamp({version, expires, MetaOf(snapshot, snapshot_version)},
                                     keys.at(formats::TufRole::kTimestamp));
  }
  std::string Snapshot(std::int64_t version, const std::string& targets, std::int64_t targets_version,
                       WallTime expires = kNextYear) const {
    return formats::SignTufSnapshot({version, expires, {{"targets.json", MetaOf(targets, targets_version)}}},
                                    keys.at(formats::TufRole::kSnapshot));
  }
  std::string Targets(std::int64_t version, const std::string& shard = "shard",
                      WallTime expires = kNextYear) const {
    const formats::TufTarget target{static_cast<std::int64_t>(shard.size()), Sha256Hex(shard)};
    return formats::SignTufTargets({version, expires, {{"catalog/county-math-3-0.ndjson.zst", target}}},
                                   keys.at(formats::TufRole::kTargets));
  }
  static formats::TufFileMeta MetaOf(const std::string& bytes, std::int64_t version) {
    return {version, static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
  }
};

// All four files of one state of the repository, all of version `n`.
struct Published {
  std::string timestamp, snapshot, targets;
};
inline Published Publish(const County& county, std::int64_t n) {
  Published p;
  p.targets = county.Targets(n, "shard " + std::to_string(n));
  p.snapshot = county.Snapshot(n, p.targets, n);
  p.timestamp = county.Timestamp(n, p.snapshot, n);
  return p;
}

}  // namespace lianxiao::sync
