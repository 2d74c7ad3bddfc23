// A county's catalog of any size, from the outlines of real textbooks in ../shared/data/curriculum.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/search/index.h"

namespace lianxiao::bench {

struct Outline {
  std::string grade, subject, edition, volume, unit, lesson, description;
};
// Empty when the outlines are not there.
std::vector<Outline> ReadOutlines();

// The lesson of that number; the same one each time. Every outline comes again and again: taught by others,
// as a recording, slides, a plan, in other editions.
storage::Searchable MakeLesson(const std::vector<Outline>& outlines, std::size_t number);

}  // namespace lianxiao::bench
