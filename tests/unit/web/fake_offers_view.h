// Offers of schools as a test wants them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/offers_view.h"

namespace lianxiao::web {

class FakeOffersView final : public OffersView {
 public:
  Result<std::int64_t> Take(const std::string&, const std::string&) override { return next; }
  Result<std::int64_t> TakePiece(const std::string&, const std::string&, std::int64_t piece,
                                 std::string_view) override {
    return piece + 1;
  }
  Result<std::int64_t> TakeSealedPiece(const std::string&, const std::string&, std::int64_t piece,
                                       const std::string&) override {
    return piece + 1;
  }
  Result<std::string> Receipt(const std::string&, const std::string& offer) const override {
    return "signed " + offer;
  }
  Result<std::vector<OfferHere>> Offers() const override { return offers; }
  Result<File> FileOf(const std::string& id) const override {
    for (const auto& offer : offers) {
      if (offer.id == id) return File{"/offers/" + id, offer.file_name, offer.size_bytes};
    }
    return Fail(ErrorCode::kNotFound, "offer.unknown: no offer " + id);
  }
  Result<OfferHere> Accept(const std::string& id) override {
    for (auto& offer : offers) {
      if (offer.id != id) continue;
      offer.state = "accepted";
      return offer;
    }
    return Fail(ErrorCode::kNotFound, "offer.unknown: no offer " + id);
  }
  Result<std::int64_t> RemoveFolder(const std::string& id) override {
    for (auto& offer : offers) {
      if (offer.id != id) continue;
      if (offer.state != "published") return Fail(ErrorCode::kRefused, "offer.not_published: wait");
      return std::exchange(offer.folder_bytes, 0);
    }
    return Fail(ErrorCode::kNotFound, "offer.unknown: no offer " + id);
  }
  Status Decline(const std::string& id, const std::string& why) override {
    if (why.empty()) return Fail(ErrorCode::kInvalid, "offer.why: say why");
    declined = id + ": " + why;
    return {};
  }

  std::vector<OfferHere> offers;
  std::int64_t next = 0;
  std::string declined;
};

}  // namespace lianxiao::web
