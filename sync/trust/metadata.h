// Walks the metadata of one mirror: fetches what TrustedSet asks for, in the order of the specification.
//
//   timestamp unchanged, all in date ─▶ done: one small request
//   else ─▶ root N+1, N+2 … ─▶ timestamp ─▶ snapshot ─▶ targets
//
// The specification asks for roots first. A box asks for the timestamp first, which saves a request in most
// rounds: what is new, newer keys too, comes with a newer timestamp. And it takes all of it or nothing, where
// the specification keeps file by file: on a line that drops half way, the old state goes on being whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

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

// The roots after the trusted one from the center's address, whoever answers there: each proves itself by the
// keys of the one before. For a box that does not know its center's TLS key any more. Dates aside; how many
// were taken.
int WalkRootsOfAnyone(Line& line, const std::string& center_address, TrustedSet& trusted);

// The delegated role `role` of targets.json, after WalkMetadata: in use afterwards, or why not. What is
// kept is asked first, so a role that did not change costs no request.
WalkEnd WalkLibrary(Line& line, const std::string& base_url, TrustedSet& trusted, const std::string& role,
                    WallTime now);

}  // namespace lianxiao::sync
