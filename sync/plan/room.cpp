#include "sync/plan/room.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

// 0 goes first.
constexpr int Turn(const std::optional<Rank>& rank) {
  return rank ? 1 + static_cast<int>(Rank::kPrefetch) - static_cast<int>(*rank) : 0;
}

// Those that may make way, and those that do.
class Leavers {
 public:
  explicit Leavers(std::span<const HeldLesson> held) : held_(held) {
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (held[i].kept || held[i].bytes <= 0) continue;
      order_.push_back(i);
      bytes_[Turn(held[i].rank)] += held[i].bytes;
    }
    std::ranges::sort(order_, {}, [&](std::size_t i) {
      const auto& lesson = held_[i];
      return std::tuple(Turn(lesson.rank), lesson.last_used, lesson.times_used, std::string_view(lesson.id));
    });
  }

  // How much would make way for whoever comes after `turns` of them.
  std::int64_t Available(int turns) const {
    std::int64_t available = 0;
    for (const auto& [turn, bytes] : bytes_) available += turn < turns ? bytes : 0;
    return available;
  }

  // At least `bytes`, if there are so many. Whoever would go in vain stays, the most valuable first.
  std::vector<std::string> Take(std::int64_t bytes, int turns, std::string_view not_this) {
    std::vector<std::size_t> taken;  // Places in order_.
    std::int64_t sum = 0;
    for (std::size_t at = 0; at < order_.size() && sum < bytes; ++at) {
      const auto& lesson = held_[order_[at]];
      if (Turn(lesson.rank) >= turns) break;
      if (lesson.id == not_this) continue;
      taken.push_back(at);
      sum += lesson.bytes;
    }
    for (auto at = taken.size(); at-- > 0;) {
      const auto own = held_[order_[taken[at]]].bytes;
      if (sum - own < bytes) continue;
      sum -= own;
      taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return Remove(taken);
  }

  std::int64_t BytesOf(const std::vector<std::string>& ids) const {
    std::int64_t bytes = 0;
    for (const auto& id : ids) bytes += gone_.at(id);
    return bytes;
  }
  bool IsGone(const std::string& id) const { return gone_.contains(id); }

 private:
  std::vector<std::string> Remove(const std::vector<std::size_t>& taken) {
    std::vector<std::string> ids;
    for (const auto at : taken) {
      const auto& lesson = held_[order_[at]];
      ids.push_back(lesson.id);
      gone_[lesson.id] = lesson.bytes;
      bytes_[Turn(lesson.rank)] -= lesson.bytes;
    }
    std::erase_if(order_, [&](std::size_t i) { return gone_.contains(held_[i].id); });
    return ids;
  }

  std::span<const HeldLesson> held_;
  std::vector<std::size_t> order_;     // First to go first.
  std::map<int, std::int64_t> bytes_;  // By turn, of those in order_.
  std::unordered_map<std::string, std::int64_t> gone_;
};

// What must stay free beside a lesson.
std::int64_t Reserve(const WantedLesson& lesson, const DiskRoom& room) {
  if (lesson.update || lesson.rank < Rank::kSubscription) return 0;
  const auto reserve = std::max<std::int64_t>(room.capacity, 0) / kUpdatesOneIn;
  return lesson.made_way ? 2 * reserve : reserve;
}

// Those before this turn make way for it. What made way once moves only what nobody asks for, unless it ranks
// higher now.
int TurnsBefore(const WantedLesson& lesson) {
  return lesson.made_way && lesson.rank >= Rank::kSubscription ? 1 : Turn(lesson.rank);
}

std::vector<std::string> TakeAtOnce(Leavers& leavers, const DiskRoom& room) {
  constexpr int kAll = Turn(Rank::kReceipts) + 1;
  if (room.left < 0 && leavers.Available(kAll) >= -room.left) return leavers.Take(-room.left, kAll, {});
  if (room.logs_lack > 0) return leavers.Take(room.logs_lack, kAll, {});
  return {};
}

}  // namespace

RoomPlan PlanRoom(std::span<const WantedLesson> wanted, std::span<const HeldLesson> held,
                  const DiskRoom& room) {
  RoomPlan plan;
  Leavers leavers(held);
  plan.at_once = TakeAtOnce(leavers, room);
  auto left = room.left + leavers.BytesOf(plan.at_once);
  for (const auto& lesson : wanted) {
    const auto turns = TurnsBefore(lesson);
    const auto need = lesson.bytes + Reserve(lesson, room);
    const auto could_have = left + leavers.Available(turns);
    RoomPlan::Fit fit{lesson.id, {}};
    if (left < need && could_have >= need) fit.makes_way = leavers.Take(need - left, turns, lesson.id);
    left += leavers.BytesOf(fit.makes_way);
    // What goes for another must not come back within the same hour.
    if (left < need || leavers.IsGone(lesson.id)) {
      plan.no_room.push_back({lesson.id, need, could_have});
      continue;
    }
    left -= lesson.bytes;
    plan.fits.push_back(std::move(fit));
  }
  return plan;
}

}  // namespace lianxiao::sync
