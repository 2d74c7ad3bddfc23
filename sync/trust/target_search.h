// Who speaks for a target: the search through delegations of the specification (5.6.7), pre-order and depth
// first. The class only decides; its caller brings in each role that is asked for and shows it:
//
//   Next() ─role, delegator─▶ caller verifies it in the TrustedSet ─▶ Look(its targets) ─▶ Next() …
//
// A role counts once however many delegate to it, so that circles end; a terminating delegation that
// matches keeps all that come after it from being asked. A role that cannot be verified ends the search: then
// the caller just stops. Used from one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/formats/tuf.h"

namespace lianxiao::sync {

inline constexpr std::size_t kMaxVisitedRoles = 256;  // For one target.

class TargetSearch {
 public:
  explicit TargetSearch(std::string path);

  struct Step {
    std::string role;
    std::string delegator;  // Empty for "targets", with which every search begins.
  };
  // The role to look at now. Absent: the search is over; found() tells how it ended.
  std::optional<Step> Next();
  // What the role that Next() named says.
  void Look(const formats::TufTargets& targets);

  const std::optional<formats::TufTarget>& found() const { return found_; }
  bool gave_up() const { return gave_up_; }  // After kMaxVisitedRoles, with more to ask.

 private:
  std::vector<Step> Children(const formats::TufTargets& targets);

  const std::string path_;
  std::vector<Step> to_visit_;  // The next one last.
  std::set<std::string> visited_;
  std::string at_;
  std::optional<formats::TufTarget> found_;
  bool gave_up_ = false;
};

}  // namespace lianxiao::sync
