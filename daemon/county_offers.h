// What web may see of courseware that schools offer. Safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "center/registry/registry.h"
#include "web/offers_view.h"

namespace lianxiao::daemon {

class CountyOffers final : public web::OffersView {
 public:
  explicit CountyOffers(center::Registry& registry) : registry_(registry) {}

  Result<std::int64_t> Take(const std::string& device, const std::string& sealed) override {
    return registry_.TakeOffer(device, sealed);
  }
  Result<std::int64_t> TakePiece(const std::string& device, const std::string& offer, std::int64_t piece,
                                 std::string_view bytes) override {
    return registry_.TakeOfferPiece(device, offer, piece, bytes);
  }
  Result<std::int64_t> TakeSealedPiece(const std::string& device, const std::string& offer,
                                       std::int64_t piece, const std::string& sealed) override {
    return registry_.TakeSealedOfferPiece(device, offer, piece, sealed);
  }
  Result<std::string> Receipt(const std::string& device, const std::string& offer) const override {
    return registry_.OfferReceipt(device, offer);
  }
  Result<std::vector<web::OfferHere>> Offers() const override;
  Result<File> FileOf(const std::string& id) const override;
  Result<web::OfferHere> Accept(const std::string& id) override;
  Result<std::int64_t> RemoveFolder(const std::string& id) override;
  Status Decline(const std::string& id, const std::string& why) override {
    return registry_.offers().Decline(id, why);
  }

 private:
  std::string SchoolName(const std::string& school) const;
  web::OfferHere Shown(const center::OfferRow& row) const;

  center::Registry& registry_;
};

}  // namespace lianxiao::daemon
