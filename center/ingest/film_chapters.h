// Chapters that a film's own container knows of, as a file of the lesson, so that a box need not look for
// them in the film: WebVTT, some hundred bytes. An editor's own list (column 章节) goes before.
#pragma once

#include <string>

#include "center/ingest/ingest.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::center {

// Adds the file to each draft whose main file has at least two chapters. Written to `folder`, under its own
// digest. Errors are the disk's.
Status AddChapters(IngestResult& result, storage::Disk& disk, const std::string& folder);

}  // namespace lianxiao::center
