// How much of other schools' courseware a relay takes on its way to the county: a small window of each offer,
// never a whole film, and pieces only of what the county has said it wants. So rubbish that somebody sends
// takes the room of a few statements, until the county refuses those.
//
// Whatever is refused the school still has. Pure.
#pragma once

#include <cstdint>

#include "storage/base/result.h"

namespace lianxiao::storage {

struct OfferLimits {
  std::int64_t bytes = std::int64_t{64} << 20;  // Of all.
  std::int64_t window_bytes = 8 << 20;  // Of one offer's pieces: a minute or two of the county's line.
  std::int64_t device_offers = 4;       // Of one school at a time.
  // Statements that the county has not taken yet, of one device and of all: 256 KiB each at most.
  std::int64_t device_unanswered = 2;
  std::int64_t unanswered = 16;
};

struct OfferLoad {
  std::int64_t bytes = 0;              // Of all.
  std::int64_t unanswered = 0;         // Of all.
  std::int64_t device_offers = 0;      // Of this device.
  std::int64_t device_unanswered = 0;  // Of them.
};

// One offer, as far as it is here. Pieces are taken in their order alone.
struct OfferWindow {
  bool answered = false;          // The county wants it, from `next` on.
  std::int64_t next = 0;          // Here are the pieces from this on …
  std::int64_t held = 0;          // … so many of them.
  std::int64_t pieces = 0;        // Of the whole.
  std::int64_t window_bytes = 0;  // What those take.
};

// kNoSpace "relay.full: …": not now, another time.
Status MayTakeStatement(const OfferLimits& limits, const OfferLoad& load, std::int64_t bytes);
// The same; kRefused "relay.not_wanted: …": not this piece, or not yet.
Status MayTakePiece(const OfferLimits& limits, const OfferLoad& load, const OfferWindow& window,
                    std::int64_t piece, std::int64_t bytes);

}  // namespace lianxiao::storage
