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

// "lesson.mp4" with `ending` in the place of ".mp4"; with a number before it where another file of the
// resource has that name.
std::string NameBeside(const formats::Resource& resource, const std::string& name, const std::string& ending);
// Enters a file that was made for the draft. Its size and digests are read from the disk.
Status EnterMade(Draft& draft, formats::File file, const std::string& disk_path, storage::Disk& disk);

}  // namespace lianxiao::center
