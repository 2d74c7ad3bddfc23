// What the county pushes: these resources, to these schools, by then. A TUF target of its own,
// "bundles/<id>.json". Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxBundleIds =
    20'000;  // Resources, and schools; larger wishes are `everything`.
inline constexpr std::size_t kMaxBundleBytes = 4 << 20;

enum class Priority { kUrgent, kNormal, kBackground };

// A pairing (结对帮扶) by who is helped, and the school or the studio that helps it; one of the two.
struct BundlePairing {
  std::string school, helper, studio;
  bool operator==(const BundlePairing&) const = default;
};

struct Bundle {
  std::string id;                      // [a-z0-9-]{1,64}
  std::string name;                    // Shown: "秋季开学资源包"
  std::string message;                 // Shown to teachers; may be empty.
  std::vector<std::string> resources;  // Ids; empty with `everything`.
  bool everything = false;             // All published resources, also later ones.
  // School ids; empty: every school of the county, unless it goes to pairings or alliances.
  std::vector<std::string> schools;
  // The county's own note: what it signs names the schools that these are at that moment, never these.
  std::vector<BundlePairing> pairings;
  std::vector<std::string> alliances;
  Priority priority = Priority::kNormal;
  std::string needed_by;  // RFC 3339, or empty.
  std::string expires;    // RFC 3339, or empty: no more wanted after that.
  bool NeedsSchools() const { return !pairings.empty() || !alliances.empty(); }  // Before it can be signed.
  bool operator==(const Bundle&) const = default;
};

// Everything the comments above promise. kInvalid names the field.
Status Check(const Bundle& bundle);

std::string ToJson(const Bundle& bundle);  // Compact JSON, see canonical_json.h.
// Unknown fields are passed over, an unknown priority is kNormal. kInvalid names the field.
Result<Bundle> ParseBundle(std::string_view json);

}  // namespace lianxiao::formats
