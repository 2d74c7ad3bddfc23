// Own courseware on a stick to the county, as the control socket sees it. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/box_state.h"
#include "sync/offers/offer_files.h"
#include "web/stick_offers.h"

namespace lianxiao::daemon {

class BoxStickOffers final : public web::StickOffers {
 public:
  // All outlive it.
  BoxStickOffers(storage::BoxState& state, const sync::OfferParts& parts, storage::Disk& disk)
      : state_(state), parts_(parts), files_(parts, disk) {}

  Result<std::vector<Offer>> Waiting() const override;
  Result<std::string> Statement(const std::string& offer) override;
  Result<std::string> Piece(const std::string& offer, std::int64_t piece) override;
  Result<bool> TakeReceipt(const std::string& receipt) override;

 private:
  Result<storage::Enrolled> Enrolment() const;
  Result<sync::OpenedOffer> Open(const std::string& offer, const storage::Enrolled& enrolled) const;

  storage::BoxState& state_;
  const sync::OfferParts& parts_;
  const sync::OfferFiles files_;
};

}  // namespace lianxiao::daemon
