// The chapters of a lesson's film, as its page asks for them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "storage/formats/chapters.h"

namespace lianxiao::web {

// Of file `file` of the resource: its chapters, whole and in order; none when it cannot be read, for a lesson
// plays without. Safe from any thread.
using ChapterSource =
    std::function<std::vector<formats::Chapter>(const std::string& resource, std::size_t file)>;

}  // namespace lianxiao::web
