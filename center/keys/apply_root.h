// Brings a signed proposal into force. Plain functions; one process at a time, by the workshop's lock.
//
//   checked as a box checks it ─▶ targets and snapshot by the new keys, not yet named ─▶ N.root.json ─▶
//   timestamp.json ─▶ new keys of the center, where it names some (center_keys.h)
//
// Boxes see the old state or the new one, but for the moment between the last two, in which they keep what
// they have. Cut off anywhere, the same command goes on; after N.root.json any publish does.
#pragma once

#include <string>

#include "center/keys/proposal.h"
#include "center/publish/publisher.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::center {

// As CheckMayApply, and kNotFound "keys.not_here" when a new key of daily work is not in keys/.
Result<PublishSummary> ApplyRoot(storage::Disk& disk, const Clock& clock, Log& log, const std::string& county,
                                 const Proposal& proposal, const Passphrase& passphrase);

// A new key for an online role in keys/ROLE.next.key, locked if `passphrase` is there; one that an earlier
// proposal would have brought in is replaced. Its public half comes back. Refuses what is no online role.
Result<VerifyKey> MakeNextKey(storage::Disk& disk, const Clock& clock, const std::string& county,
                              const std::string& role, const Passphrase& passphrase,
                              const LockCost& cost = {});

}  // namespace lianxiao::center
