// What kind of file a teacher brought: by its content, which its name must agree with. What a browser would
// run (pages, drawings with script, programs, office files with macros) is none of them.
#pragma once

#include <istream>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

// The media type. kRefused "own.kind: …" for what is not taken, "own.macros: …", "own.broken: …" when the
// file's structure is cut off, "own.ending: …" when the name says something else.
Result<std::string> KindOfFile(std::istream& file, std::string_view name);

// Before a byte of it is here. kRefused "own.kind: …" for an ending that is never taken.
Status CheckEnding(std::string_view name);

// Whether the browser shows it by itself, so that it need not be saved: film, sound, picture, PDF.
bool ShowsItself(std::string_view media_type);

}  // namespace lianxiao::storage
