#include "sync/plan/timetable.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

struct Job {
  std::size_t item = 0;
  const QueueItem* wanted = nullptr;
  std::optional<std::size_t> smaller;  // The rendition taken; none: whole.
  std::int64_t safely_by = 0;          // What surely has come by its deadline.
  std::int64_t likely_by = 0;          // And what is likely to have.
  bool at_risk = false;                // Its own deadline is not counted on.

  std::int64_t Bytes() const { return smaller ? wanted->smaller[*smaller] : wanted->bytes; }
  std::optional<std::size_t> NextSmaller() const {
    const auto next = smaller ? *smaller + 1 : 0;
    return next < wanted->smaller.size() ? std::optional(next) : std::nullopt;
  }
  std::int64_t Saving() const {
    const auto next = NextSmaller();
    return next ? Bytes() - wanted->smaller[*next] : 0;
  }
};
using Jobs = std::vector<Job>;  // By deadline.

// Lets the jobs up to here fit by shrinking the one that saves most, and when none can shrink any more by
// giving up the largest.
void MakeFit(Jobs& jobs, std::int64_t before, std::int64_t limit, Jobs& given_up) {
  auto bytes = before;
  for (const auto& job : jobs) bytes += job.Bytes();
  while (bytes > limit && !jobs.empty()) {
    const auto most = std::ranges::max_element(jobs, {}, &Job::Saving);
    if (most->Saving() > 0) {
      bytes -= most->Saving();
      most->smaller = most->NextSmaller();
      continue;
    }
    const auto largest = std::ranges::max_element(jobs, {}, &Job::Bytes);
    bytes -= largest->Bytes();
    largest->smaller.reset();
    given_up.push_back(*largest);
    jobs.erase(largest);
  }
}

bool AllSafe(const Jobs& jobs, std::int64_t before) {
  auto bytes = before;
  return std::ranges::all_of(jobs, [&](const Job& job) {
    bytes += job.Bytes();
    return job.at_risk || bytes <= job.safely_by;
  });
}

// Those that were shrunk for one that was then given up after all.
void GrowBack(Jobs& jobs, std::int64_t before) {
  for (auto& job : jobs) {
    const auto kept = job.smaller;
    if (!kept) continue;
    job.smaller.reset();
    if (!AllSafe(jobs, before)) job.smaller = kept;
  }
}

// At its own place in the order of deadlines if that endangers nobody; else behind all that are safe.
std::optional<Jobs> WithAtRisk(const Jobs& jobs, Job job, std::int64_t before) {
  job.at_risk = true;
  const auto in_order = std::ranges::find_if(
      jobs, [&](const Job& other) { return other.wanted->needed_by > job.wanted->needed_by; });
  for (const auto offset : {in_order - jobs.begin(), jobs.end() - jobs.begin()}) {
    auto more = jobs;
    more.insert(more.begin() + offset, job);
    auto bytes = before;
    for (auto other = more.begin(); other <= more.begin() + offset; ++other) bytes += other->Bytes();
    if (bytes <= job.likely_by && AllSafe(more, before)) return more;
  }
  return std::nullopt;
}

Place PlaceOf(const Job& job, Promise promise) {
  return {.item = job.item,
          .part = job.smaller ? Place::Part::kSmaller : Place::Part::kWhole,
          .smaller = job.smaller.value_or(0),
          .bytes = job.Bytes(),
          .promise = promise};
}

}  // namespace

Admitted AdmitTimetable(std::span<const QueueItem> items, std::vector<std::size_t> chosen,
                        const Forecast& forecast, std::int64_t before, WallTime now) {
  std::ranges::sort(chosen, {},
                    [&](std::size_t i) { return std::tuple(items[i].needed_by, items[i].bytes, i); });
  Jobs jobs, given_up;
  Admitted admitted;
  for (const auto i : chosen) {
    Job job{.item = i, .wanted = &items[i]};
    if (*job.wanted->needed_by <= now) {
      admitted.too_late.push_back(PlaceOf(job, Promise::kTooLate));
      continue;
    }
    job.safely_by = forecast.BytesSafelyBy(*job.wanted->needed_by);
    job.likely_by = forecast.BytesBy(*job.wanted->needed_by);
    jobs.push_back(job);
    MakeFit(jobs, before, job.safely_by, given_up);
  }
  GrowBack(jobs, before);

  // Small ones first: more of them fit into what is left.
  std::ranges::sort(given_up, {}, &Job::Bytes);
  std::size_t tried = 0;
  for (auto job : given_up) {
    std::optional<Jobs> with;
    if (tried++ < kMostAtRisk) with = WithAtRisk(jobs, job, before);
    while (!with && tried <= kMostAtRisk && job.NextSmaller()) {
      job.smaller = job.NextSmaller();
      with = WithAtRisk(jobs, job, before);
    }
    if (with) {
      jobs = std::move(*with);
    } else {
      job.smaller.reset();
      admitted.too_late.push_back(PlaceOf(job, Promise::kTooLate));
    }
  }
  for (const auto& job : jobs) {
    admitted.first.push_back(PlaceOf(job, job.at_risk ? Promise::kAtRisk : Promise::kInTime));
  }
  return admitted;
}

}  // namespace lianxiao::sync
