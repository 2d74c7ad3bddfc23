// This box as a relay, as other boxes of its alliance see it: lists from the shelf, blobs from the library,
// deltas and signatures that were asked for before from the shelf of ways, their post by the spool, their
// courseware on its way to the county by its own. Hands out no lesson that this box has not verified whole.
// Safe from any thread.
#pragma once

#include <atomic>
#include <string>

#include "storage/library.h"
#include "storage/relay_offers.h"
#include "storage/relay_shelf.h"
#include "storage/relay_spool.h"
#include "storage/way_shelf.h"
#include "web/relay_view.h"

namespace lianxiao::daemon {

class BoxRelay final : public web::RelayView {
 public:
  BoxRelay(storage::Library& library, const storage::RelayShelf& shelf, storage::RelaySpool& spool,
           storage::RelayOffers& offers, storage::WayShelf& ways)
      : library_(library), shelf_(shelf), spool_(spool), offers_(offers), ways_(ways) {}

  // Whether this box is a relay just now, by its settings or the county's letter.
  void Serves(bool serves) { serving_ = serves; }
  const std::atomic<bool>& serving() const { return serving_; }
  // Whether its listener could be opened.
  void Listens(bool listens) { listens_ = listens; }
  bool listens() const { return listens_; }
  storage::SpoolTotals Post() const { return spool_.Totals(); }
  storage::RelayOffers::Totals Offers() const { return offers_.Now(); }
  storage::WayShelf::Totals Ways() const { return ways_.Now(); }

  Result<web::RepositoryFile> Repository(const std::string& path) override;
  Result<std::string> HeldBlobs() override;
  Status TakeBatch(const formats::BatchId& id, const std::string& sealed) override {
    return spool_.TakeBatch(id, sealed);
  }
  Status TakeStatus(const std::string& device, const std::string& sealed) override {
    return spool_.TakeStatus(device, sealed);
  }
  Status TakePost(const std::string& device, const std::string& sealed) override {
    return spool_.TakePost(device, sealed);
  }
  Status TakeOffer(const std::string& device, const std::string& offer, const std::string& sealed) override {
    return offers_.TakeStatement({device, offer}, sealed);
  }
  Status TakeOfferPiece(const std::string& device, const std::string& offer, std::int64_t piece,
                        const std::string& sealed) override {
    return offers_.TakePiece({device, offer}, piece, sealed);
  }
  Result<OfferAtRelay> Offer(const std::string& device, const std::string& offer) override {
    LIANXIAO_ASSIGN(auto here, offers_.Of({device, offer}));
    return OfferAtRelay{std::move(here.receipt), here.held};
  }
  Result<std::string> PostAnswer(const std::string& device, const BlobId& to) override {
    return spool_.PostAnswer(device, to);
  }
  Result<std::string> Receipt(const std::string& device, const std::string& epoch) override {
    return spool_.Receipt(device, epoch);
  }
  Result<std::string> Letter(const std::string& device, std::int64_t above) override {
    return spool_.Letter(device, above);
  }

 private:
  storage::Library& library_;
  const storage::RelayShelf& shelf_;
  storage::RelaySpool& spool_;
  storage::RelayOffers& offers_;
  storage::WayShelf& ways_;
  std::atomic<bool> serving_{false}, listens_{false};
};

}  // namespace lianxiao::daemon
