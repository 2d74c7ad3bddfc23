// At a village box: own courseware that was offered to the county goes up by a relay, sealed, in windows of
// some pieces. Only the center's signature says how much the county has; what the relay says of itself
// decides no more than which piece it is handed next.
//
//   statement ─▶ relay ─▶ center    receipt "next: n" ◀─ relay    pieces n … ─▶ relay, until it is full
//
// Used from one thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "storage/base/time.h"
#include "storage/box_state.h"
#include "sync/line/line.h"
#include "sync/offers/offer_files.h"

namespace lianxiao::sync {

class OfferPost {
 public:
  OfferPost(const OfferParts& parts, storage::Disk& disk, const Clock& clock)
      : parts_(parts), files_(parts, disk), clock_(clock) {}

  // `stop` is asked before each piece. kOffline: the relay went, or takes no courseware; kUntrusted: it has a
  // receipt that our center did not sign for this box.
  Status Run(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
             const storage::DeviceKeys& keys, const std::function<bool()>& stop);

 private:
  struct Sender;  // Line, relay, keys: what all steps of one run need.
  Status HandOne(const Sender& to, const storage::OpenOffer& open, const std::function<bool()>& stop);
  Status HandStatement(const Sender& to, const storage::OpenOffer& open, const std::string& url);
  Status HandPieces(const Sender& to, const storage::OpenOffer& open, const std::string& url,
                    std::int64_t from, const std::function<bool()>& stop);
  // False: not now.
  Result<bool> Hand(Line& near, const std::string& url, std::string bytes);

  const OfferParts& parts_;
  const OfferFiles files_;
  const Clock& clock_;
  std::map<std::string, Instant> stated_;  // URL at the relay → when.
};

// What a relay answers of an offer: the receipt that it has, or none, and the piece behind those that wait
// there. kInvalid.
struct OfferAtRelay {
  std::string receipt;
  std::int64_t held = 0;
};
Result<OfferAtRelay> ReadOfferAtRelay(std::string_view json);

}  // namespace lianxiao::sync
