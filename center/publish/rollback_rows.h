// What the workshop's tables know for going back. Plain functions, to be used within one Workshop::Read or
// storage::LookInto.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "center/publish/rollback.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"

namespace lianxiao::center {

// The workshop's schema must be so far for these.
inline constexpr std::int64_t kRollbackSteps = 5;

// Bundles as boxes see or will see them; with none ever set, the one that asks for everything.
Result<std::vector<formats::Bundle>> CurrentBundles(storage::Connection& connection);
// The newest published version first, at most kKeptVersions.
Result<LessonVersions> VersionsOf(storage::Connection& connection, const std::string& id);

// kNotFound "rollback.unknown", "rollback.nothing"; kInvalid "rollback.same"; kRefused "rollback.large" when
// more than `most_lessons` changed last.
Result<RollbackPlan> PlanOfBundle(storage::Connection& connection, const std::string& id,
                                  std::size_t most_lessons = std::numeric_limits<std::size_t>::max());
Result<RollbackPlan> PlanOfLesson(storage::Connection& connection, const std::string& id,
                                  std::optional<std::int64_t> to_version);

// kNotFound "rollback.blobs_gone": a file of an old version is not in the repository of this county any more.
Status CheckFilesOf(storage::Disk& disk, const std::string& county, const RollbackPlan& plan);

// A lesson that has an older version.
struct LessonWithPast {
  std::string id, title;
  std::int64_t version = 0;
  bool withdrawn = false;
  WallTime published;
};
// Published last first; `words`: only those whose number or title has them.
Result<std::vector<LessonWithPast>> LessonsWithPast(storage::Connection& connection, std::string_view words,
                                                    std::int64_t limit);

}  // namespace lianxiao::center
