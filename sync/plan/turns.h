// Whose turn it is when lessons wait to come down and recordings or a long backlog of use to go up: each
// direction gets kTurnBytes, then the other. What is small (a status, one batch) does not ask for a turn.
// Decides only. Used from one thread.
#pragma once

#include <cstdint>

namespace lianxiao::sync {

enum class Direction { kDown, kUp };

class Turns {
 public:
  // Who may move bytes now, given who has any to move. With neither waiting the answer means nothing.
  Direction Next(bool down_waits, bool up_waits) const;
  void Moved(Direction direction, std::int64_t bytes);
  // How many more bytes of a turn are left for `direction`.
  std::int64_t Rest(Direction direction) const;

 private:
  // What went down beyond what went up, within a turn either way: idle hours save up no claims.
  std::int64_t balance_ = 0;
  Direction turn_ = Direction::kDown;
};

}  // namespace lianxiao::sync
