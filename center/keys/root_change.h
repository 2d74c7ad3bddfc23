// What the next root of a county shall say, and what that changes, in values that can be put into words.
// Only decides; nothing here reads, signs or writes. Plain values and functions.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

inline constexpr std::array<std::string_view, 3> kOnlineRoles = {"targets", "snapshot", "timestamp"};

// Two years: a county meets for its keys every year (docs/ceremony.md) and may miss one meeting.
inline constexpr std::int64_t kRootDays = 2 * 365;

struct RootWish {
  std::map<std::string, VerifyKey> online;  // Role → the one key it shall have from now on.
  std::vector<std::string> root_out;        // Key ids of root keys, or their first 8 digits or more.
  std::vector<VerifyKey> root_in;
  std::optional<formats::TufCenter> center;  // New keys of the center; always both.
};

// `now` with the wish, one version on. Keys that no role has any more are left out. kInvalid:
//   keys.no_such_key     a key to take out is no root key, or several begin so
//   keys.already_in      a key to bring in has a place already; one key never counts for two people
//   keys.too_few         fewer than three root keys would be left, so that losing two ends the county
Result<formats::TufRoot> NextRoot(const formats::TufRoot& now, const RootWish& wish, WallTime expires);

// Whether a root is one that a county can live with: four roles with enough keys each, all of kinds boxes
// know, two signatures of three keys for itself, consistent snapshots. kInvalid "keys.not_sensible".
Status CheckSensible(const formats::TufRoot& root);

struct RootChange {
  enum class Kind { kKeyIn, kKeyOut, kThreshold, kExpires } kind;
  std::string role;         // Not for kExpires. Beside the four: "center-sign", "center-seal".
  std::string key_id;       // kKeyIn, kKeyOut; of the center's keys the public half in hex.
  std::int64_t before = 0;  // kThreshold: signatures needed. kExpires: milliseconds since 1970.
  std::int64_t after = 0;
  bool operator==(const RootChange&) const = default;
};
// In the order root, targets, snapshot, timestamp, center; then the date.
std::vector<RootChange> Compare(const formats::TufRoot& before, const formats::TufRoot& after);

}  // namespace lianxiao::center
