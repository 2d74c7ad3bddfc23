// What the pages and the API of a school box may know and do. web owns it, daemon implements it, tests
// fake it. Every call is safe from any thread and never waits for the network.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/catalog.h"
#include "storage/formats/letter.h"
#include "storage/formats/status_report.h"
#include "storage/formats/timetable.h"
#include "storage/formats/usage.h"
#include "storage/search/index.h"
#include "web/queue_view.h"
#include "web/relay_now.h"
#include "web/stick_view.h"

namespace lianxiao::web {

enum class FileState { kCached, kPartial, kAbsent };
std::string_view Word(FileState state);  // "cached", "partial", "absent"

struct FileOnBox {
  formats::File file;
  FileState state = FileState::kAbsent;
  std::int64_t bytes_here = 0;
};

struct ResourceOnBox {
  formats::Resource shown;             // The version that opens here, or the published one if none does.
  bool playable = false;               // All of `shown` is whole here.
  std::int64_t published_version = 0;  // > shown.version while an update is on its way.
  std::vector<FileOnBox> files;        // Of `shown`, same order.
  std::int64_t bytes_here = 0, bytes_total = 0;  // Of what is still to come, for the chip.
  std::optional<WallTime> expected;              // When it will be whole, if that can be said honestly.
  std::int64_t times_opened = 0;                 // In this school.
  bool pinned = false;                           // Stays here; told by Find alone.
  bool wished = false;                           // Somebody waits for it (wishes_view.h); told by Find alone.
};

struct ListOnBox {
  std::vector<ResourceOnBox> resources;
  std::int64_t total = 0;
};

// What can be said of a lesson of the timetable before its hour.
enum class LessonState {
  kReady,   // It can be played.
  kComing,  // And will be here before its hour, as far as anyone can tell.
  kLate,    // It will not, or its hour has come.
  kLive,    // Nothing comes: it is held elsewhere, live.
  kNone,    // It names no lesson, or one that this box does not know.
};
std::string_view Word(LessonState state);  // "ready", "coming", …

struct LessonOnBox {
  formats::TimetableLesson lesson;
  std::optional<ResourceOnBox> resource;  // Nothing: none is named, or this box does not know it.
  LessonState state = LessonState::kNone;
};

struct HitOnBox {
  ResourceOnBox resource;
  std::string title_html;
};
struct SearchOnBox {
  std::vector<HitOnBox> hits;
  std::int64_t total = 0;
  bool more = false;                     // There are more than `total`.
  std::vector<storage::Filter> filters;  // Understood as such, in the order they were typed.
  storage::Match match = storage::Match::kExact;
  bool filling = false;  // The index is being filled, so not all is found yet.
};

enum class SyncState {
  kUnenrolled,
  kIdle,
  kChecking,
  kFetching,
  kWaiting
};                                       // kWaiting: line lost, will try again.
std::string_view Word(SyncState state);  // "unenrolled", "idle", …

struct QueueItem {
  std::string resource;  // Id.
  std::string title;
  std::string path;                              // Of the file within it.
  std::int64_t bytes_done = 0, bytes_total = 0;  // On the wire, so a delta is small.
  bool active = false;
};

// A lesson that was wished for and came lately.
struct CameLesson {
  std::string resource, title;
};

struct BoxStatus {
  std::string program;                                                   // "lianxiao-schoold 0.1.0"
  std::string device, school, school_name, center_name, center_address;  // Empty until enrolled.
  // library
  std::int64_t resources = 0, cached = 0, outdated = 0, bytes = 0, bytes_missing = 0;
  std::int64_t catalog_version = 0;
  // sync
  SyncState state = SyncState::kUnenrolled;
  std::int64_t bytes_received_total = 0, bytes_sent_total = 0;
  std::int64_t bytes_per_second = 0;  // Lately, down.
  std::optional<WallTime> last_contact, last_sync, next_contact, expected_finish;
  std::vector<QueueItem> queue;  // At most 50; queue_total counts all.
  std::int64_t queue_total = 0;
  // usage
  std::int64_t usage_pending = 0, usage_acknowledged = 0;
  // disk and machine
  std::int64_t disk_free_bytes = 0, disk_total_bytes = 0;
  std::int64_t uptime_s = 0, starts = 0;
  WallTime now;
  bool clock_plausible = true;  // False: the clock is before what the box has already seen.
  std::vector<formats::Problem> problems;
  std::vector<formats::LetterNotice> notices;  // The county's messages that are not over, oldest first.
  std::optional<StickNow> stick;               // The newest one since the program began.
  RelayNow relay;
  std::vector<CameLesson> came;  // Newest wishes first, a few.
};

// A blob of the library, opened by what it is and not by where it lies.
struct ServedFile {
  std::string disk_path;
  std::int64_t size_bytes = 0;
  std::string etag;
  std::string media_type;
  std::string name;  // To save under.
};

class SchoolView {
 public:
  virtual ~SchoolView() = default;

  virtual Result<ListOnBox> List(const storage::CatalogFilter& filter,
                                 const storage::Paging& paging) const = 0;
  virtual Result<std::vector<storage::Facet>> Facets(const std::string& field,
                                                     const storage::CatalogFilter& filter) const = 0;
  virtual Result<ResourceOnBox> Find(const std::string& id) const = 0;  // kNotFound
  virtual Result<SearchOnBox> Search(const std::string& query, const storage::Paging& paging) const = 0;
  // What somebody who has typed this may want to search for, best first.
  virtual Result<std::vector<std::string>> Suggest(const std::string& typed) const = 0;
  virtual Result<ListOnBox> NewlyArrived(std::int64_t limit) const = 0;  // Newest first.

  // Lessons that are not over at `from` and begin before `to`, by their beginning.
  virtual Result<std::vector<LessonOnBox>> Timetable(WallTime from, WallTime to) const = 0;

  // A file of a resource by its index in ResourceOnBox::files; a package's file by its path. kNotFound
  // also when it is not whole here.
  virtual Result<ServedFile> FileOf(const std::string& id, std::int64_t index) const = 0;
  virtual Result<ServedFile> PackageFile(const std::string& id, const std::string& path) const = 0;

  // Durable when it returns. Fills in id, times, boot and clock where they are empty.
  virtual Status Record(std::vector<formats::Event> events) = 0;

  virtual BoxStatus BoxStatusNow() const = 0;
  virtual QueueNow Queue() const = 0;

  // Only for requests that came over the control socket.
  virtual Status Enrol(const std::string& code) = 0;  // kInvalid, kOffline, kRefused
  virtual Status SyncNow() = 0;                       // Does not wait for the round to end.
};

}  // namespace lianxiao::web
