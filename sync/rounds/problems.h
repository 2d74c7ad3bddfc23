// What the engine tells a person: keys of the string catalogs, kept in BoxState.
#pragma once

#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/box_state.h"

namespace lianxiao::sync {

namespace problem {
inline constexpr std::string_view kMetadataUntrusted = "problem.metadata_untrusted";
// One for each kind of refusal (trust_rules.h), and the one without a kind.
inline constexpr std::string_view kAllOfMetadata[] = {
    kMetadataUntrusted,           "problem.metadata_signature", "problem.metadata_rollback",
    "problem.metadata_expired",   "problem.metadata_too_long",  "problem.metadata_mismatch",
    "problem.metadata_unreadable"};
inline constexpr std::string_view kLibraryWaits = "problem.library_waits";
inline constexpr std::string_view kCatalogWrong = "problem.catalog_wrong";
inline constexpr std::string_view kCatalogUnreadable = "problem.catalog_unreadable";
inline constexpr std::string_view kBlobCorrupt = "problem.blob_corrupt";
inline constexpr std::string_view kNoSpace = "problem.no_space";
inline constexpr std::string_view kDiskDamage = "problem.disk_damage";
inline constexpr std::string_view kOwnDamage = "problem.own_damage";
inline constexpr std::string_view kUsageWaits = "problem.usage_waits";
inline constexpr std::string_view kLessonLate = "problem.lesson_late";
inline constexpr std::string_view kCenterKey = "problem.center_key";
inline constexpr std::string_view kOffline = "problem.offline";
inline constexpr std::string_view kClock = "problem.clock";
inline constexpr std::string_view kUsageRefused = "problem.usage_refused";
inline constexpr std::string_view kTwoBoxes = "problem.two_boxes";
inline constexpr std::string_view kLetterRefused = "problem.letter_refused";
inline constexpr std::string_view kDeviceRevoked = "problem.device_revoked";
inline constexpr std::string_view kDeviceUnknown = "problem.device_unknown";
}  // namespace problem

// Makes the problems of `key` exactly those with these subjects: what is over is cleared, what goes on
// keeps its `since`. Writes only when something differs.
Status SetProblems(storage::BoxState& state, std::string_view key, const std::vector<std::string>& subjects,
                   WallTime now);

}  // namespace lianxiao::sync
