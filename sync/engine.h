// Keeps this box in step with its county: one thread that makes rounds.
//
//   round: metadata ─▶ shards, bundles ─▶ catalog ─▶ plan ─▶ blobs ─▶ hold ─▶ usage, status up
//
// The classroom never waits for it; what it learns is in the journal and the library. A round that meets
// a lost line ends and tries again later, with growing, jittered pauses; a refused file is told in
// BoxState::Problems and what was trusted before goes on being served.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/county_letter.h"
#include "storage/lesson_marks.h"
#include "storage/lesson_wishes.h"
#include "storage/library.h"
#include "storage/line_rows.h"
#include "storage/part_owners.h"
#include "storage/post/post_book.h"
#include "storage/relay_shelf.h"
#include "storage/relay_spool.h"
#include "storage/search/index.h"
#include "storage/teaching/week_units.h"
#include "storage/usage_log.h"
#include "storage/way_shelf.h"
#include "sync/blobs/lessons_ahead.h"
#include "sync/blobs/ordered_wants.h"
#include "sync/courier/stick_load.h"
#include "sync/line/cut_kind.h"
#include "sync/plan/line_plan.h"
#include "sync/relay/relay_order.h"
#include "sync/shown_list.h"

namespace lianxiao::storage {
class RelayOffers;  // storage/relay_offers.h
}

namespace lianxiao::sync {

class AccountTaker;  // account_taker.h
struct OfferParts;   // offers/offer_round.h

struct Options {
  std::int64_t round_every_ms = 5 * kMinuteMs;  // Between rounds while all is well.
  std::int64_t usage_every_ms = kMinuteMs;      // Events wait at most this long for a line that is up.
  std::int64_t first_pause_ms = 2 * kSecondMs;  // After a failed round; doubles up to…
  std::int64_t longest_pause_ms = 15 * kMinuteMs;
  std::int64_t connect_ms = 10 * kSecondMs;
  std::int64_t stall_ms = 10 * kSecondMs;  // No byte for so long: the transfer counts as cut.
  std::int64_t max_bytes_per_second = 0;   // 0: as fast as the line.
  // So many lessons to come are planned at a time, those behind them counted: a plan of 4,000 takes about
  // 20 MB, and a line of 20 Mbit/s brings as many small lessons in some minutes.
  std::size_t lessons_ahead = 4'000;
  int connections = 128;  // The most to one mirror; how many are used, the line tells.
  std::int64_t keep_free_bytes = std::int64_t{1} << 30;  // New content stops below this.
  std::int64_t content_bytes = 0;                        // Most that lessons may take; 0: what the disk has.
  // Places that hold the repository, asked before those of the grant: http, https or file: URLs. Folders come
  // from here alone: no center makes a box read its own disk.
  std::vector<std::string> mirrors;
  // Relays on the school's own network (sync/relay/): asked before all mirrors, at no cost to windows and
  // quota.
  std::vector<std::string> relays;
  // Events that no receipt covers: beyond so many a person is told. They take half of the room that is kept
  // for usage (docs/disk.md); a school of 500 events a day comes here in more than a year.
  std::int64_t many_events_wait = 250'000;
  std::int64_t key_days = 365;  // This box replaces its keys so often; 0: only when a person asks.
  PlanOptions plan;             // Windows, quota.
  ZoneOffset zone = MachineOffset();
  std::string program = "lianxiao-schoold";
  std::string hardware;
};

// Everything the engine works on; all outlive it.
struct Parts {
  storage::BoxState& state;
  storage::Catalog& catalog;
  storage::Library& library;
  storage::UsageLog& usage;
  storage::SearchIndex& search;
  storage::Disk& disk;
  const Clock& clock;
  Log& log;
  storage::CountyLetter* letter = nullptr;         // Null: no letters are asked for.
  AccountTaker* accounts = nullptr;                // Of letters; null: this box keeps no accounts.
  storage::LineRows* line_rows = nullptr;          // Null: quota and speed are forgotten with the program.
  storage::LessonMarks* marks = nullptr;           // Null: nothing is pinned, and what made way is forgotten.
  storage::PartOwners* part_owners = nullptr;      // Null: a part that a newer version overtook is dropped.
  storage::RelayShelf* shelf = nullptr;            // Null: this box can be no relay.
  storage::RelaySpool* spool = nullptr;            // Null: it carries no other box's post.
  storage::LessonWishes* wishes = nullptr;         // Null: nobody wishes for a lesson.
  const OfferParts* offers = nullptr;              // Null: nothing is offered to the county.
  const storage::WeekUnits* week_units = nullptr;  // Null: no class has a plan.
  storage::PostBook* posts = nullptr;              // Null: nobody here writes to other schools.
  storage::WayShelf* ways = nullptr;               // Null: this box keeps no deltas for others.
  const std::atomic<bool>* serves = nullptr;  // Whether it is a relay just now; null: where it has a shelf.
  storage::RelayOffers* relay_offers = nullptr;  // Null: it passes on no other school's courseware.
};

enum class Activity { kUnenrolled, kIdle, kChecking, kFetching, kWaiting };

struct Transfer {
  std::string resource, title, path;
  std::int64_t bytes_done = 0, bytes_total = 0;  // On the wire.
  bool active = false;
};

// Why the county was not reached, or reached no more. Plain value.
struct Cut {
  CutKind kind = CutKind::kOther;
  std::string words;  // As in the log.
  WallTime at;
};

// A picture of this moment. Plain value.
struct EngineStatus {
  Activity activity = Activity::kUnenrolled;
  ShownList<Transfer> queue;          // First to come first.
  std::int64_t bytes_missing = 0;     // Of whole files, over all that should be here.
  std::int64_t bytes_per_second = 0;  // Lately.
  std::int64_t catalog_version = 0;
  std::optional<WallTime> next_contact;
  std::optional<WallTime> expected_finish;
  ShownList<QueueEntry> lessons;  // What is in the queue, by lesson, each with why it waits and until when.
  LessonsBehind behind;           // Wanted, too, but so far behind that nobody has looked when they come.
  LinePicture line;
  std::optional<StickVisit> stick;    // The newest visit, also when it is over.
  std::vector<RelaySeen> relays;      // Those this box knows, as it met them last.
  std::int64_t handed_to_relays = 0;  // Batches, since the program began.
  std::optional<Cut> cut;             // The newest since the program began.
};

class Engine {
 public:
  // Starts its thread; the destructor stops it within about a second, parts flushed.
  static Result<std::unique_ptr<Engine>> Start(Parts parts, Options options);
  virtual ~Engine() = default;

