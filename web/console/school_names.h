// What the console's pages say of a school, from its row alone. Pure.
#pragma once

#include <algorithm>
#include <string>

#include "web/center_view.h"

namespace lianxiao::web {

inline std::string NameOf(const SchoolRow& school) { return school.name.empty() ? school.id : school.name; }

// Its box was shut out, and no other one has joined since.
inline bool IsRevoked(const SchoolRow& school) {
  return std::any_of(school.problems.begin(), school.problems.end(),
                     [](const formats::Problem& problem) { return problem.key == "problem.device_revoked"; });
}

}  // namespace lianxiao::web
