// Numbers somebody chose for the plan, each with its reason. What a technician may want to change is in the
// settings instead.
#pragma once

#include <cstddef>
#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

// Carriers bill IP packets, we count HTTP. A full packet of 1,448 bytes has 52 of headers (3.6 %), and every
// second one is answered by 52 more (1.8 %); the rest is for what was sent twice.
inline constexpr std::int64_t kPacketPermille = 65;
// The present period, and what a clock that was set back left ahead of it.
inline constexpr std::size_t kQuotaPeriodsKept = 14;

// Goodput is judged in spans of this length: long enough that a cut of seconds every 20 s is part of the
// speed and not an outage, short enough that an hour's class shows.
inline constexpr std::int64_t kGoodputSpanMs = 10 * kMinuteMs;
// A first, rough figure after so long.
inline constexpr std::int64_t kGoodputFirstMs = 20 * kSecondMs;
// The speed is an average over about so many spans (8 h of fetching), whether the line is there over a week
// of them: a day without a line must not halve the speed that is believed, but weekly outages must count.
inline constexpr std::int64_t kSpeedSpans = 48;
inline constexpr std::int64_t kThereSpans = 1'008;
// Spans an hour apart are taken to vary freely of each other; within the hour the same class or cut lasts.
inline constexpr std::int64_t kFreeMs = kHourMs;
// Where nothing was measured yet: a line of 1 Mbit/s, the weakest that counties name; and it may be half.
inline constexpr std::int64_t kUnknownBytesPerSecond = 125'000;
// A safe speed is never taken to be less than this share of the mean: a forecast of "never" helps nobody.
inline constexpr std::int64_t kLeastSafePercent = 20;

// How far forecasts look. Two billing periods: what does not come by then is called "not in sight".
inline constexpr std::int64_t kHorizonMs = 62 * kDayMs;

// Without a deadline the order is by age and size: a lesson is as good as due after the time that its bytes
// would take at this speed (100 MB a day), counted from its publishing. So small ones come first, and a large
// one is never overtaken for ever.
inline constexpr std::int64_t kSoftBytesPerDay = 100'000'000;
// Older than this counts as this old, or a new box would fetch the oldest lessons of the county first.
inline constexpr std::int64_t kSoftAgeMs = 30 * kDayMs;

// Lessons that do not surely come in time and are tried one by one for a lucky place. More than this at once
// is no timetable but a first sync, and each try costs time on a small board.
inline constexpr std::size_t kMostAtRisk = 200;

// Boxes begin within so much of an opening, or a quarter of the window where that is less.
inline constexpr std::int64_t kSpreadMs = 30 * kMinuteMs;

// A round trip that rose by this much is a queue of our making or the class's: a page with ten objects, one
// after the other, takes a second longer.
inline constexpr std::int64_t kYieldAtMs = 100;
// The least round trip over so long is the line without a queue.
inline constexpr std::int64_t kBaseMs = 10 * kMinuteMs;
// Judged so often: a few round trips of half a second, so that a change has shown before the next one.
inline constexpr std::int64_t kYieldStepMs = 2 * kSecondMs;
// Down to the half within two steps, back up over half a minute: a class that works shows at once, its end
// can wait.
inline constexpr std::int64_t kYieldFallPercent = 70;
inline constexpr std::int64_t kYieldRisePercent = 5;
// Not less than this: 64 kbit/s, so that a long lesson day still brings 200 MB.
inline constexpr std::int64_t kYieldLeast = 8'000;

// One part in so many of what lessons may take stays free of those that nobody needs by a certain hour. A new
// version needs its own room while the old one is still shown; without this a full disk would never see one.
inline constexpr std::int64_t kUpdatesOneIn = 20;

// Where both directions wait, each gets its turn for so many bytes: half a minute of 1 Mbit/s.
inline constexpr std::int64_t kTurnBytes = 4 << 20;

}  // namespace lianxiao::sync
