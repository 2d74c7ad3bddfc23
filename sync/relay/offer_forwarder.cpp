#include "sync/relay/offer_forwarder.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

Result<std::string> ReceiptIn(const HttpAnswer& answer) {
  LIANXIAO_ASSIGN(const auto json, formats::ParseJson(answer.body));
  formats::JsonFields fields(json);
  auto receipt = fields.Text("receipt");
  LIANXIAO_TRY(fields.status());
  return receipt;
}

}  // namespace

Status OfferForwarder::Run(Line& line, const storage::Enrolled& enrolled, const std::function<bool()>& stop) {
  const auto now = clock_.Now();
  std::erase_if(resting_, [&](const auto& one) { return one.second <= now; });
  for (const auto& name : offers_.Waiting()) {
    if (stop()) return {};
    if (!resting_.contains(name)) LIANXIAO_TRY(SendOne(line, enrolled, name, stop));
  }
  return {};
}

Status OfferForwarder::SendOne(Line& line, const storage::Enrolled& enrolled, const storage::OfferName& name,
                               const std::function<bool()>& stop) {
  const auto url = OfferUrl(enrolled.grant.center_address, name.device, name.offer);
  if (!offers_.Next(name)) {
    const auto statement = offers_.Statement(name);
    if (!statement) return {};  // Dropped just now.
    LIANXIAO_ASSIGN(const bool on, Put(line, enrolled, name, url, *statement));
    if (!on) return {};
  }
  while (!stop()) {
    const auto next = offers_.Next(name);
    if (!next) return {};
    const auto piece = offers_.Piece(name, *next);
    if (!piece) return {};  // All that is here has gone on.
    LIANXIAO_ASSIGN(const bool on,
                    Put(line, enrolled, name, url + "/sealed-pieces/" + std::to_string(*next), *piece));
    if (!on) return {};
    if (offers_.Next(name) <= next) Rest(name);  // The center says yes and takes nothing.
    if (resting_.contains(name)) return {};
  }
  return {};
}

Result<bool> OfferForwarder::Put(Line& line, const storage::Enrolled& enrolled,
                                 const storage::OfferName& name, const std::string& url,
                                 const std::string& bytes) {
  const auto answer = line.Exchange({Method::kPut, url, bytes, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
    return Refused(name, *said);
  }
  const auto text = ReceiptIn(*answer);
  const auto receipt = text ? formats::OpenOfferReceipt(*text, enrolled.center.sign)
                            : Result<formats::OfferReceipt>(Fail(text.error()));
  if (!receipt || receipt->device != name.device || receipt->offer != name.offer) {
    Rest(name);  // A center of before relays carried courseware.
    return false;
  }
  LIANXIAO_TRY(offers_.PutReceipt(*receipt, *text));
  return true;
}

// Whatever the reason, the school still has it, and hands it over again.
Result<bool> OfferForwarder::Refused(const storage::OfferName& name, const ApiError& said) {
  log_.Info("relay: the center will not have offer " + name.offer + " of box " + name.device + ": " +
            said.error.message);
  if (said.key == kRevokedKey) {
    LIANXIAO_TRY(offers_.DropDevice(name.device));
    return false;
  }
  if (said.key == "http.not_found") {  // A center of before: it may learn it.
    Rest(name);
    return false;
  }
  if (said.key == "offer.piece") {  // Not what the school signed: it brings them again.
    Rest(name);
    LIANXIAO_TRY(offers_.DropPieces(name));
    return false;
  }
  LIANXIAO_TRY(offers_.Drop(name));
  return false;
}

void OfferForwarder::Rest(const storage::OfferName& name) { resting_[name] = clock_.Now() + kRefusedAgainMs; }

}  // namespace lianxiao::sync
