#include "sync/rounds/scrub.h"

#include "sync/rounds/problems.h"
#include "sync/trust/trust_keeper.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kDamageSeen = "disk_damage";

}  // namespace

Result<bool> Scrub::Step(bool quiet) {
  const auto now = TrustedNow(parts_.state, parts_.clock);
  LIANXIAO_TRY(TellDamage(now, {}));
  const auto begun = parts_.clock.Now();
  // By a clock that woke up in 1970 everything was read in the future.
  if (!quiet || begun < next_ || parts_.clock.Wall() < now) return false;
  next_ = begun + kHourMs;  // If nothing is due, or the disk refuses.
  const auto own = own_.Step(now);
  if (!own) parts_.log.Warning(own.error().message);  // The lessons are looked after all the same.
  std::int64_t bytes = own.value_or(0);
  if (bytes > 0) {
    next_ = parts_.clock.Now() + bytes * kSecondMs / kScrubBytesPerSecond;
    return false;
  }
  for (;;) {
    LIANXIAO_ASSIGN(const auto oldest, parts_.library.LeastLatelyChecked());
    if (!oldest || now.ms - oldest->checked.ms < kScrubEveryMs) return false;
    LIANXIAO_ASSIGN(const bool damaged, Check(oldest->id, now));
    bytes += oldest->size_bytes;
    const auto ended = parts_.clock.Now();
    if (!damaged && ended - begun < kCommandStepMs && bytes < kScrubStepBytes) continue;
    next_ = ended + bytes * kSecondMs / kScrubBytesPerSecond;
    return damaged;
  }
}

// True: damaged, and gone.
Result<bool> Scrub::Check(const BlobId& blob, WallTime now) {
  LIANXIAO_ASSIGN(const auto name, NameOf(blob));
  const auto checked = parts_.library.Recheck(blob);
  if (checked || checked.error().code == ErrorCode::kNotFound) return false;  // Let go of meanwhile.
  if (checked.error().code != ErrorCode::kCorrupt) return Fail(checked.error().While("scrub"));
  parts_.log.Warning("the disk lost a file, which is fetched again: " + name);
  LIANXIAO_TRY(parts_.state.SetMoment(kDamageSeen, now));
  LIANXIAO_TRY(TellDamage(now, name));
  return true;
}

Result<std::string> Scrub::NameOf(const BlobId& blob) const {
  const auto use = parts_.catalog.UseOf(blob);
  if (!use && use.error().code != ErrorCode::kNotFound) return Fail(use.error());
  if (!use) return blob.Hex().substr(0, 16);
  LIANXIAO_ASSIGN(const auto entry, parts_.catalog.Find(use->resource));
  return entry.Shown().title + " (" + use->file.path + ")";
}

// A medium that lost one file may lose more: told for a month, with the last one's name.
Status Scrub::TellDamage(WallTime now, const std::string& subject) {
  if (!subject.empty()) return SetProblems(parts_.state, problem::kDiskDamage, {subject}, now);
  LIANXIAO_ASSIGN(const auto seen, parts_.state.Moment(kDamageSeen));
  if (!seen || now.ms - seen->ms < kScrubEveryMs) return {};
  return SetProblems(parts_.state, problem::kDiskDamage, {}, now);
}

}  // namespace lianxiao::sync
