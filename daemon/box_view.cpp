#include "daemon/box_view.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"

namespace lianxiao::daemon {
namespace {

constexpr std::size_t kCameShown = 3;  // The rest is on /wishes.
constexpr std::size_t kQueueShown = 50;
constexpr std::size_t kLessonsShown = 100;
constexpr std::size_t kSuggestions = 8;  // What fits under the search box of a phone with its keyboard open.

web::SyncState StateOf(sync::Activity activity) {
  switch (activity) {
    case sync::Activity::kUnenrolled: return web::SyncState::kUnenrolled;
    case sync::Activity::kIdle: return web::SyncState::kIdle;
    case sync::Activity::kChecking: return web::SyncState::kChecking;
    case sync::Activity::kFetching: return web::SyncState::kFetching;
    case sync::Activity::kWaiting: return web::SyncState::kWaiting;
  }
  std::abort();
}

// When the last transfer of this resource will be through, going by the queue's order and the speed of
// late. Absent while there is no speed to go by.
const sync::QueueEntry* InQueue(const std::string& resource, const sync::EngineStatus& engine) {
  const auto found = std::ranges::find(engine.lessons, resource, &sync::QueueEntry::resource);
  return found == engine.lessons.end() ? nullptr : &*found;
}

web::LessonState StateOf(const formats::TimetableLesson& lesson, const web::ResourceOnBox* resource,
                         const sync::EngineStatus& engine, WallTime now) {
  if (resource == nullptr) {
    const bool live = lesson.kind == "直播" && lesson.resource.empty();
    return live ? web::LessonState::kLive : web::LessonState::kNone;
  }
  if (resource->playable) return web::LessonState::kReady;
  if (lesson.starts <= now) return web::LessonState::kLate;
  const auto* waiting = InQueue(lesson.resource, engine);
  const bool late = waiting != nullptr && (waiting->promise == sync::Promise::kTooLate ||
                                           (waiting->expected && *waiting->expected > lesson.starts));
  return late ? web::LessonState::kLate : web::LessonState::kComing;
}

web::LineNow LineOf(const sync::LinePicture& line) {
  return {.open = line.open,
          .why = std::string(sync::Word(line.why)),
          .until = line.until,
          .bytes_per_second = line.bytes_per_second,
          .quota_bytes = line.quota_bytes,
          .quota_used = line.quota_used,
          .quota_left = line.quota_left,
          .quota_renews = line.metered ? std::optional(line.quota_renews) : std::nullopt,
          .speed = line.speed.mean,
          .measured = line.speed.measured,
          .cut = {},
          .cut_words = {},
          .cut_at = {}};
}

web::WaitingLesson LessonOf(const sync::QueueEntry& entry) {
  return {.resource = entry.resource,
          .title = entry.title,
          .rank = std::string(sync::Word(entry.rank)),
          .bytes = entry.bytes,
          .needed_by = entry.needed_by,
          .why = std::string(sync::Word(entry.why)),
          .until = entry.until,
          .expected = entry.expected,
          .safely = entry.safely,
          .promise = std::string(sync::Word(entry.promise)),
          .smaller = entry.smaller};
}

web::ServedFile Served(const formats::File& file, const storage::BlobOnDisk& blob) {
  const auto slash = file.path.find_last_of('/');
  return {.disk_path = blob.path,
          .size_bytes = blob.size_bytes,
          .etag = blob.id.Hex(),
          .media_type = file.media_type,
          .name = slash == std::string::npos ? file.path : file.path.substr(slash + 1)};
}

}  // namespace

BoxView::BoxView(Parts parts, std::string program, std::string data)
    : parts_(parts), program_(std::move(program)), data_(std::move(data)), started_(parts.clock.Now()) {}

Result<web::ListOnBox> BoxView::List(const storage::CatalogFilter& filter,
                                     const storage::Paging& paging) const {
  LIANXIAO_ASSIGN(const auto page, parts_.catalog.List(filter, paging));
  const auto engine = parts_.engine.Now();
  web::ListOnBox list{.resources = {}, .total = page.total};
  for (const auto& entry : page.entries) list.resources.push_back(Describe(entry, engine));
  return list;
}

Result<std::vector<storage::Facet>> BoxView::Facets(const std::string& field,
                                                    const storage::CatalogFilter& filter) const {
  return parts_.catalog.Facets(field, filter);
}

Result<web::ResourceOnBox> BoxView::Find(const std::string& id) const {
  LIANXIAO_ASSIGN(const auto entry, parts_.catalog.Find(id));
  auto resource = Describe(entry, parts_.engine.Now());
  LIANXIAO_ASSIGN(resource.times_opened, parts_.usage.TimesOpened(id));
  LIANXIAO_ASSIGN(resource.pinned, parts_.marks.IsPinned(id));
  LIANXIAO_ASSIGN(const auto wished, parts_.wishes.Open());
  resource.wished = wished.contains(id);
  return resource;
}

Result<web::SearchOnBox> BoxView::Search(const std::string& query, const storage::Paging& paging) const {
  LIANXIAO_ASSIGN(const auto page, parts_.search.Find(query, paging));
  const auto engine = parts_.engine.Now();
  web::SearchOnBox found{.hits = {},
                         .total = page.total,
                         .more = page.more,
                         .filters = page.filters,
                         .match = page.match,
                         .filling = parts_.search.Outdated()};
  for (const auto& hit : page.hits) {
    const auto entry = parts_.catalog.Find(hit.id);
    if (!entry) continue;  // Withdrawn a moment ago; the index follows.
    found.hits.push_back({Describe(*entry, engine), hit.title_html});
  }
  return found;
}

Result<std::vector<std::string>> BoxView::Suggest(const std::string& typed) const {
  return parts_.search.Suggest(typed, kSuggestions);
}

Result<web::ServedFile> BoxView::FileOf(const std::string& id, std::int64_t index) const {
  LIANXIAO_ASSIGN(const auto entry, parts_.catalog.Find(id));
  const auto& files = entry.Shown().files;
  if (index < 0 || index >= static_cast<std::int64_t>(files.size())) {
    return Fail(ErrorCode::kNotFound, id + " has no file " + std::to_string(index));
  }
  return Serve(files[static_cast<std::size_t>(index)]);
}

Result<web::ServedFile> BoxView::PackageFile(const std::string& id, const std::string& path) const {
  LIANXIAO_ASSIGN(const auto entry, parts_.catalog.Find(id));
  const auto& shown = entry.Shown();
  if (!shown.IsPackage()) return Fail(ErrorCode::kNotFound, id + " is no HTML5 package");
  for (const auto& file : shown.files) {
    const bool in_package = file.role == formats::FileRole::kMain || file.role == formats::FileRole::kPackage;
    if (in_package && file.path == path) return Serve(file);
  }
  return Fail(ErrorCode::kNotFound, id + " has no file of that name");
}

Result<web::ServedFile> BoxView::Serve(const formats::File& file) const {
  LIANXIAO_ASSIGN(const auto blob, parts_.library.Lend(file.blob));
  return Served(file, blob);
}

Status BoxView::Record(std::vector<formats::Event> events) {
  LIANXIAO_ASSIGN(const auto known, parts_.state.TrustedTime());
  const auto wall = parts_.clock.Wall();
  for (auto& event : events) {
    if (event.id.empty()) event.id = ToHex(RandomBytes(16));
    if (event.boot.empty()) event.boot = parts_.clock.BootId();
    if (event.uptime_ms == 0) event.uptime_ms = parts_.clock.Now().ms;
    if (event.wall.ms == 0) {
      event.wall = wall;
      event.clock = Judge(wall, known, KernelClockIsDisciplined());
    }
    if (event.version == 0 && !event.resource.empty()) {
      if (const auto entry = parts_.catalog.Find(event.resource)) event.version = entry->Shown().version;
    }
  }
  LIANXIAO_TRY(parts_.usage.Append(events));
  (void)parts_.opened.Note(events, wall);  // A comfort: the use is counted whatever becomes of it.
  return {};
}

web::RelayNow BoxView::RelayOf(const sync::EngineStatus& engine) const {
  web::RelayNow now;
  for (const auto& relay : engine.relays) {
    now.asked.push_back({relay.base, relay.found, std::string(Word(relay.state)), relay.trip_ms});
  }
  now.bytes_received = parts_.state.Counter("bytes_from_relays").value_or(0);
  now.batches_handed = engine.handed_to_relays;
  if (parts_.relay == nullptr || !parts_.relay->serving()) return now;
  now.serves = true;
  now.listens = parts_.relay->listens();
  now.serves_at = parts_.relay_address;
  now.by_county = parts_.relay_by_county;
  now.most_bytes_per_second = parts_.relay_rate;
  const auto ways = parts_.relay->Ways();
  now.ways = ways.files;
  now.ways_bytes = ways.bytes;
  const auto post = parts_.relay->Post();
  now.post_boxes = post.boxes;
  now.post_batches = post.batches;
  now.post_bytes = post.bytes;
  const auto offers = parts_.relay->Offers();
  now.offers = offers.offers;
  now.offers_bytes = offers.bytes;
  now.batches_delivered = parts_.state.Counter("relay_batches").value_or(0);
  return now;
}

web::BoxStatus BoxView::BoxStatusNow() const {
  web::BoxStatus status;
  status.program = program_;
  if (const auto enrolled = parts_.state.Enrolment(); enrolled && *enrolled) {
    const auto& grant = (*enrolled)->grant;
    status.device = grant.device;
    status.school = grant.school;
    status.school_name = grant.school_name;
    status.center_name = grant.center_name;
    status.center_address = grant.center_address;
  }
  if (const auto totals = parts_.catalog.Totals()) {
    status.resources = totals->resources;
    status.cached = totals->cached;
    status.outdated = totals->outdated;
  }
  if (const auto totals = parts_.library.Totals()) status.bytes = totals->bytes;

  const auto engine = parts_.engine.Now();
  status.bytes_missing = engine.bytes_missing;
  status.catalog_version = engine.catalog_version;
  status.state = StateOf(engine.activity);
  status.bytes_per_second = engine.bytes_per_second;
  status.next_contact = engine.next_contact;
  status.expected_finish = engine.expected_finish;
  status.queue_total = static_cast<std::int64_t>(engine.queue.size()) + engine.behind.files;
  for (const auto& t : engine.queue) {
    if (status.queue.size() == kQueueShown) break;
    status.queue.push_back({t.resource, t.title, t.path, t.bytes_done, t.bytes_total, t.active});
  }
  status.bytes_received_total = parts_.state.Counter("bytes_received").value_or(0);
  status.bytes_sent_total = parts_.state.Counter("bytes_sent").value_or(0);
  status.starts = parts_.state.Counter("starts").value_or(0);
  status.last_contact = parts_.state.Moment("last_contact").value_or(std::nullopt);
  status.last_sync = parts_.state.Moment("last_sync").value_or(std::nullopt);
  if (const auto totals = parts_.usage.Totals()) {
    status.usage_pending = totals->pending;
    status.usage_acknowledged = totals->acknowledged;
  }
  status.disk_free_bytes = parts_.disk.FreeBytes(data_).value_or(0);
  std::error_code ignored;
  status.disk_total_bytes = static_cast<std::int64_t>(std::filesystem::space(data_, ignored).capacity);
  status.uptime_s = (parts_.clock.Now() - started_) / kSecondMs;
  status.now = parts_.clock.Wall();
  const auto known = parts_.state.TrustedTime().value_or(WallTime{});
  status.clock_plausible = Judge(status.now, known, false) != formats::ClockQuality::kUnset;
  if (parts_.stick != nullptr) status.stick = parts_.stick->Stick();
  status.relay = RelayOf(engine);
  if (const auto wishes = parts_.wishes.All()) {
    for (const auto& wish : *wishes) {
      if (!wish.came || status.came.size() == kCameShown) continue;
      const auto entry = parts_.catalog.Find(wish.resource);
      if (entry && entry->held) status.came.push_back({wish.resource, entry->held->title});
    }
  }
  if (auto problems = parts_.state.Problems()) status.problems = *std::move(problems);
  if (const auto letter = parts_.letter.Newest()) {
    // By the latest time known: a clock that woke up in 1970 must not bring back what is over.
    const auto latest = std::max(status.now, known);
    std::ranges::copy_if(letter->notices, std::back_inserter(status.notices),
                         [&](const auto& notice) { return notice.until > latest; });
  }
  return status;
}

web::QueueNow BoxView::Queue() const {
  const auto engine = parts_.engine.Now();
  web::QueueNow queue{.line = LineOf(engine.line), .lessons = {}, .total = 0};
  if (engine.cut) {
    queue.line.cut = sync::Word(engine.cut->kind);
    queue.line.cut_words = engine.cut->words;
    queue.line.cut_at = engine.cut->at;
  }
  queue.total = static_cast<std::int64_t>(engine.lessons.size()) + engine.behind.lessons;
  for (const auto& entry : engine.lessons) {
    if (queue.lessons.size() == kLessonsShown) break;
    queue.lessons.push_back(LessonOf(entry));
  }
  return queue;
}

Status BoxView::Enrol(const std::string& code) { return parts_.engine.Enrol(code); }

Status BoxView::SyncNow() {
  parts_.engine.RoundSoon();
  return {};
}

web::ResourceOnBox BoxView::Describe(const storage::CatalogEntry& entry,
                                     const sync::EngineStatus& engine) const {
  web::ResourceOnBox resource{.shown = entry.Shown(),
                              .playable = entry.held.has_value(),
                              .published_version = entry.published.version,
                              .files = {},
                              .bytes_here = 0,
                              .bytes_total = 0,
                              .expected = std::nullopt,
                              .times_opened = 0,
                              .pinned = false};
  if (const auto* waiting = InQueue(entry.published.id, engine)) resource.expected = waiting->expected;
  for (const auto& file : resource.shown.files) {
    web::FileOnBox on_box{.file = file, .state = web::FileState::kCached, .bytes_here = file.size_bytes};
    // What is held is whole; only of the rest does each file need a look.
    if (!resource.playable && !parts_.library.Has(file.blob)) {
      on_box.bytes_here = parts_.library.PartBytes(file.blob);
      on_box.state = on_box.bytes_here > 0 ? web::FileState::kPartial : web::FileState::kAbsent;
    }
    resource.files.push_back(std::move(on_box));
  }
  if (entry.UpToDate()) return resource;
  for (const auto& file : entry.published.files) {
    resource.bytes_total += file.size_bytes;
    resource.bytes_here +=
        parts_.library.Has(file.blob) ? file.size_bytes : parts_.library.PartBytes(file.blob);
  }
  return resource;
}

Result<web::ListOnBox> BoxView::NewlyArrived(std::int64_t limit) const {
  LIANXIAO_ASSIGN(const auto ids, parts_.catalog.LatestHeld(limit));
  const auto engine = parts_.engine.Now();
  web::ListOnBox list;
  for (const auto& id : ids) {
    if (const auto entry = parts_.catalog.Find(id)) list.resources.push_back(Describe(*entry, engine));
  }
  list.total = static_cast<std::int64_t>(list.resources.size());
  return list;
}

Result<std::vector<web::LessonOnBox>> BoxView::Timetable(WallTime from, WallTime to) const {
  LIANXIAO_ASSIGN(const auto lessons, parts_.letter.Timetable(from, to));
  const auto engine = parts_.engine.Now();
  std::vector<web::LessonOnBox> on_box;
  for (const auto& lesson : lessons) {
    auto& one = on_box.emplace_back(web::LessonOnBox{.lesson = lesson, .resource = std::nullopt});
    const auto entry = lesson.resource.empty() ? Fail(ErrorCode::kNotFound, "none named")
                                               : parts_.catalog.Find(lesson.resource);
    if (entry) one.resource = Describe(*entry, engine);
    one.state = StateOf(lesson, one.resource ? &*one.resource : nullptr, engine, parts_.clock.Wall());
  }
  return on_box;
}

}  // namespace lianxiao::daemon
