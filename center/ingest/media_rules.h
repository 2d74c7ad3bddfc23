// Which files a village school's browsers and office programs can open, and in which column they belong.
// Plain functions; they look at facts, not at the disk.
#pragma once

#include <string>
#include <vector>

#include "center/ingest/columns.h"
#include "center/ingest/editor_folder.h"
#include "center/ingest/ingest.h"

namespace lianxiao::center {

// Whether the ending is known and goes in this column.
std::vector<Complaint> CheckEnding(Column column, const std::string& path);
// Whether the bytes are what the ending says, and play everywhere. `facts` come from a MediaProbe.
std::vector<Complaint> CheckMedia(const std::string& path, const MediaFacts& facts);
// A subtitle file as WebVTT (W3C): UTF-8, the mark, and at least one cue.
std::vector<Complaint> CheckSubtitle(const std::string& path, std::string_view text);
// Chapters as WebVTT, which boxes read themselves (storage/formats/chapters.h).
std::vector<Complaint> CheckChapters(const std::string& path, std::string_view text);

}  // namespace lianxiao::center
