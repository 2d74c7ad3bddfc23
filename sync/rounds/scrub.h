// Reads every file of the library about once a month, at quiet hours and slowly, so that what the medium lost
// is found and fetched again before a class needs it. Which file was read when is in the journal, so it goes
// on after a restart where it was. Used from one thread.
#pragma once

#include "sync/engine.h"
#include "sync/rounds/own_scrub.h"

namespace lianxiao::sync {

class Scrub {
 public:
  explicit Scrub(const Parts& parts) : parts_(parts), own_(parts) {}

  // Reads for about kCommandStepMs, one file at least, if one is due and the last step is long enough ago.
  // `quiet`: no school hours, nothing else to do. True: a file was damaged, is gone, and has to be fetched
  // again; told as a problem for a month.
  Result<bool> Step(bool quiet);

 private:
  Result<bool> Check(const BlobId& blob, WallTime now);
  Result<std::string> NameOf(const BlobId& blob) const;
  Status TellDamage(WallTime now, const std::string& subject);

  const Parts& parts_;
  OwnScrub own_;  // Before the lessons: what is damaged there, no county sends again.
  Instant next_;  // Not before.
};

}  // namespace lianxiao::sync
