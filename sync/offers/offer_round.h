// Own courseware on its way to the county: after everything else, in pieces. Used from one thread.
//
//   statement up ─▶ "next": n ─▶ piece n up ─▶ "next": n+1 ─▶ … ─▶ all there: sent, and an answer comes by
//   letter
//
// The center says which piece is next, so nothing goes twice: not after a cut, not after a power cut here,
// not when the answer was lost. A center that has forgotten an offer is given it anew.
//
// The file is read whole once, when its statement is made; the journal keeps the digests of its pieces. From
// then on each piece is held against its own digest before it goes, so a visit that has time for one piece
// reads one piece, and still nothing goes up that is not what was signed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
  // Digests of all pieces, from the journal or by reading the file; empty: it is not what was offered.
  Result<std::vector<BlobId>> PiecesOf(const storage::OpenOffer& open, const storage::File& file,
                                       const storage::CoursewareFile& offered);
  struct Taken {
    bool on = false;       // `next` is the piece that the center wants.
    bool unknown = false;  // It knows of no such offer. Neither: it refused, which is noted.
    std::int64_t next = 0;
  };
  Result<Taken> Put(Line& line, const std::string& url, const std::string& body, const std::string& offer);

  const OfferParts& parts_;
  storage::Disk& disk_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace lianxiao::sync
