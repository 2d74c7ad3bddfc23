// Who may do what with own courseware, and what it is called on pages. Pure but for the look at the accounts.
#pragma once

#include <string>
#include <string_view>

#include "storage/courseware/courseware.h"
#include "web/own/courseware_site.h"
#include "web/people/visitor.h"
#include "web/words/page.h"

namespace lianxiao::web {

// Who added it, and the school's managers.
bool MayChange(const Request& request, const storage::Courseware& item);
// Deleted items and replaced files are seen by who may change them, and by nobody else.
bool MaySee(const Request& request, const storage::Courseware& item);

// kNotFound "own.unknown" also for what this visitor may not see; kRefused "own.not_yours".
Result<storage::Courseware> SeenItem(const CoursewareSite& site, const Request& request,
                                     const std::string& id);
Result<storage::Courseware> ItemToChange(const CoursewareSite& site, const Request& request,
                                         const std::string& id);

// The name is in the accounts alone, so that an erased account leaves none here. Empty then.
std::string OwnerName(const CoursewareSite& site, const std::string& account);

// All fields of pages/own_row.html.
Fields CoursewareRow(const CoursewareSite& site, const storage::Courseware& item, const Page& page,
                     WallTime now);

std::string CoursewareAddress(std::string_view id);
std::string CoursewareFileAddress(const std::string& id, const storage::CoursewareFile& file);
// "video", "audio", "picture", "doc", "slides": a symbol of the sprite and a word of the catalog, own.type_*.
std::string_view CoursewareType(std::string_view media_type);

}  // namespace lianxiao::web
