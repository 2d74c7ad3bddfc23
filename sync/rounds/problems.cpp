#include "sync/rounds/problems.h"

#include <algorithm>

namespace lianxiao::sync {

Status SetProblems(storage::BoxState& state, std::string_view key, const std::vector<std::string>& subjects,
                   WallTime now) {
  LIANXIAO_ASSIGN(const auto known, state.Problems());
  for (const auto& problem : known) {
    if (problem.key != key || std::ranges::count(subjects, problem.subject) > 0) continue;
    LIANXIAO_TRY(state.Clear(key, problem.subject));
  }
  for (const auto& subject : subjects) {
    const bool is_known = std::ranges::any_of(
        known, [&](const auto& problem) { return problem.key == key && problem.subject == subject; });
    if (!is_known) LIANXIAO_TRY(state.Raise({std::string(key), subject, now}));
  }
  return {};
}

}  // namespace lianxiao::sync
