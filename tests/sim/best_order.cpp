// What could be reached by who knows the whole year (school_year.h).
#include <algorithm>
#include <numeric>
#include <queue>
#include <utility>

#include "tests/sim/school_year.h"

namespace lianxiao::sim {
namespace {

constexpr std::int64_t kSlotMs = 10 * kMinuteMs;

// What the line carries for lessons in each ten minutes, were it busy all the time; and the quota's limits.
struct Capacity {
  std::vector<Slot> slots;  // Open ones.
  std::vector<LocalDay> month;
  std::int64_t of_month = sync::kNoQuota;  // In bytes of HTTP.
};

Capacity CapacityOf(const Year& year) {
  Capacity capacity;
  const sync::Quota quota(year.quota, year.windows.zone());
  if (quota.metered()) capacity.of_month = quota.ContentOfPeriod() * 1000 / 1065;
  for (const auto& slot : year.slots) {
    if (!year.windows.At(slot.at).open) continue;
    capacity.slots.push_back(slot);
    capacity.month.push_back(quota.Period(slot.at));
  }
  return capacity;
}

std::vector<Lesson> Timetabled(const Year& year) {
  std::vector<Lesson> lessons;
  for (const auto& lesson : year.lessons) {
    if (lesson.needed_by && *lesson.needed_by < year.end) lessons.push_back(lesson);
  }
  return lessons;
}

// Earliest deadline first through the year, of the `chosen` lessons.
class Attempt {
 public:
  Attempt(const Capacity& capacity, const std::vector<Lesson>& lessons, const std::vector<bool>& chosen)
      : capacity_(capacity), lessons_(lessons), chosen_(chosen) {
    for (const auto& lesson : lessons) left_.push_back(lesson.bytes);
  }

  // All in time: true. Else who is best left out: the largest of the busy time before the first failure, of
  // those that had to come no later than the one that failed.
  bool Succeeds() {
    for (std::size_t i = 0; i < capacity_.slots.size(); ++i) {
      const auto now = capacity_.slots[i].at;
      if (i == 0 || capacity_.month[i] != capacity_.month[i - 1]) month_left_ = capacity_.of_month;
      TakeIn(now);
      if (Failed(now)) return false;
      Move(now, capacity_.slots[i].bytes);
    }
    return waiting_.empty() || !Failed({waiting_.top().first + 1});
  }
  std::size_t LeaveOut() const {
    const auto failed = waiting_.top();
    auto largest = failed.second;
    for (const auto i : busy_) {
      if (lessons_[i].needed_by->ms > failed.first) continue;
      if (lessons_[i].bytes > lessons_[largest].bytes) largest = i;
    }
    return largest;
  }

 private:
  void TakeIn(WallTime now) {
    for (; next_ < lessons_.size() && lessons_[next_].published <= now; ++next_) {
      if (chosen_[next_]) waiting_.push({lessons_[next_].needed_by->ms, next_});
    }
  }
  bool Failed(WallTime now) const { return !waiting_.empty() && waiting_.top().first < now.ms + kSlotMs; }
  void Move(WallTime, std::int64_t line) {
    while (!waiting_.empty()) {
      const auto i = waiting_.top().second;
      const auto bytes = std::min({line, left_[i], month_left_});
      if (bytes == 0) return;
      if (busy_.empty() || busy_.back() != i) busy_.push_back(i);
      line -= bytes;
      left_[i] -= bytes;
      if (month_left_ != sync::kNoQuota) month_left_ -= bytes;
      if (left_[i] == 0) waiting_.pop();
    }
    if (line > 0) busy_.clear();
  }

  const Capacity& capacity_;
  const std::vector<Lesson>& lessons_;
  const std::vector<bool>& chosen_;
  using Due = std::pair<std::int64_t, std::size_t>;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> waiting_;
  std::vector<std::int64_t> left_;
  std::vector<std::size_t> busy_;
  std::size_t next_ = 0;
  std::int64_t month_left_ = 0;
};

}  // namespace

int BestKnown(const Year& year) {
  const auto capacity = CapacityOf(year);
  const auto lessons = Timetabled(year);
  std::vector<bool> chosen(lessons.size(), true);
  for (;;) {
    Attempt attempt(capacity, lessons, chosen);
    if (attempt.Succeeds()) break;
    chosen[attempt.LeaveOut()] = false;
  }
  // Some may come back after all, the smallest first.
  std::vector<std::size_t> by_size(lessons.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::ranges::sort(by_size, {}, [&](std::size_t i) { return lessons[i].bytes; });
  for (const auto i : by_size) {
    if (chosen[i]) continue;
    chosen[i] = true;
    if (!Attempt(capacity, lessons, chosen).Succeeds()) chosen[i] = false;
  }
  return static_cast<int>(std::ranges::count(chosen, true));
}

// Moore and Hodgson, which is exact when everything is there from the first day.
int NoOrderIsBetter(const Year& year) {
  const auto capacity = CapacityOf(year);
  auto lessons = Timetabled(year);
  std::ranges::sort(lessons, {}, &Lesson::needed_by);
  std::priority_queue<std::int64_t> taken;
  std::int64_t line = 0, month_left = 0, bytes = 0;
  std::size_t slot = 0;
  for (const auto& lesson : lessons) {
    for (; slot < capacity.slots.size() && capacity.slots[slot].at + kSlotMs <= *lesson.needed_by; ++slot) {
      if (slot == 0 || capacity.month[slot] != capacity.month[slot - 1]) month_left = capacity.of_month;
      const auto more = std::min(capacity.slots[slot].bytes, month_left);
      line += more;
      if (month_left != sync::kNoQuota) month_left -= more;
    }
    taken.push(lesson.bytes);
    bytes += lesson.bytes;
    if (bytes <= line) continue;
    bytes -= taken.top();
    taken.pop();
  }
  return static_cast<int>(taken.size());
}

}  // namespace lianxiao::sim
