// Brings the library in step with the catalog: plans, fetches, holds what became whole, lets go of what is
// not needed any more. Everything it does can be cut at any moment; the next plan starts from what is there.
// Used from one thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/blobs/mover.h"
#include "sync/blobs/parts_kept.h"
#include "sync/blobs/planner.h"
#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"
#include "sync/line/speedometer.h"
#include "sync/rounds/line_keeper.h"
#include "sync/rounds/room_keeper.h"
#include "sync/rounds/search_keeper.h"
#include "sync/rounds/status_board.h"

namespace lianxiao::sync {

class LibraryUpdate {
 public:
  LibraryUpdate(const Parts& parts, const Options& options, SearchKeeper& search, LineKeeper& keeper,
                StatusBoard& board);

  // Without the line: holds what became whole just before a power cut, releases what lost a file.
  Status MendFromDisk(const std::string& school, WallTime now);
  // Fetches what may come now until all of it is here, `until`, or the line is gone (kOffline). `turn` is
  // called a few times a second. Without `changed` it looks through the library only now and then.
  Status Run(Line& line, Mirrors& mirrors, const std::string& school, WallTime now, Instant until,
             const std::function<void()>& turn);
  // Takes what is wanted and lies in one of these folders, and asks nobody's leave: no line is used. `turn`
  // as in Run. Fills in what `visit` counts. kOffline: the last folder is gone. For relays the same.
  Status RunFolders(Line& line, Mirrors& folders, const std::string& school, WallTime now, Instant until,
                    const std::function<void()>& turn, StickVisit& visit);
  // Asked a few times a second: somebody cannot wait for the end of Run.
  void MakeWay(std::function<bool()> visitor_waits) { visitor_waits_ = std::move(visitor_waits); }
  // Asked between the steps of what needs no line: the program is to end.
  void StopWhen(std::function<bool()> stopping) { stopping_ = std::move(stopping); }
  // In the last RunFolders some files were wrong or gone, so somebody else should be asked for them.
  bool LostInFolders() const { return lost_in_folders_; }
  void LookAgain() { settled_ = false; }  // What is there, or what is asked for, is another.
  // Someone asked for a round: what was wrong everywhere is tried again.
  void TryAgain();

  bool AllHere() const { return settled_; }  // After the last Run nothing was left to fetch.
  // Fetching ended because something else may be fetched now than when it began: go on at once.
  bool GateChanged() const { return gate_changed_; }
  // Something that might come now is missing.
  bool Wanting() const { return wanting_; }
  // Something waits for the gate.
  bool WaitsForGate() const { return waits_for_gate_; }
  // Tells anew why each lesson waits and when it comes.
  void Explain();
  // And raises a problem for those that will not be here before their hour.
  Status TellLate();

 private:
  using LiesThere = std::function<bool(const formats::Resource&)>;
  // Looks at catalog and library, sets right what needs no line, and says what is to be fetched. With
  // `lies_there` the lessons of which that is true come first.
  Result<std::vector<Want>> Look(const std::string& school, WallTime now,
                                 const LiesThere& lies_there = nullptr);
  // The lessons that a plan has to weigh; counts those behind them.
  Result<std::vector<storage::CatalogEntry>> Lessons(const std::string& school, WallTime now,
                                                     const LiesThere& lies_there = nullptr);
  // A lesson of which nothing is here.
  QueueItem ItemOf(const formats::Resource& resource, const Urgency& urgency);
  enum class Ways { kAll, kWholeFiles };
  Result<Plan> MakePlan(std::span<const storage::CatalogEntry> entries, const std::string& school,
                        WallTime now, Ways ways = Ways::kAll);
  Status Apply(const Plan& plan);
  // The county's bundles, and each lesson of the timetable that names a resource as one more.
  Result<std::vector<formats::Bundle>> AskedFor(WallTime now) const;
  Status AddProgress(std::vector<formats::Bundle>& bundles, WallTime now) const;  // Units of these weeks.
  Result<std::set<std::string>> WantedByPersons() const;  // Pinned, or wished for and not here.
  Status DropSuperseded(const std::vector<Want>& wants);
  Status BeforeFile(const Want& want);
  Status LetGoOfUnneeded(std::span<const storage::CatalogEntry> entries);
  Status Hold(std::span<const Plan::Whole> some);
  Status HoldIfWhole(const std::string& id);
  Status LetGoOfOld(const formats::Resource& old, const formats::Resource& now_held);
  bool Stopping() const { return stopping_ && stopping_(); }
  // One plan and what of it may come now. True: another would bring more.
  Result<bool> RunOnce(Line& line, Mirrors& mirrors, const std::string& school, WallTime now, Instant until,
                       const std::function<void()>& turn);
  std::int64_t RoomBytes() const;
  Status Move(Line& line, Mirrors& mirrors, std::vector<Want> wants, Instant until,
              const std::function<void()>& turn);
  OrderedWants Order(std::vector<Want> wants);
  Result<bool> RunFoldersOnce(Line& line, Mirrors& folders, const std::string& school, WallTime now,
                              Instant until, const std::function<void()>& turn, StickVisit& visit,
                              bool skip_wrong);
  Status CountFolderLosses(const std::vector<Lost>& lost, StickVisit& visit);
  bool IsHopeless(const BlobId& blob);
  Status TellLost(const std::vector<Lost>& lost);
  void ShowProgress(const Mover& mover, bool at_once);
  void ExplainProgress(const Mover& mover);
  void ShowWants(const std::vector<Want>& wants);
  void ShowEntries(std::vector<QueueEntry> entries);

  const Parts& parts_;
  const Options& options_;
  SearchKeeper& search_;
  LineKeeper& keeper_;
  StatusBoard& board_;
  RoomKeeper room_;
  Speedometer speed_;
  bool settled_ = false;
  Instant looked_;
  Instant shown_, explained_;
  std::vector<Want> wants_;      // Of the last look, to explain.
  LessonsBehind behind_;         // What that passed over.
  std::int64_t more_there_ = 0;  // Of those behind, in the folders that were looked through.
  std::int64_t content_ = 0;     // Bytes of lessons that the keeper has not heard of.
  bool plan_anew_ = false;       // The delta of a package was no way.
  bool gate_changed_ = false, wanting_ = false, waits_for_gate_ = false;
  std::function<bool()> visitor_waits_, stopping_;
  std::int64_t holds_ = 0;         // Lessons that became whole since the program began.
  std::set<BlobId> on_their_way_;  // Wanted by the last plan.
  OwnerOfPart part_owners_;        // At the last look.
  std::set<BlobId> failed_deltas_;
  std::map<BlobId, Instant> hopeless_until_;    // Wrong at every mirror; not asked for before.
  std::map<BlobId, std::string> hopeless_;      // What is told of them.
  std::map<BlobId, Instant> not_from_folders_;  // Wrong in each folder and at each relay; likewise.
  bool lost_in_folders_ = false;
  std::optional<Error> trouble_;  // Of journal or disk, met within a callback.
};

}  // namespace lianxiao::sync
