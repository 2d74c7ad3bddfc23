// From single files to lessons and back: lays the wants of a resource together, has them arranged (queue.h),
// and gives the files in the order in which to fetch them, with a word on each lesson. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/blobs/planner.h"
#include "sync/plan/queue.h"

namespace lianxiao::sync {

// A lesson that waits or moves, as a person is told of it. Plain value.
struct QueueEntry {
  std::string resource, title;
  Rank rank = Rank::kSubscription;
  std::int64_t bytes = 0;  // Still to move.
  std::optional<WallTime> needed_by;
  Why why = Why::kBehind;
  std::optional<WallTime> until, expected, safely;  // As in Place.
  Promise promise = Promise::kNone;
  bool smaller = false;  // A smaller rendition comes first, to be there in time.
  bool operator==(const QueueEntry&) const = default;
};

struct OrderedWants {
  std::vector<Want> now;            // May move, first to fetch first.
  std::vector<Want> later;          // May not, for window, quota or turn.
  std::vector<QueueEntry> entries;  // One for each lesson, first to come first.
};

// `no_source`: blobs that were wrong at every place lately. `no_room`: resources that do not fit on the disk.
OrderedWants OrderWants(std::vector<Want> wants, const Forecast& forecast, const Gate& gate, WallTime now,
                        const std::function<bool(const BlobId&)>& no_source,
                        const std::function<bool(const std::string&)>& no_room = nullptr);

}  // namespace lianxiao::sync
