// The county's shards as the repository offers them now, for CutShards: what says the same keeps its bytes,
// and with them its digest. Used from one thread.
#pragma once

#include <string>

#include "center/publish/shards.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

// Only what the metadata says that `root`'s keys signed, and only bytes that are still as signed. Knows
// nothing when there is no such metadata: then everything is packed. `disk` outlives what is returned.
PackedBefore PublishedShards(storage::Disk& disk, const std::string& county, const formats::TufRoot& root);

}  // namespace lianxiao::center
