// What a page may know of the lessons that wait: why, and when they come. Plain values, in the words of
// sync/plan/queue.h, for which the string catalogs have sentences below [waits].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"

namespace lianxiao::web {

struct WaitingLesson {
  std::string resource, title;
  std::string rank;        // "urgent", "timetable", "subscription", …
  std::int64_t bytes = 0;  // Still to come.
  std::optional<WallTime> needed_by;
  std::string why;                           // "moving", "behind", "window", "quota", …
  std::optional<WallTime> until;             // When that ends; none: not known.
  std::optional<WallTime> expected, safely;  // Likely, and with nine chances in ten; none: not in sight.
  std::string promise;                       // "none", "in_time", "at_risk", "too_late"
  bool smaller = false;                      // A smaller rendition comes first.
};

struct LineNow {
  bool open = true;                             // Lessons may come.
  std::string why = "moving";                   // If not.
  std::optional<WallTime> until;                // When what holds now changes; none: not in sight.
  std::int64_t bytes_per_second = 0;            // The cap in force; 0: none.
  std::int64_t quota_bytes = 0;                 // Of a period; 0: not metered.
  std::int64_t quota_used = 0, quota_left = 0;  // Left for lessons.
  std::optional<WallTime> quota_renews;
  std::int64_t speed = 0;  // Bytes per second, outages included.
  bool measured = false;   // Else a guess.
  // Why the county was out of reach, when that happened last ("name", "connect", …; sync/line/cut_kind.h);
  // empty: it never was since the box began. And as in the log.
  std::string cut, cut_words;
  std::optional<WallTime> cut_at;
};

struct QueueNow {
  LineNow line;
  std::vector<WaitingLesson> lessons;  // First to come first; at most 100.
  std::int64_t total = 0;
};

}  // namespace lianxiao::web
