#include "sync/plan/queue.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <tuple>

#include "sync/plan/timetable.h"
#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

// When an item without a deadline is as good as due. A wish with one is a unit of the teaching progress.
std::int64_t SoftDue(const QueueItem& item, std::int64_t bytes, WallTime now) {
  if (item.rank == Rank::kWish && item.needed_by) return item.needed_by->ms;
  const auto since = std::clamp(item.since.ms, now.ms - kSoftAgeMs, now.ms);
  const auto days = bytes / kSoftBytesPerDay;
  return since + days * kDayMs + bytes % kSoftBytesPerDay * kDayMs / kSoftBytesPerDay;
}

// What is left of the timetable stands with the subscriptions: behind what somebody asked for.
Rank SoftRank(const QueueItem& item) {
  return item.rank == Rank::kTimetable ? Rank::kSubscription : item.rank;
}

constexpr WallTime kNever{std::numeric_limits<std::int64_t>::max()};

class Arranger {
 public:
  Arranger(std::span<const QueueItem> items, const Forecast& forecast, const Gate& gate, WallTime now)
      : items_(items), forecast_(forecast), gate_(gate), now_(now) {}

  std::vector<Place> Run() {
    for (std::size_t i = 0; i < items_.size(); ++i) Sort(i);
    for (auto* places : {&first_, &urgent_}) SortByDeadline(*places);
    Append(first_);
    Append(urgent_);
    const auto admitted = AdmitTimetable(items_, timetable_, forecast_, bytes_, now_);
    Append(admitted.first);
    // What falls back is whole only later; what comes too late is still worth having.
    for (const auto& place : admitted.first) {
      if (place.part != Place::Part::kSmaller) continue;
      const auto& item = items_[place.item];
      others_.push_back({.item = place.item, .part = Place::Part::kRest, .bytes = item.bytes - place.bytes});
    }
    others_.insert(others_.end(), admitted.too_late.begin(), admitted.too_late.end());
    SortSoftly(others_);
    Append(others_, Purse::kSpare);
    for (auto& place : without_room_) {
      place.why = Why::kNoSpace;
      places_.push_back(place);
    }
    for (auto& place : without_source_) {
      place.why = Why::kNoSource;
      places_.push_back(place);
    }
    return std::move(places_);
  }

 private:
  void Sort(std::size_t i) {
    const auto& item = items_[i];
    const Place place{.item = i, .bytes = item.bytes};
    if (item.no_source) {
      without_source_.push_back(place);
    } else if (item.no_room) {
      without_room_.push_back(place);
    } else if (item.rank < Rank::kUrgent) {
      first_.push_back(place);
    } else if (item.rank == Rank::kUrgent) {
      urgent_.push_back(place);
    } else if (item.rank == Rank::kTimetable && item.needed_by) {
      timetable_.push_back(i);
    } else {
      others_.push_back(place);
    }
  }

  void SortByDeadline(std::vector<Place>& places) const {
    std::ranges::sort(places, {}, [&](const Place& place) {
      const auto& item = items_[place.item];
      return std::tuple(item.rank, item.needed_by.value_or(kNever), place.bytes, place.item);
    });
  }

  void SortSoftly(std::vector<Place>& places) const {
    std::ranges::sort(places, {}, [&](const Place& place) {
      const auto& item = items_[place.item];
      return std::tuple(SoftRank(item), SoftDue(item, place.bytes, now_), place.item);
    });
  }

  void Append(const std::vector<Place>& places, Purse of_most = Purse::kContent) {
    for (auto place : places) {
      const auto start = bytes_;
      // A person waits for a wish.
      const auto purse = items_[place.item].rank == Rank::kWish ? Purse::kContent : of_most;
      bytes_ += place.bytes;
      place.purse = purse;
      place.expected = forecast_.Expected(bytes_, purse);
      place.safely = forecast_.ExpectedSafely(bytes_, purse);
      Explain(place, start);
      JudgeUrgent(place);
      places_.push_back(place);
    }
  }

