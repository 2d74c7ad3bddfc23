// Own courseware on its way to the county: after everything else, in pieces. Used from one thread.
//
//   statement up ─▶ "next": n ─▶ piece n up ─▶ "next": n+1 ─▶ … ─▶ all there: sent, and an answer comes by
//   letter
//
// The center says which piece is next, so nothing goes twice: not after a cut, not after a power cut here,
// not when the answer was lost. A center that has forgotten an offer is given it anew.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/box_state.h"
#include "storage/courseware/offer_book.h"
#include "sync/line/center_api.h"
#include "sync/line/line.h"
#include "sync/offers/offer_files.h"

namespace lianxiao::sync {

class OfferRound {
 public:
  OfferRound(const OfferParts& parts, storage::Disk& disk, const Clock& clock, Log& log)
      : parts_(parts), files_(parts, disk), clock_(clock), log_(log) {}

  // Sends until all has gone or `stop` says so, which is asked before each piece. kOffline: the line went.
  Status Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
             const std::function<bool()>& stop);

 private:
  Status SendOne(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                 const storage::OpenOffer& open, const std::function<bool()>& stop);
  struct Taken {
    bool on = false;       // `next` is the piece that the center wants.
    bool unknown = false;  // It knows of no such offer. Neither: it refused, which is noted.
    std::int64_t next = 0;
  };
  Result<Taken> Put(Line& line, const std::string& url, const std::string& body, const std::string& offer);

  const OfferParts& parts_;
  const OfferFiles files_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace lianxiao::sync
