#include "storage/courseware/details.h"

#include <array>

#include "storage/formats/field_rules.h"

namespace lianxiao::storage {
namespace {

// A title fits on a card; a description is a paragraph; a word of the tree is what the county's lists have.
constexpr std::size_t kTitleBytes = 300, kDescriptionBytes = 4'000, kPlaceBytes = 120, kNameBytes = 200;

}  // namespace

Status CheckDetails(const CoursewareDetails& details) {
  if (details.title.empty()) return Fail(ErrorCode::kInvalid, "own.title: give it a title");
  if (const auto good = formats::CheckLine("title", details.title, kTitleBytes); !good) {
    return Fail(good.error().While("own.title"));
  }
  if (const auto good = formats::CheckProse("description", details.description, kDescriptionBytes); !good) {
    return Fail(good.error().While("own.description"));
  }
  const std::array places = {&details.stage,   &details.grade,  &details.subject,
                             &details.edition, &details.volume, &details.unit};
  for (const auto* place : places) {
    if (const auto good = formats::CheckLine("place", *place, kPlaceBytes); !good) {
      return Fail(good.error().While("own.place"));
    }
  }
  return {};
}

Result<std::string> CleanFileName(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != name.npos) name.remove_prefix(slash + 1);
  if (name.empty() || name.starts_with('.')) {
    return Fail(ErrorCode::kInvalid, "own.name: a file needs a name with an ending");
  }
  if (const auto good = formats::CheckLine("name", name, kNameBytes); !good) {
    return Fail(good.error().While("own.name"));
  }
  return std::string(name);
}

std::string TitleFromName(std::string_view name) { return std::string(name.substr(0, name.rfind('.'))); }

}  // namespace lianxiao::storage
