#include "sync/offers/offer_round.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

Result<std::int64_t> NextIn(const HttpAnswer& answer, std::int64_t pieces) {
  LIANXIAO_ASSIGN(const auto json, formats::ParseJson(answer.body));
  formats::JsonFields fields(json);
  const auto next = fields.Integer("next");
  LIANXIAO_TRY(fields.status());
  if (next < 0 || next > pieces) return Fail(ErrorCode::kInvalid, "the center wants a piece there is not");
  return next;
}

}  // namespace

Status OfferRound::Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                       const std::function<bool()>& stop) {
  LIANXIAO_ASSIGN(const auto waiting, parts_.book.Waiting());
  for (const auto& open : waiting) {
    if (stop()) return {};
    const auto sent = SendOne(line, enrolled, keys, open, stop);
    if (sent) continue;
    if (sent.error().code == ErrorCode::kOffline) return sent;
    log_.Warning("offer " + open.id + ": " + sent.error().message);  // The next one is not held up by it.
  }
  return {};
}

Status OfferRound::SendOne(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                           const storage::OpenOffer& open, const std::function<bool()>& stop) {
  const auto& device = enrolled.grant.device;
  LIANXIAO_ASSIGN(const auto opened, files_.Open(open, device));
  if (!opened) return {};
  const auto& offer = opened->statement;
  const auto pieces = opened->Pieces();
  const auto url = OfferUrl(enrolled.grant.center_address, device, open.id);
  const auto introduce = [&]() -> Result<Taken> {
    LIANXIAO_TRY(formats::Check(offer));
    return Put(line, url, formats::SealOffer(offer, keys.sign, enrolled.center.seal), open.id);
  };
  // A statement of a long film is 90 KiB, and a center that has taken some pieces has it: the piece after the
  // last one, which there is not, makes it say what it wants.
  Taken taken{.unknown = true};
  if (open.next > 0 && open.device == device) {
    LIANXIAO_ASSIGN(taken, Put(line, url + "/pieces/" + std::to_string(pieces), "", open.id));
  }
  if (taken.unknown) {
    LIANXIAO_ASSIGN(taken, introduce());
  }
  while (taken.on && taken.next < pieces) {
    LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, taken.next));
    if (stop()) return {};
    const auto before = taken.next;
    LIANXIAO_ASSIGN(const auto bytes, files_.Piece(*opened, before));
    if (!bytes) return {};
    LIANXIAO_ASSIGN(taken, Put(line, url + "/pieces/" + std::to_string(before), *bytes, open.id));
    if (taken.on && taken.next <= before) {
      return Fail(ErrorCode::kInvalid, "the center does not take a piece");
    }
  }
  if (!taken.on) return {};  // Refused; or forgotten in the middle, then it begins anew another time.
  LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, taken.next));
  log_.Info("offered to the county: " + offer.title);
  return parts_.book.NoteSent(open.id);
}

Result<OfferRound::Taken> OfferRound::Put(Line& line, const std::string& url, const std::string& body,
                                          const std::string& offer) {
  const auto answer = line.Exchange({Method::kPut, url, body, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
    if (said->key == "offer.unknown") return Taken{.unknown = true};
    // A center of last year: it may learn to take offers.
    if (said->key == "http.not_found" || said->key == "offer.closed") return Taken{};
    LIANXIAO_TRY(parts_.book.NoteRefused(offer, said->error.message));
    return Taken{};
  }
  LIANXIAO_ASSIGN(const auto next, NextIn(*answer, formats::OfferPieces(formats::kMaxOfferBytes)));
  return Taken{.on = true, .next = next};
}

}  // namespace lianxiao::sync
