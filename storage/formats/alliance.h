// Whom a school works with, as the county's registry has it and a letter tells it: partners (结对帮扶, and
// the studios 名师工作室 it follows) and alliances (网络联校). Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxPartners = 300;  // A strong school helps some dozen.
inline constexpr std::size_t kMaxAlliances = 8;   // Of one school; it is in one, or in two.
inline constexpr std::size_t kMaxAllianceSchools = 200;
inline constexpr std::size_t kMaxPartnerNameBytes = 300;

inline constexpr std::string_view kHelper = "helper";  // That school helps this one.
inline constexpr std::string_view kHelped = "helped";  // This school helps that one.
inline constexpr std::string_view kStudio =
    "studio";  // A studio helps this one; the id is its library's name.

struct Partner {
  std::string role;      // A word that this box may not know yet: then the partner is passed over.
  std::string id, name;  // Of the school or the studio.
  WallTime from, until;  // `until` 0: nobody said.
  bool IsInForce(WallTime at) const { return from <= at && (until.ms == 0 || at < until); }
  bool operator==(const Partner&) const = default;
};

struct AllianceSchool {
  std::string id, name;
  bool operator==(const AllianceSchool&) const = default;
};

struct Alliance {
  std::string id, name;
  std::string central;                  // The central school's id; it is among `schools`.
  std::vector<AllianceSchool> schools;  // By id.
  bool operator==(const Alliance&) const = default;
};

// kInvalid names the field.
Status Check(const Partner& partner);
Status Check(const Alliance& alliance);

std::string ToJson(const Alliance& alliance);
Result<Alliance> ParseAlliance(std::string_view json);  // kInvalid names the field.

}  // namespace lianxiao::formats
