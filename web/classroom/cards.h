// A resource as a card: cover, title, who teaches it, and one chip that says whether it can be played.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/classroom/viewer.h"
#include "web/school_view.h"
#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

// How a resource opens on its page.
Opening OpeningOf(const formats::Resource& resource);

std::string ResourceAddress(std::string_view id);
// "js/pie.js" is called "pie.js".
std::string_view FileName(std::string_view path);
// "/files/{id}/{index}/{name}".
std::string FileAddress(std::string_view id, std::size_t index, std::string_view path);

// The first file of that role that is whole here; empty when there is none.
std::optional<std::size_t> WholeFile(const ResourceOnBox& resource, formats::FileRole role);

// chip_class, chip_icon, chip_text and, while it is on its way, chip_percent.
void AddChip(Fields& fields, const ResourceOnBox& resource, const Page& page, WallTime now);

// All fields of pages/card.html.
Fields Card(const ResourceOnBox& resource, const Page& page, WallTime now);
// The same with the hits of a search marked. `title_html` is SearchHit's: escaped, with <mark>.
Fields Card(const HitOnBox& hit, const Page& page, WallTime now);

// Takes "a &lt; <mark>b</mark>" apart into plain texts, of which some are marked, for a template that
// escapes them again: so no page puts HTML out as it came in.
Fields::List MarkedParts(std::string_view title_html);

}  // namespace lianxiao::web
