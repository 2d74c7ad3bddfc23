#include "daemon/box_stick.h"

#include <cstdlib>

#include "daemon/console.h"

namespace lianxiao::daemon {
namespace {

using State = sync::StickVisit::State;

const char* Word(State state) {
  switch (state) {
    case State::kWaiting: return "waiting";
    case State::kReading: return "reading";
    case State::kRead: return "read";
    case State::kFailed: return "failed";
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

}  // namespace

Result<web::StickAtBox::Load> BoxStick::LoadStick() {
  LIANXIAO_ASSIGN(auto load, engine_.LoadStick());
  Load out{.device = std::move(load.device),
           .batches = {},
           .status = std::move(load.status),
           .holdings = std::move(load.holdings),
           .post = std::move(load.post)};
  for (auto& batch : load.batches) out.batches.push_back({std::move(batch.id), batch.bytes});
  return out;
}

Status BoxStick::VisitStick(const std::string& folder) {
  {
    const std::lock_guard lock(mutex_);
    ended_.reset();
    begun_ = clock_.Wall();
  }
  return engine_.VisitStick(folder);
}

std::optional<web::StickNow> BoxStick::Stick() const {
  const auto visit = engine_.Now().stick;
  const std::lock_guard lock(mutex_);
  if (!visit && !ended_) return std::nullopt;
  web::StickNow now{.state = "done", .problem = {}, .detail = {}, .at = begun_};
  if (visit) {
    now.state = Word(visit->state);
    now.lessons = visit->lessons;
    now.bytes_done = visit->bytes_done;
    now.bytes_total = visit->bytes_total;
    now.damaged = visit->damaged;
    now.no_room = visit->no_room;
    now.detail = visit->problem;
  }
  if (ended_) {
    now.batches = ended_->batches;
    now.at = ended_->at;
    if (!ended_->problem.empty()) {
      now.state = "failed";
      now.detail = ended_->problem;
    } else if (now.state == "read") {
      now.state = "done";
    }
  }
  now.problem = KeyOf(now.detail);
  return now;
}

void BoxStick::StickEnds(std::int64_t batches, const std::string& problem) {
  const std::lock_guard lock(mutex_);
  ended_ = Ended{batches, problem, clock_.Wall()};
}

}  // namespace lianxiao::daemon
