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
inline constexpr std::string_view kMetadataExpired = "problem.metadata_expired";
inline constexpr std::string_view kBlobCorrupt = "problem.blob_corrupt";
inline constexpr std::string_view kNoSpace = "problem.no_space";
inline constexpr std::string_view kOffline = "problem.offline";
inline constexpr std::string_view kClock = "problem.clock";
inline constexpr std::string_view kUsageRefused = "problem.usage_refused";
}  // namespace problem

// Makes the problems of `key` exactly those with these subjects: what is over is cleared, what goes on
// keeps its `since`. Writes only when something differs.
Status SetProblems(storage::BoxState& state, std::string_view key, const std::vector<std::string>& subjects,
                   WallTime now);

}  // namespace lianxiao::sync
