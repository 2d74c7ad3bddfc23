// What the control sockets may do for a stick that travels: at the box and at the county. web owns it, daemon
// implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/usage.h"

namespace lianxiao::web {

// The newest stick in this box, and how it went. Plain value.
struct StickNow {
  // "waiting", "reading", "read" (its lessons are here), "done" (usage is on it; it may be pulled out),
  // "failed".
  std::string state;
  std::int64_t lessons = 0;  // That became whole.
  std::int64_t bytes_done = 0, bytes_total = 0;
  std::int64_t damaged = 0, no_room = 0;  // Files.
  std::int64_t batches = 0;               // Of usage, put on it.
  std::string problem;                    // Of "failed": a key of the catalogs, "stick.gone"; or empty.
  std::string detail;                     // In the log's words.
  WallTime at;                            // Of the last change.
};

class StickAtBox {
 public:
  virtual ~StickAtBox() = default;

  struct Load {
    struct BatchName {
      formats::BatchId id;
      std::int64_t bytes = 0;
    };
    std::string device;
    std::vector<BatchName> batches;
    std::string status, holdings;  // Sealed.
    std::string post;              // Sealed; empty: nobody here writes to other schools.
  };
  virtual Result<Load> LoadStick() = 0;  // kOffline "stick.busy: …", kInvalid "stick.not_enrolled: …"
  virtual Result<std::string> SealedBatch(const formats::BatchId& id) = 0;  // kNotFound
  virtual Result<bool> TakeReceipt(const std::string& receipt) = 0;         // kUntrusted; false: nothing new
  virtual Result<bool> TakeLetter(const std::string& sealed) = 0;
  virtual Result<bool> TakePost(const std::string& sealed) = 0;
  virtual Status VisitStick(const std::string& folder) = 0;  // Does not wait for its end.
  virtual std::optional<StickNow> Stick() const = 0;
  // The command that fills the stick has ended: so many batches are on it, or a key and words of what went
  // wrong.
  virtual void StickEnds(std::int64_t batches, const std::string& problem) = 0;
};

class StickAtCounty {
 public:
  virtual ~StickAtCounty() = default;
  virtual Status TakeHoldings(const std::string& device, const std::string& sealed) = 0;
  virtual Result<std::string> HoldingsOf(const std::string& device) = 0;  // Packed. kNotFound
};

}  // namespace lianxiao::web
