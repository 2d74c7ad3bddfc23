// Brings the bytes of signed targets, by a patch from what is here or whole, from whichever mirror has them;
// and remembers which were wrong everywhere. Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/formats/tuf.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"
#include "sync/line/patched_file.h"

namespace lianxiao::sync {

class TargetFetch {
 public:
  TargetFetch(const Clock& clock, Log& log) : clock_(clock), log_(log) {}

  // The target's bytes, unpacked if it is packed. `older`: what this box has under that name, if anything;
  // where that is the target itself nothing is fetched. kOffline: another time, another mirror may have it.
  // kCorrupt: no mirror has what was signed, see wrong(). kInvalid: signed, and too large or not packed as
  // its name says.
  Result<std::string> Fetch(Line& line, Mirrors& mirrors, const std::string& name,
                            const formats::TufTarget& target, std::int64_t max_bytes,
                            const std::optional<OlderFile>& older);

  // It was wrong everywhere lately, and is not asked for again yet.
  bool Rests(const formats::TufTarget& target) const;
  // Name → mirror and reason.
  const std::map<std::string, std::string>& wrong() const { return wrong_; }
  void IsHere(const std::string& name) { wrong_.erase(name); }
  void Forget(const std::function<bool(const std::string& name)>& gone);  // Also rests that are over.
  void TryAgain() { rests_until_.clear(); }

 private:
  struct Got {
    std::string bytes;  // As signed.
    bool is_plain = false;
  };
  static Result<Got> FetchFrom(Line& line, const std::string& url, const std::string& name,
                               const formats::TufTarget& target, const std::optional<OlderFile>& older);

  const Clock& clock_;
  Log& log_;
  std::map<std::string, std::string> wrong_;
  std::map<std::string, Instant> rests_until_;  // By digest.
};

}  // namespace lianxiao::sync
