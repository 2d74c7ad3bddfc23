// The pages of slides and documents, made while a folder is imported.
#pragma once

#include <string>

#include "center/ingest/ingest.h"
#include "daemon/console.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::daemon {

// Adds them to the drafts; `folder` keeps what was made. Says what it works on and what could not be made.
Status MakePages(const Console& console, storage::Disk& disk, const std::string& folder,
                 center::IngestResult& result);

}  // namespace lianxiao::daemon
