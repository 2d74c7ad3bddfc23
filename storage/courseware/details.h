// What a school's own courseware is called and where in the textbooks it belongs; the rules of both. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

// As a teacher typed it; all but the title may be empty. Plain value.
struct CoursewareDetails {
  std::string title, description;
  std::string stage, grade, subject, edition, volume, unit;  // Words of the textbook tree.
  bool operator==(const CoursewareDetails&) const = default;
};

// kInvalid "own.title: …", "own.description: …", "own.place: …": empty, too long, or not to be shown.
Status CheckDetails(const CoursewareDetails& details);

// The name of a chosen file as it is kept: what stands before the last '/' or '\' goes, as some browsers send
// it. kInvalid "own.name: …": empty, longer than 200 bytes, hidden, or not to be shown.
Result<std::string> CleanFileName(std::string_view name);

// "分数的初步认识" of "分数的初步认识.pptx": a title to begin with.
std::string TitleFromName(std::string_view name);

}  // namespace lianxiao::storage
