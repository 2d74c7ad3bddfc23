// Keeps the line pinned to the TLS keys that the center vouches for, and learns of new ones without a visit:
//
//   a stranger at the center's address ─▶ GET /api/v1/center/tls, of whoever answers there
//     signed by our center, higher number  ─▶ kept; the round is made again
//     anything else                        ─▶ problem.center_key, for a person; nothing more is sent
//
// That question tells nothing, and its answer counts only by the signature. Used from one thread.
#pragma once

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class CenterKey {
 public:
  CenterKey(storage::BoxState& state, const Clock& clock, Log& log);

  void Pin(Line& line, const storage::Enrolled& enrolled) const;

  enum class Then { kGoOn, kTryAgain };
  // After a round that ended with `end`.
  Result<Then> Mend(Line& line, const storage::Enrolled& enrolled, const Status& end);

 private:
  // Empty: what answers there has nothing newer to show.
  Result<std::string> NewerStatement(Line& line, const storage::Enrolled& enrolled) const;

  storage::BoxState& state_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace lianxiao::sync
