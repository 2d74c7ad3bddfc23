// How fast lessons really come: what a line gives while something is wanted, cuts and stalls included. Two
// figures over spans of ten minutes in which something was wanted: the speed of those in which bytes came
// (mean and variance, exponentially weighted), and the share of them in which any came. Idle time says
// nothing, nor does a span that our own cap held down.
//
// Decides only; a reboot goes on from the row. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/time.h"

namespace lianxiao::sync {

struct GoodputRow {
  double mean = 0, variance = 0;  // Bytes per second, and its square.
  std::int64_t spans = 0;         // Behind those two, up to kSpeedSpans.
  double there = 1;               // Share of wanted spans in which bytes came, 0 to 1.
  std::int64_t there_spans = 0;
  bool operator==(const GoodputRow&) const = default;
};

enum class Demand {
  kNone,    // Nothing is wanted, or nothing may come now.
  kCapped,  // Something is, but no faster than a cap of our own.
  kFull,
};

// Bytes per second, outages included.
struct LineSpeed {
  std::int64_t mean = 0;
  std::int64_t spread = 0;  // Standard deviation of one hour's mean.
  bool measured = false;
  std::int64_t known_hours = 1;  // Of fetching that these figures rest on.

  // The speed that is reached or passed over `hours` of fetching in nine cases of ten.
  std::int64_t Safe(std::int64_t hours) const;
};

class Goodput {
 public:
  explicit Goodput(GoodputRow saved = {});

  // Since the last call `bytes` came while this was the demand. Called a few times a second or a minute; a
  // gap longer than a span (the machine slept) is passed over. `cap`: of kCapped, bytes per second.
  // True: a span ended and row() changed; save it.
  bool Note(Instant now, std::int64_t bytes, Demand demand, std::int64_t cap = 0);

  LineSpeed Speed() const;
  const GoodputRow& row() const { return row_; }

 private:
  bool EndSpan();

  GoodputRow row_;
  std::optional<Instant> last_;
  std::int64_t span_ms_ = 0, span_bytes_ = 0;
  bool capped_ = false;
  std::int64_t cap_ = 0;
};

}  // namespace lianxiao::sync
