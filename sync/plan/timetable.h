// Which lessons of the timetable are brought in time, and in which size: the heart of queue.h. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sync/plan/queue.h"

namespace lianxiao::sync {

struct Admitted {
  std::vector<Place> first;     // In the order of fetching: in time, or at risk.
  std::vector<Place> too_late;  // No order; whole.
};

// `before`: bytes that move before any of these. `chosen`: items with a deadline and without trouble.
Admitted AdmitTimetable(std::span<const QueueItem> items, std::vector<std::size_t> chosen,
                        const Forecast& forecast, std::int64_t before, WallTime now);

}  // namespace lianxiao::sync
