#include "web/http/body_room.h"

namespace lianxiao::web {

std::shared_ptr<BodyRoom> BodyRoom::Make(std::int64_t most_bytes, std::int64_t most_of_one) {
  return std::shared_ptr<BodyRoom>(new BodyRoom(most_bytes, most_of_one));
}

BodyRoom::Place BodyRoom::Take(const std::string& address, std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > most_bytes_ - taken_) return nullptr;
  if (!address.empty()) {
    auto& of_one = of_address_[address];
    if (bytes > most_of_one_ - of_one) return nullptr;
    of_one += bytes;
  }
  taken_ += bytes;
  return Place(this, [room = shared_from_this(), address, bytes](void*) { room->GiveBack(address, bytes); });
}

std::int64_t BodyRoom::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

void BodyRoom::GiveBack(const std::string& address, std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  taken_ -= bytes;
  const auto of_one = of_address_.find(address);
  if (of_one != of_address_.end() && (of_one->second -= bytes) <= 0) of_address_.erase(of_one);
}

}  // namespace lianxiao::web
