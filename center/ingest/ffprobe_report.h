// What ffprobe(1) prints with -print_format json -show_format -show_streams -show_chapters, as facts.
#pragma once

#include <string_view>

#include "center/ingest/ingest.h"

namespace lianxiao::center {

// Fills in codecs, profile, pixel format, duration and chapters; media_type becomes audio/mp4 for an MP4
// without pictures. kInvalid when it is not ffprobe's JSON or names no stream.
Status AddFfprobeReport(std::string_view json, MediaFacts& facts);

}  // namespace lianxiao::center
