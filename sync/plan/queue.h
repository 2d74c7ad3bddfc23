// In which order what is wanted comes, why each thing waits, and when it will be here. Pure: from what is
// wanted, what the line can be expected to carry, and what it may carry now.
//
//   receipts and logs ▸ metadata ▸ withdrawals ▸ urgent ▸ timetable ▸ wishes ▸ subscriptions ▸ prefetch
//
// Within the timetable the earliest deadline comes first, among those that can be met: by the rule of Moore
// and Hodgson (Moore 1968, An n job, one machine sequencing algorithm …) the largest make way until the rest
// fits, which keeps the most lessons in time. First a large one is put off for a smaller rendition of itself.
// What cannot be met stays wanted, behind the wishes, and is flagged days ahead for a stick.
//
// Everything else goes by age and size (kSoftBytesPerDay): small ones early, a large one never overtaken for
// ever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/base/time.h"
#include "sync/plan/forecast.h"

namespace lianxiao::sync {

enum class Rank {
  kReceipts,
  kMetadata,
  kWithdrawal,
  kUrgent,
  kTimetable,
  kWish,
  kSubscription,
  kPrefetch,
};

struct QueueItem {
  Rank rank = Rank::kSubscription;
  std::int64_t bytes = 0;  // Still to move.
  // What would do for the lesson as well: a smaller rendition with all it needs. Largest first.
  std::vector<std::int64_t> smaller;
  std::optional<WallTime> needed_by;
  WallTime since;          // Wanted or published since; its age counts.
  bool no_source = false;  // No place has it whole and right: it does not move whatever the line does.
  bool no_room = false;    // It does not fit on the disk, nor does anything make way for it.
};

// Where an item stands among others whatever the line is like; smaller comes first. Of a hundred thousand
// only the first few thousand are worth arranging, and these are first by this.
struct Precedence {
  Rank rank = Rank::kPrefetch;
  std::int64_t due = 0;  // By its deadline, or by age and size.
  std::int64_t bytes = 0;
  auto operator<=>(const Precedence&) const = default;
};
Precedence PrecedenceOf(const QueueItem& item, WallTime now);

// What may move at this moment.
struct Gate {
  bool window = true;                    // The window is open.
  std::optional<WallTime> window_opens;  // When not; nothing: not in sight.
  std::optional<WallTime> own_turn;      // The window is open, our turn in it comes then (spread.h).
  bool quota = true;                     // Lessons have bytes left.
  WallTime quota_renews;
  bool spare = true;  // And those that nobody needs by a certain hour.
  WallTime spare_again;
  bool urgent_now = true;   // Urgent bundles may move, whatever stands above.
  bool peer_online = true;  // Somebody answers.
  bool space = true;        // The disk takes more.
  bool Lessons() const { return window && !own_turn && quota; }
  // What may move is the same; the times are of no interest.
  bool OpensAs(const Gate& other) const {
    return window == other.window && own_turn.has_value() == other.own_turn.has_value() &&
           quota == other.quota && spare == other.spare && urgent_now == other.urgent_now;
  }
};

enum class Why {
  kMoving,
  kBehind,  // Something else comes first.
  kWindow,
  kOwnTurn,
  kQuota,
  kNoSpace,
  kPeerOffline,
  kNoSource,
};
std::string_view Word(Why why);    // "moving", "behind", "window", "own_turn", "quota", …
std::string_view Word(Rank rank);  // "receipts", "metadata", …

enum class Promise {
  kNone,     // Nobody named a time.
  kInTime,   // With nine chances in ten or better.
  kAtRisk,   // As the line was lately it comes in time, with bad luck not.
  kTooLate,  // It does not: send a stick.
};
std::string_view Word(Promise promise);  // "none", "in_time", "at_risk", "too_late"

// One item's place. An item that falls back has two: the smaller rendition, and later the rest.
struct Place {
  std::size_t item = 0;  // In the span given.
  enum class Part { kWhole, kSmaller, kRest } part = Part::kWhole;
  std::size_t smaller = 0;  // Of kSmaller: which one.
  std::int64_t bytes = 0;
  Purse purse = Purse::kContent;  // Of the quota.
  Why why = Why::kBehind;
  std::optional<WallTime> until;     // When that ends; nothing: nobody knows.
  std::optional<WallTime> expected;  // As likely earlier as later; nothing: not in sight.
  std::optional<WallTime> safely;    // With nine chances in ten.
  Promise promise = Promise::kNone;
};

// First to come first; every item has a place, those in trouble too.
std::vector<Place> Arrange(std::span<const QueueItem> items, const Forecast& forecast, const Gate& gate,
                           WallTime now);

}  // namespace lianxiao::sync
