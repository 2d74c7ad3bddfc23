// At a relay: other schools' courseware goes on to the county, last of all, as the relay's own does. It
// cannot read what it carries; the center's receipts, which it checks, say what may go from its disk.
//
// Used from one thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "storage/relay_offers.h"
#include "sync/line/center_api.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class OfferForwarder {
 public:
  OfferForwarder(storage::RelayOffers& offers, const Clock& clock, Log& log)
      : offers_(offers), clock_(clock), log_(log) {}

  // Sends what waits until `stop` says so, which is asked before each piece. kOffline: the rest waits.
  Status Run(Line& line, const storage::Enrolled& enrolled, const std::function<bool()>& stop);

 private:
  Status SendOne(Line& line, const storage::Enrolled& enrolled, const storage::OfferName& name,
                 const std::function<bool()>& stop);
  // Puts `bytes` there, and what the center signed of it on the shelf. False: it does not go on just now.
  Result<bool> Put(Line& line, const storage::Enrolled& enrolled, const storage::OfferName& name,
                   const std::string& url, const std::string& bytes);
  Result<bool> Refused(const storage::OfferName& name, const ApiError& said);
  void Rest(const storage::OfferName& name);

  storage::RelayOffers& offers_;
  const Clock& clock_;
  Log& log_;
  std::map<storage::OfferName, Instant> resting_;  // Until when.
};

}  // namespace lianxiao::sync
