// A file built into the program by cmake/embed.cmake. Plain value; the bytes live as long as the program.
#pragma once

#include <string_view>

namespace lianxiao {

struct EmbeddedFile {
  std::string_view path;  // Relative to the room that embedded it, e.g. "schema/0001_begin.sql".
  std::string_view bytes;
};

}  // namespace lianxiao
