#include "sync/trust/target_search.h"

#include "sync/trust/delegation.h"

namespace lianxiao::sync {

TargetSearch::TargetSearch(std::string path) : path_(std::move(path)), to_visit_{{"targets", ""}} {}

std::optional<TargetSearch::Step> TargetSearch::Next() {
  while (!found_ && !to_visit_.empty()) {
    auto step = std::move(to_visit_.back());
    to_visit_.pop_back();
    if (visited_.contains(step.role)) continue;
    if (visited_.size() >= kMaxVisitedRoles) {
      gave_up_ = true;
      return std::nullopt;
    }
    visited_.insert(step.role);
    at_ = step.role;
    return step;
  }
  return std::nullopt;
}

void TargetSearch::Look(const formats::TufTargets& targets) {
  if (const auto target = targets.targets.find(path_); target != targets.targets.end()) {
    found_ = target->second;
    return;
  }
  const auto children = Children(targets);
  to_visit_.insert(to_visit_.end(), children.rbegin(), children.rend());
}

// Those that may speak for the path, in the order they are asked.
std::vector<TargetSearch::Step> TargetSearch::Children(const formats::TufTargets& targets) {
  if (!targets.delegations) return {};
  if (const auto& bins = targets.delegations->succinct) return {{BinFor(*bins, path_), at_}};
  std::vector<Step> children;
  for (const auto& role : targets.delegations->roles) {
    if (!SpeaksFor(role, path_)) continue;
    children.push_back({role.name, at_});
    if (role.terminating) {
      to_visit_.clear();
      break;
    }
  }
  return children;
}

}  // namespace lianxiao::sync
