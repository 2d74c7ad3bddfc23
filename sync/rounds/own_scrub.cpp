#include "sync/rounds/own_scrub.h"

#include "sync/offers/offer_round.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

Result<std::int64_t> OwnScrub::Step(WallTime now) {
  if (parts_.offers == nullptr) return 0;
  const auto begun = parts_.clock.Now();
  std::int64_t bytes = 0;
  for (;;) {
    LIANXIAO_ASSIGN(const auto oldest, parts_.offers->shelf.LeastLatelyChecked());
    if (!oldest || now.ms - oldest->checked.ms < kScrubEveryMs) break;
    LIANXIAO_TRY(Check(*oldest));
    bytes += oldest->size_bytes;
    if (parts_.clock.Now() - begun >= kCommandStepMs || bytes >= kScrubStepBytes) break;
  }
  LIANXIAO_TRY(Tell(now));
  return bytes;
}

Status OwnScrub::Check(const storage::CheckedCourseware& file) {
  const auto checked = parts_.offers->shelf.Recheck(file.blob);
  if (checked || checked.error().code == ErrorCode::kNotFound) return {};  // Deleted meanwhile.
  if (checked.error().code != ErrorCode::kCorrupt) return Fail(checked.error().While("scrub"));
  parts_.log.Error("the disk has changed a file of a teacher, who has to bring it again: " + file.blob.Hex());
  return {};
}

Status OwnScrub::Tell(WallTime now) {
  LIANXIAO_ASSIGN(const auto damaged, parts_.offers->shelf.Damaged());
  std::vector<std::string> subjects;
  for (const auto& item : damaged) subjects.push_back(item.details.title + " (" + item.file.name + ")");
  return SetProblems(parts_.state, problem::kOwnDamage, subjects, now);
}

}  // namespace lianxiao::sync
