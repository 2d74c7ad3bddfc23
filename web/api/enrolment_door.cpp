#include "web/api/enrolment_door.h"

#include <algorithm>

namespace lianxiao::web {

bool EnrolmentDoor::MayTry(const std::string& peer, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = tries_.find(peer);
  return found == tries_.end() || found->second.wrong < kWrongTries || now - found->second.since >= kWaitMs;
}

void EnrolmentDoor::NoteWrong(const std::string& peer, Instant now) {
  const std::lock_guard lock(mutex_);
  if (tries_.size() >= kAddresses && !tries_.contains(peer)) {
    tries_.erase(std::ranges::min_element(
        tries_, [](const auto& a, const auto& b) { return a.second.since < b.second.since; }));
  }
  auto& tries = tries_[peer];
  if (tries.wrong == 0 || now - tries.since >= kWaitMs) tries = {now, 0};
  ++tries.wrong;
}

}  // namespace lianxiao::web