  void Explain(Place& place, std::int64_t start) const {
    const auto rank = items_[place.item].rank;
    const bool free = rank < Rank::kUrgent || (rank == Rank::kUrgent && gate_.urgent_now);
    if (!gate_.space) {
      place.why = Why::kNoSpace;
      place.expected = place.safely = std::nullopt;
    } else if (!gate_.peer_online) {
      place.why = Why::kPeerOffline;
    } else if (!free && !gate_.window) {
      place.why = Why::kWindow;
      place.until = gate_.window_opens;
    } else if (!free && !gate_.quota) {
      place.why = Why::kQuota;
      place.until = gate_.quota_renews;
    } else if (!free && place.purse == Purse::kSpare && !gate_.spare) {
      place.why = Why::kQuota;
      place.until = gate_.spare_again;
    } else if (!free && gate_.own_turn) {
      place.why = Why::kOwnTurn;
      place.until = gate_.own_turn;
    } else if (start > 0) {
      place.why = Why::kBehind;
      place.until = forecast_.Expected(start, place.purse);
    } else {
      place.why = Why::kMoving;
    }
  }

  // The others with a deadline were judged when they were let in.
  void JudgeUrgent(Place& place) const {
    const auto& item = items_[place.item];
    if (!item.needed_by || place.promise != Promise::kNone || place.part == Place::Part::kRest) return;
    const auto by = [&](const std::optional<WallTime>& at) { return at && *at <= *item.needed_by; };
    place.promise = by(place.safely)     ? Promise::kInTime
                    : by(place.expected) ? Promise::kAtRisk
                                         : Promise::kTooLate;
  }

  std::span<const QueueItem> items_;
  const Forecast& forecast_;
  const Gate& gate_;
  WallTime now_;
  std::vector<Place> first_, urgent_, others_, without_room_, without_source_, places_;
  std::vector<std::size_t> timetable_;
  std::int64_t bytes_ = 0;  // Of all places so far.
};

}  // namespace

std::string_view Word(Why why) {
  switch (why) {
    case Why::kMoving: return "moving";
    case Why::kBehind: return "behind";
    case Why::kWindow: return "window";
    case Why::kOwnTurn: return "own_turn";
    case Why::kQuota: return "quota";
    case Why::kNoSpace: return "no_space";
    case Why::kPeerOffline: return "peer_offline";
    case Why::kNoSource: return "no_source";
  }
  std::abort();  // No default above, so that a new reason fails to compile here.
}

std::string_view Word(Rank rank) {
  switch (rank) {
    case Rank::kReceipts: return "receipts";
    case Rank::kMetadata: return "metadata";
    case Rank::kWithdrawal: return "withdrawal";
    case Rank::kUrgent: return "urgent";
    case Rank::kTimetable: return "timetable";
    case Rank::kWish: return "wish";
    case Rank::kSubscription: return "subscription";
    case Rank::kPrefetch: return "prefetch";
  }
  std::abort();
}

std::string_view Word(Promise promise) {
  switch (promise) {
    case Promise::kNone: return "none";
    case Promise::kInTime: return "in_time";
    case Promise::kAtRisk: return "at_risk";
    case Promise::kTooLate: return "too_late";
  }
  std::abort();
}

Precedence PrecedenceOf(const QueueItem& item, WallTime now) {
  if (item.no_source || item.no_room) return {Rank::kPrefetch, kNever.ms, item.bytes};
  const bool by_deadline = item.rank <= Rank::kUrgent || (item.rank == Rank::kTimetable && item.needed_by);
  if (by_deadline) return {item.rank, item.needed_by.value_or(kNever).ms, item.bytes};
  return {SoftRank(item), SoftDue(item, item.bytes, now), item.bytes};
}

std::vector<Place> Arrange(std::span<const QueueItem> items, const Forecast& forecast, const Gate& gate,
                           WallTime now) {
  return Arranger(items, forecast, gate, now).Run();
}

}  // namespace lianxiao::sync
