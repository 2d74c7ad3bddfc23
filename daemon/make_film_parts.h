// What is made of a film while a folder is imported, for who looks for a place in it.
#pragma once

#include <string>

#include "center/ingest/ingest.h"
#include "daemon/console.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::daemon {

enum class Thumbnails { kNone, kMade };

// Adds chapters and small pictures to the drafts; `folder` keeps what was made. Says what it works on and
// what could not be made.
Status MakeFilmParts(const Console& console, storage::Disk& disk, const std::string& folder,
                     Thumbnails thumbnails, center::IngestResult& result);

}  // namespace lianxiao::daemon
