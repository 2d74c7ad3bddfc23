#include "sync/relay/offer_post.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "sync/line/center_api.h"
#include "sync/relay/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// The relay has it on its disk.
constexpr int kKept = 202, kNotFound = 404;

}  // namespace

Result<OfferAtRelay> ReadOfferAtRelay(std::string_view json) {
  LIANXIAO_ASSIGN(const auto value, formats::ParseJson(json));
  formats::JsonFields fields(value);
  OfferAtRelay here;
  here.receipt = fields.TextOr("receipt");
  here.held = fields.Integer("held");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(formats::CheckRange("held", here.held, 0, formats::OfferPieces(formats::kMaxOfferBytes)));
  return here;
}

struct OfferPost::Sender {
  Line& near;
  const std::string& relay;
  const storage::Enrolled& enrolled;
  const storage::DeviceKeys& keys;
};

Status OfferPost::Run(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                      const storage::DeviceKeys& keys, const std::function<bool()>& stop) {
  const auto now = clock_.Now();
  std::erase_if(stated_, [&](const auto& one) { return now - one.second >= kHandAgainMs; });
  LIANXIAO_ASSIGN(const auto waiting, parts_.book.Waiting());
  for (const auto& open : waiting) {
    if (stop()) return {};
    LIANXIAO_TRY(HandOne({near, relay, enrolled, keys}, open, stop));
  }
  return {};
}

Status OfferPost::HandOne(const Sender& to, const storage::OpenOffer& open,
                          const std::function<bool()>& stop) {
  const auto& device = to.enrolled.grant.device;
  const auto url = OfferUrl(to.relay, device, open.id);
  const auto answer = to.near.Exchange({Method::kGet, url, {}, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (answer->status == kNotFound) return HandStatement(to, open, url);
  if (answer->status != 200 || answer->IsWebPage()) return Fail(ErrorCode::kOffline, url + ": not now");
  LIANXIAO_ASSIGN(const auto here, ReadOfferAtRelay(answer->body));
  if (here.receipt.empty()) return {};  // The county has not said anything yet.
  const auto receipt = formats::OpenOfferReceipt(here.receipt, to.enrolled.center.sign);
  if (!receipt || receipt->device != device || receipt->offer != open.id) {
    return Fail(ErrorCode::kUntrusted, "a receipt of an offer that our center did not sign for this box");
  }
  LIANXIAO_TRY(parts_.book.TakeReceipt(*receipt));
  if (receipt->next == receipt->pieces) return {};
  return HandPieces(to, open, url, std::max(here.held, receipt->next), stop);
}

Status OfferPost::HandStatement(const Sender& to, const storage::OpenOffer& open, const std::string& url) {
  if (stated_.contains(url)) return {};
  LIANXIAO_ASSIGN(const auto opened, files_.Open(open, to.enrolled.grant.device));
  if (!opened) return {};
  LIANXIAO_TRY(formats::Check(opened->statement));
  LIANXIAO_ASSIGN(
      const bool kept,
      Hand(to.near, url, formats::SealOffer(opened->statement, to.keys.sign, to.enrolled.center.seal)));
  if (kept) stated_[url] = clock_.Now();
  return {};
}

Status OfferPost::HandPieces(const Sender& to, const storage::OpenOffer& open, const std::string& url,
                             std::int64_t from, const std::function<bool()>& stop) {
  LIANXIAO_ASSIGN(const auto opened, files_.Open(open, to.enrolled.grant.device));
  if (!opened) return {};
  for (auto piece = from; piece < opened->Pieces() && !stop(); ++piece) {
    LIANXIAO_ASSIGN(auto bytes, files_.Piece(*opened, piece));
    if (!bytes) return {};
    LIANXIAO_ASSIGN(const bool kept, Hand(to.near, url + "/sealed-pieces/" + std::to_string(piece),
                                          formats::SealOfferPiece({open.id, piece, *std::move(bytes)},
                                                                  to.keys.sign, to.enrolled.center.seal)));
    if (!kept) return {};
  }
  return {};
}

Result<bool> OfferPost::Hand(Line& near, const std::string& url, std::string bytes) {
  const auto answer = near.Exchange({Method::kPut, url, std::move(bytes), kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  return answer->status == kKept && !answer->IsWebPage();
}

}  // namespace lianxiao::sync
