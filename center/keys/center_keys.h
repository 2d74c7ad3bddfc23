// How the center gets new keys of its own, center-sign and center-seal, the two that centerd holds:
//
//   MakeNextCenterKeys ─▶ keys/center-*.next.key ─▶ a root that names them (ApplyRoot) ─▶ UseCenterKeys:
//     next keys in the place of the old, which go for good ─▶ tls/statement.json signed anew ─▶ the card
//
// Nothing is told before it is kept, and the card comes last: by it a running centerd sees that it has to
// start anew. Cut off anywhere, the same apply goes on, or the next start of centerd. The old keys are not
// kept: what boxes sealed for them and no receipt covers, they seal anew. Plain functions.
#pragma once

#include <string>

#include "center/keys/key_lock.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

// Ones that an earlier proposal would have brought in are replaced.
Result<formats::TufCenter> MakeNextCenterKeys(storage::Disk& disk, const Clock& clock,
                                              const std::string& county, const Passphrase& passphrase,
                                              const LockCost& cost = {});

// The keys that count: those that `root` names, or those of the card.
Result<formats::TufCenter> CenterInForce(storage::Disk& disk, const std::string& county,
                                         const formats::TufRoot& root);

// Whether UseCenterKeys would find what it needs. kNotFound "keys.not_here"; kRefused "keys.passphrase_…".
Status CheckCenterKeys(storage::Disk& disk, const std::string& county, const formats::TufRoot& root,
                       const Passphrase& passphrase);
// Brings keys/, tls/ and the card in step with `root`, the newest; nothing if they are, or if it names none.
Status UseCenterKeys(storage::Disk& disk, const Clock& clock, const std::string& county,
                     const formats::TufRoot& root, const Passphrase& passphrase);

// For the start of centerd: the same by the newest root, whose version comes back, unless somebody is at work
// in the folder: they do it themselves. kUntrusted "keys.strange_root": as ReadNewestRoot says.
Result<std::int64_t> SettleCenterKeys(storage::Disk& disk, const Clock& clock, const std::string& county,
                                      const Passphrase& passphrase);

}  // namespace lianxiao::center