  virtual EngineStatus Now() const = 0;  // Safe from any thread.
  virtual void RoundSoon() = 0;          // Safe from any thread.
  // Enrols with a code, on the caller's thread (it waits for the line), then rounds begin. kInvalid: the
  // code has a slip; kOffline; kRefused: used, too old, too many tries; kUntrusted: not that center.
  virtual Status Enrol(const std::string& code) = 0;
  // The same by files, on the caller's thread, without a line: see sync/rounds/enrol.h.
  virtual Result<std::string> MakeRequestFile(const std::string& code, const std::string& code_file) = 0;
  virtual Status TakeGrantFile(const std::string& bytes) = 0;
  // Draws new keys, which the next rounds tell the center. kInvalid when this box is not enrolled.
  virtual Status RotateKeys() = 0;

  // Sticks, each on the engine's thread while the caller waits; kOffline "stick.busy: …" when it does not get
  // to it. kInvalid "stick.not_enrolled: …". All that is not receipted, cut and sealed, with a report: to go
  // up by a stick as well as over the line.
  virtual Result<StickLoad> LoadStick() = 0;
  // kNotFound: receipted meanwhile.
  virtual Result<std::string> SealedBatch(const formats::BatchId& id) = 0;
  // From a stick. kUntrusted: not our center's word for this box. False: nothing new.
  virtual Result<bool> TakeReceipt(const std::string& receipt) = 0;
  virtual Result<bool> TakeLetter(const std::string& sealed) = 0;
  virtual Result<bool> TakePost(const std::string& sealed) = 0;
  // Takes what is wanted from `folder`, which holds the repository, as soon as may be; does not wait for it.
  // What became of it is in Now().stick. kInvalid: no folder that can be named so.
  virtual Status VisitStick(const std::string& folder) = 0;

  // Relays that announce themselves on the school's network just now: base URLs, best first, in the place of
  // those before. Nobody believes them. Safe from any thread.
  virtual void RelaysFound(std::vector<std::string> bases) = 0;
};

}  // namespace lianxiao::sync
