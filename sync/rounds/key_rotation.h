// Gives this box new keys once in a while, or when a person asks: storage/formats/device_keys.h draws it. The
// next keys are kept before they are told, the old ones used until the center confirmed, so whatever is lost
// on the way is simply sent again. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "sync/engine.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

// Whether keys that are in use since then should be replaced. `every_days` 0: never. Pure.
bool KeysAreOld(std::optional<WallTime> since, WallTime now, std::int64_t every_days);

class KeyRotation {
 public:
  KeyRotation(const Parts& parts, const Options& options) : parts_(parts), options_(options) {}

  // Sends what is due or asked for; true when Keys() changed. kOffline: later. kRefused: the center will not
  // have them; tried again after kRefusedAgainMs.
  Result<bool> Run(Line& line, const storage::Enrolled& enrolled);
  void TryAgain() { refused_at_.reset(); }
  // The center does not know the keys in use, for it was restored from a copy: tells it once more.
  Status TellAgain(Line& line, const storage::Enrolled& enrolled);

 private:
  Result<std::optional<storage::DeviceKeys>> Due();
  Status Tell(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& old,
              const storage::DeviceKeys& next);

  const Parts& parts_;
  const Options& options_;
  std::optional<Instant> refused_at_;
};

}  // namespace lianxiao::sync
