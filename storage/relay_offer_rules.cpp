#include "storage/relay_offer_rules.h"

#include <string>

namespace lianxiao::storage {
namespace {

tl::unexpected<Error> Full(const char* what) {
  return Fail(ErrorCode::kNoSpace, std::string("relay.full: ") + what);
}

}  // namespace

Status MayTakeStatement(const OfferLimits& limits, const OfferLoad& load, std::int64_t bytes) {
  if (load.bytes + bytes > limits.bytes) return Full("the relay has no room for more courseware");
  if (load.device_offers >= limits.device_offers || load.device_unanswered >= limits.device_unanswered) {
    return Full("the relay has as many offers of this box as it takes");
  }
  if (load.unanswered >= limits.unanswered) return Full("the relay waits for the county's word on others");
  return {};
}

Status MayTakePiece(const OfferLimits& limits, const OfferLoad& load, const OfferWindow& window,
                    std::int64_t piece, std::int64_t bytes) {
  if (!window.answered || piece != window.next + window.held || piece >= window.pieces) {
    return Fail(ErrorCode::kRefused, "relay.not_wanted: not this piece now");
  }
  if (window.window_bytes + bytes > limits.window_bytes) return Full("enough of this offer is here");
  if (load.bytes + bytes > limits.bytes) return Full("the relay has no room for more courseware");
  return {};
}

}  // namespace lianxiao::storage
