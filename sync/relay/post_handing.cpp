#include "sync/relay/post_handing.h"

#include "sync/relay/tuning.h"

namespace lianxiao::sync {

bool PostHanding::IsDue(const std::string& up, Instant now) const {
  return !handed_ || up != up_ || now - *handed_ >= kAskForNewsMs;
}

void PostHanding::Handed(const std::string& up, const std::string& relay, const BlobId& sealed, Instant now) {
  awaited_ = Awaited{relay, sealed};
  up_ = up;
  handed_ = now;
}

}  // namespace lianxiao::sync
