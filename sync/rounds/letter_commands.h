// Does what the county's letter asks to be done once, in small steps between rounds, so that neither the
// classroom nor a stop waits for it. A power cut costs at most the last step. Used from one thread.
#pragma once

#include <vector>

#include "sync/engine.h"

namespace lianxiao::sync {

class LetterCommands {
 public:
  explicit LetterCommands(const Parts& parts) : parts_(parts) {}

  struct Did {
    bool more = false;     // Call again soon.
    bool damaged = false;  // A file was not what it was any more and is gone: look what is missing.
  };
  // Works for about kCommandStepMs; one large file may take longer.
  Result<Did> Step();

 private:
  Result<Did> Recheck(std::int64_t number);
  Status Begin(std::int64_t number);

  const Parts& parts_;
  std::int64_t under_way_ = 0;    // The command whose blobs are in to_check_; 0: none.
  std::vector<BlobId> to_check_;  // Last first.
};

}  // namespace lianxiao::sync
