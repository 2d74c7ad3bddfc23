// Offers of schools as rows. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/offer.h"

namespace lianxiao::center {

struct OfferRow {
  std::string device, school;
  formats::Offer offer;
  std::int64_t next = 0;
  std::string state;  // A word of formats::OfferState.
  std::string why, resource;
  WallTime begun, changed;
};

Result<std::optional<OfferRow>> FindOffer(storage::Connection& connection, const std::string& id);
Result<std::vector<OfferRow>> NewestOffers(storage::Connection& connection, std::int64_t limit);
Status InsertOffer(storage::Connection& connection, const OfferRow& row);
Status PutOfferDevice(storage::Connection& connection, const std::string& id, const std::string& device);
Status PutOfferNext(storage::Connection& connection, const std::string& id, std::int64_t next, WallTime now);
Status PutOfferState(storage::Connection& connection, const std::string& id, formats::OfferState state,
                     const std::string& why, const std::string& resource, WallTime now);

struct OpenOffers {
  std::int64_t count = 0, bytes = 0;
};
// Of a school: not decided yet.
Result<OpenOffers> OpenOffersOf(storage::Connection& connection, const std::string& school);
// What its letter says, newest first.
Result<std::vector<formats::OfferAnswer>> OfferAnswersFor(storage::Connection& connection,
                                                          const std::string& school);
// Accepted ones that no letter calls published yet: offer and resource.
Result<std::vector<std::pair<std::string, std::string>>> AcceptedOffers(storage::Connection& connection);

}  // namespace lianxiao::center
