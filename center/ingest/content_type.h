// What kind of file it is: by its first bytes, because an ending is only a claim, and by its ending,
// because a style sheet looks like any other text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::center {

// By content: "video/mp4" (any MP4; whether there is a picture, ffprobe knows), "application/pdf",
// "application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip",
// "text/html", "text/vtt", "text/plain", "application/octet-stream", … kNotFound: cannot be read.
Result<std::string> TypeOfContent(const std::string& disk_path);

// By ending, for any file that may be part of a resource: "text/css" for "style.css". Nothing for an
// ending that schools' browsers and office programs do not know.
std::optional<std::string_view> TypeOfEnding(std::string_view path);
std::string Ending(std::string_view path);  // ".mp4", lower case; empty without one.

}  // namespace lianxiao::center
