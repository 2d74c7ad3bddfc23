// Fetches blobs, in the order of the plan, over several connections and from whichever mirror is well. One
// mover serves one round. Whatever ends it (the line, the time, a stop), the pieces that came are kept.
// Used from one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "storage/base/time.h"
#include "sync/blobs/blob_job.h"
#include "sync/line/line.h"
#include "sync/line/mirror_flow.h"
#include "sync/line/mirrors.h"

namespace lianxiao::sync {

struct Lost {
  Want want;
  Error why;  // kCorrupt, kNotFound, kNoSpace, kInvalid, …: this round will not bring it.
};

// What a mover is doing, for the status page.
struct JobProgress {
  const Want* want = nullptr;
  std::int64_t bytes_done = 0, bytes_total = 0;
  bool active = false;
};

struct MoverOptions {
  int connections = 16;  // The most to one mirror.
  std::int64_t keep_free_bytes = 0;
};

class Mover {
 public:
  // Callbacks come from within Move.
  struct Hooks {
    std::function<void(const Want&)> arrived;  // It is in the library now.
    std::function<void(std::int64_t)> bytes;   // So many more came.
    std::function<void()> turn;                // A few times a second.
    std::function<bool()> go_on;               // Asked then; false ends the move, as `until` does.
    // Before a file begins; may make room for it. Null: there is room.
    std::function<Status(const Want&)> room = nullptr;
    // So many bytes of lessons may still come, as of now; null: any number. What is asked for beyond what
    // came counts, so that connections together never ask for more.
    std::function<std::int64_t()> may_come = nullptr;
  };

  Mover(Line& line, Mirrors& mirrors, JobPlaces places, const Clock& clock, MoverOptions options,
        Hooks hooks);
  ~Mover();

  // Until everything came or is lost, or `until`, or go_on says no, or the line is gone: kOffline, with the
  // last reason.
  Status Move(std::vector<Want> wants, Instant until);

  const std::vector<Lost>& lost() const { return lost_; }
  const std::vector<BlobId>& failed_deltas() const { return failed_deltas_; }
  // The delta of a package was no way: a new plan brings its files one by one.
  bool plan_anew() const { return plan_anew_; }
  std::vector<JobProgress> Progress() const;

 private:
  struct Stream;
  using Jobs = std::list<BlobJob>;

  void LookAtFlows();
  Came SinceLastLook(int mirror, const Came& came);
  void FillSlots();
  bool FillOneSlot();
  bool Start(BlobJob& job, std::span<const int> usable);
  AskLimits LimitsFor(const BlobJob& job, int mirror) const;
  std::int64_t LeftToAsk() const;
  std::int64_t MayAsk() const;
  std::span<const int> WithRoom(const std::vector<int>& usable) const;
  bool ForgetOne();
  void ForgetForgotten();
  bool MakeReady(BlobJob& job);
  bool IsUnpacking() const;
  bool FellBack(const BlobJob& job);
  Status CheckSpace(const Want& want) const;
  void SettleStreams();
  void Settle(Stream& stream);
  void SettleJobs();
  bool Step(BlobJob& job);
  bool IsActive(const BlobJob& job) const;
  void Lose(const BlobJob& job, Error why);
  void LetGo(const BlobJob& job);
  void LetGo(std::list<Stream>::iterator stream);
  void LetGoOfAll();
  bool WaitForMirror();

  Line& line_;
  Mirrors& mirrors_;
  JobPlaces places_;
  const Clock& clock_;
  MoverOptions options_;
  Hooks hooks_;
  Jobs jobs_;
  std::list<Stream> streams_;
  std::vector<MirrorFlow> flows_;            // By mirror.
  std::map<int, std::int64_t> ended_bytes_;  // By mirror: what ended ranges brought since the last look.
  std::map<int, Came> came_before_;          // By mirror (Line::CameFrom).
  std::vector<Lost> lost_;
  std::vector<BlobId> failed_deltas_;
  bool full_ = false;  // The disk: nothing new is begun.
  bool plan_anew_ = false;
  Error last_cut_{ErrorCode::kOffline, "no mirror can be reached"};
};

}  // namespace lianxiao::sync
