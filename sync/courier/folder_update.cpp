// LibraryUpdate (sync/rounds/library_update.h) from folders: no window, no quota and no turn holds it up, and
// nothing of it counts as traffic.
#include <algorithm>
#include <set>

#include "sync/rounds/library_update.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

bool Holds(const Line& line, const Mirrors& folders, const BlobId& blob) {
  for (int i = 0; i < folders.Count(); ++i) {
    if (line.Holds(folders.Url(i, BlobPath(blob)))) return true;
  }
  return false;
}

// Whole files where a folder has them: a delta saves bytes on a line, and here there is none. What it has
// only as a delta from what is here, as a full stick may, comes by that.
std::vector<Want> HeldBy(const Line& line, const Mirrors& folders, std::vector<Want> whole,
                         std::vector<Want> cheapest) {
  std::erase_if(whole, [&](const Want& want) { return !Holds(line, folders, want.file.blob); });
  std::set<std::string> come_whole;
  for (const auto& want : whole) come_whole.insert(want.resource);
  for (auto& want : cheapest) {
    if (!want.delta || come_whole.contains(want.resource) || !Holds(line, folders, want.delta->blob))
      continue;
    whole.push_back(std::move(want));
  }
  return whole;
}

}  // namespace

Status LibraryUpdate::RunFolders(Line& line, Mirrors& folders, const std::string& school, WallTime now,
                                 Instant until, const std::function<void()>& turn, StickVisit& visit) {
  if (settled_ && parts_.clock.Now() - looked_ < kLookAgainMs) return {};
  // What was wrong there a while ago still is; a stick just plugged in may be another one.
  bool skip_wrong = visit.folder.empty();
  lost_in_folders_ = false;
  // Each time a lesson more is here, so it ends.
  for (bool again = true; again; skip_wrong = true) {
    LIANXIAO_ASSIGN(again, RunFoldersOnce(line, folders, school, now, until, turn, visit, skip_wrong));
    again = again && !Stopping() && !(visitor_waits_ && visitor_waits_()) && parts_.clock.Now() < until;
  }
  return {};
}

Result<bool> LibraryUpdate::RunFoldersOnce(Line& line, Mirrors& folders, const std::string& school,
                                           WallTime now, Instant until, const std::function<void()>& turn,
                                           StickVisit& visit, bool skip_wrong) {
  const auto lies_there = [&](const formats::Resource& resource) {
    const auto holds = [&](const auto& one) { return Holds(line, folders, one.blob); };
    return std::ranges::any_of(resource.files, holds) || std::ranges::any_of(resource.Ways(), holds);
  };
  LIANXIAO_ASSIGN(auto wants, Look(school, now, lies_there));
  LIANXIAO_TRY(DropSuperseded(wants));
  LIANXIAO_ASSIGN(const auto entries, Lessons(school, now, lies_there));
  const bool passed_some_over = more_there_ > 0;
  LIANXIAO_ASSIGN(auto whole, MakePlan(entries, school, now, Ways::kWholeFiles));
  const auto clock_now = parts_.clock.Now();
  std::erase_if(not_from_folders_, [&](const auto& known) { return known.second <= clock_now; });
  if (skip_wrong) {
    const auto wrong = [&](const Want& want) { return not_from_folders_.contains(want.file.blob); };
    std::erase_if(whole.wants, wrong);
    std::erase_if(wants, wrong);
  }
  wants = HeldBy(line, folders, std::move(whole.wants), std::move(wants));
  if (wants.empty()) return false;
  for (const auto& want : wants) visit.bytes_total += want.file.size_bytes - want.bytes_here;
  trouble_.reset();
  const auto held_before = holds_, visit_began = holds_ - visit.lessons;
  Mover* moving = nullptr;
  const Mover::Hooks hooks{[&](const Want& want) {
                             hopeless_.erase(want.file.blob);
                             hopeless_until_.erase(want.file.blob);
                             if (auto held = HoldIfWhole(want.resource); !held && !trouble_)
                               trouble_ = held.error();
                           },
                           [&](std::int64_t bytes) { visit.bytes_done += bytes; },
                           [&] {
                             visit.lessons = holds_ - visit_began;
                             board_.Update([&](EngineStatus& status) {
                               if (status.stick && status.stick->state == StickVisit::State::kReading)
                                 status.stick = visit;
                             });
                             ShowProgress(*moving, false);
                             turn();
                           },
                           [&] { return !(visitor_waits_ && visitor_waits_()); },
                           [&](const Want& want) { return BeforeFile(want); }};
  Mover mover(line, folders, {parts_.library, parts_.disk, parts_.log, folders.Count()}, parts_.clock,
              {options_.connections, options_.keep_free_bytes}, hooks);
  moving = &mover;
  const auto moved = mover.Move(std::move(wants), until);
  failed_deltas_.insert(mover.failed_deltas().begin(), mover.failed_deltas().end());
  LIANXIAO_TRY(Look(school, now));  // What is shared by several resources shows in a new look.
  visit.lessons = holds_ - visit_began;
  LIANXIAO_TRY(CountFolderLosses(mover.lost(), visit));
  if (trouble_) return Fail(*trouble_);
  LIANXIAO_TRY(moved);
  return passed_some_over && holds_ > held_before;
}

// A folder's losses are no reason not to ask the line for the same; room on the disk is.
Status LibraryUpdate::CountFolderLosses(const std::vector<Lost>& lost, StickVisit& visit) {
  std::vector<std::string> no_space;
  lost_in_folders_ = lost_in_folders_ || !lost.empty();
  for (const auto& [want, why] : lost) {
    if (why.code != ErrorCode::kNoSpace) {
      not_from_folders_[want.file.blob] = parts_.clock.Now() + kCorruptAgainMs;
    }
    const auto told = want.title + " (" + want.file.path + "): " + why.message;
    parts_.log.Warning("from a folder or relay: " + told);
    if (why.code == ErrorCode::kNoSpace) no_space.push_back(told);
    if (why.code == ErrorCode::kCorrupt) ++visit.damaged;
  }
  visit.no_room = static_cast<std::int64_t>(no_space.size());
  if (no_space.empty()) return {};
  return SetProblems(parts_.state, problem::kNoSpace, no_space, parts_.clock.Wall());
}

}  // namespace lianxiao::sync
