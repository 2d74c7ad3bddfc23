// At a village box: when what its teachers wrote is handed to a relay, and which answer is waited for.
//
// Handed over at once when it differs from what was handed over last, for somebody waits for it; else once an
// hour, which is how the county's news come down. Only the answer to what was handed over last is asked for:
// an older one says nothing that the newer will not say.
//
// Only decides. Nothing of it outlives the program: a question may be asked twice. Used from one thread.
#pragma once

#include <optional>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/time.h"

namespace lianxiao::sync {

class PostHanding {
 public:
  struct Awaited {
    std::string relay;  // Its base URL.
    BlobId post;        // Digest of what was handed over, sealed.
  };

  // `up`: what would go up now, before it is sealed, which makes the same differ each time.
  bool IsDue(const std::string& up, Instant now) const;
  void Handed(const std::string& up, const std::string& relay, const BlobId& sealed, Instant now);
  // Nothing: none is waited for.
  const std::optional<Awaited>& awaited() const { return awaited_; }
  void Answered() { awaited_.reset(); }

 private:
  std::optional<Awaited> awaited_;
  std::string up_;
  std::optional<Instant> handed_;
};

}  // namespace lianxiao::sync
