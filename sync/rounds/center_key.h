// Keeps the line pinned to the TLS keys that the center vouches for, and learns of new ones without a visit:
//
//   a stranger at the center's address ─▶ GET /api/v1/center/tls, of whoever answers there
//     signed by our center, higher number  ─▶ kept; the round is made again
//     signed by somebody else              ─▶ GET /metadata/N.root.json: do newer roots name new keys of our
//                                             center? Then the first question again
//     anything else                        ─▶ problem.center_key, for a person; nothing more is sent
//
// These questions tell nothing, and their answers count only by signatures. Used from one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

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
  // Follows the roots; the enrolment with the new keys of the center, if they name any.
  using NewCenter = std::function<Result<std::optional<storage::Enrolled>>()>;
  // After a round that ended with `end`.
  Result<Then> Mend(Line& line, const storage::Enrolled& enrolled, const Status& end,
                    const NewCenter& new_center);

 private:
  // Empty: what answers there has nothing newer to show.
  Result<std::string> NewerStatement(Line& line, const storage::Enrolled& enrolled) const;

  storage::BoxState& state_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace lianxiao::sync
