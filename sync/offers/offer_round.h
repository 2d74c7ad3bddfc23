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

#include "storage/base/log.h"
#include "storage/box_state.h"
#include "storage/courseware/offer_book.h"
#include "storage/courseware/shelf.h"
#include "storage/formats/offer.h"
#include "sync/line/center_api.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

// Both outlive the engine.
struct OfferParts {
  storage::CoursewareShelf& shelf;
  storage::OfferBook& book;
};

class OfferRound {
 public:
  OfferRound(const OfferParts& parts, storage::Disk& disk, const Clock& clock, Log& log)
      : parts_(parts), disk_(disk), clock_(clock), log_(log) {}

  // Sends until all has gone or `stop` says so, which is asked before each piece. kOffline: the line went.
  Status Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
             const std::function<bool()>& stop);

 private:
  Status SendOne(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                 const storage::OpenOffer& open, const std::function<bool()>& stop);
  Result<std::optional<formats::Offer>> Statement(const storage::OpenOffer& open, const std::string& device,
                                                  const storage::File& file, const storage::Courseware& item);
  // The piece that the center wants next; nothing: it refused, which is noted.
  Result<std::optional<std::int64_t>> Put(Line& line, const std::string& url, const std::string& body,
                                          const std::string& offer);

  const OfferParts& parts_;
  storage::Disk& disk_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace lianxiao::sync
