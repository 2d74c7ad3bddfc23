// The steady color and glyph of a school subject, the same on every page.
#pragma once

#include <string_view>

namespace lianxiao::web {

// "s-math" for 数学: a class of style.css and a symbol of sprite.svg. "s-general" for a subject that has
// none of its own.
std::string_view SubjectStyle(std::string_view subject);

// The symbol for a type of resource: "video" for 录播课, "slides" for 课件, …
std::string_view TypeGlyph(std::string_view type);

}  // namespace lianxiao::web
