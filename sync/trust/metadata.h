// Walks the metadata of one mirror: fetches what TrustedSet asks for, in the order of the specification.
//
//   timestamp unchanged ─▶ done: one small request
//   changed ─▶ root N+1, N+2 … ─▶ timestamp ─▶ snapshot ─▶ targets
#pragma once

#include <optional>
#include <string>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "sync/line/line.h"
#include "sync/trust/trust.h"
#include "sync/trust/trust_rules.h"

namespace lianxiao::sync {

struct WalkEnd {
  Status status;  // kUntrusted: refused, the message names file and mirror. kOffline, kNotFound, ….
  std::optional<Refusal> refusal;  // What was wrong, of kUntrusted. kExpired: nothing but the date.
};

// On success `trusted` is current. On failure it is what it was, but for a root that was followed.
WalkEnd WalkMetadata(Line& line, const std::string& base_url, TrustedSet& trusted, WallTime now);

}  // namespace lianxiao::sync
