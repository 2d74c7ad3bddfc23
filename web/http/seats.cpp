#include "web/http/seats.h"

namespace lianxiao::web {

Seats::Answer Seats::Take(int id, const std::string& address) {
  Answer answer;
  const auto here = of_address_.find(address);
  if (!address.empty() && here != of_address_.end() && here->second >= per_address_) {
    answer.let_go = LongestWaiting(&address);
    answer.welcome = answer.let_go.has_value();
  }
  // Who is only told to come back is not counted, and makes room like anyone who waits.
  const auto& counted = answer.welcome ? address : std::string();
  ++of_address_[counted];
  seats_[id] = {.address = counted, .waits_since = ++turn_};
  return answer;
}

void Seats::Works(int id) {
  if (const auto seat = seats_.find(id); seat != seats_.end()) seat->second.waits_since = 0;
}

void Seats::Waits(int id) {
  if (const auto seat = seats_.find(id); seat != seats_.end()) seat->second.waits_since = ++turn_;
}

void Seats::Leave(int id) {
  const auto seat = seats_.find(id);
  if (seat == seats_.end()) return;
  const auto here = of_address_.find(seat->second.address);
  if (--here->second == 0) of_address_.erase(here);
  seats_.erase(seat);
}

void Seats::Count(Seat& seat, const std::string& address) {
  const auto before = of_address_.find(seat.address);
  if (--before->second == 0) of_address_.erase(before);
  ++of_address_[address];
  seat.address = address;
}

std::optional<int> Seats::MakeRoom() { return LongestWaiting(nullptr); }

std::optional<int> Seats::LongestWaiting(const std::string* address) {
  std::map<int, Seat>::value_type* longest = nullptr;
  for (auto& entry : seats_) {
    const auto& seat = entry.second;
    if (seat.waits_since == 0 || seat.let_go || (address != nullptr && seat.address != *address)) continue;
    if (longest == nullptr || seat.waits_since < longest->second.waits_since) longest = &entry;
  }
  if (longest == nullptr) return std::nullopt;
  longest->second.let_go = true;
  Count(longest->second, {});  // Its place is free from now on, though its end may take a moment.
  return longest->first;
}

}  // namespace lianxiao::web
