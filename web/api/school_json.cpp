#include "web/api/school_json.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/stick_api.h"
#include "web/classroom/cards.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

FileState StateOf(const ResourceOnBox& resource) {
  if (resource.playable) return FileState::kCached;
  return resource.bytes_here > 0 ? FileState::kPartial : FileState::kAbsent;
}

json LibraryJson(const BoxStatus& s) {
  return {{"resources", s.resources},
          {"cached", s.cached},
          {"outdated", s.outdated},
          {"bytes", s.bytes},
          {"bytes_missing", s.bytes_missing}};
}

json QueueJson(const std::vector<QueueItem>& queue) {
  json items = json::array();
  for (const auto& item : queue) {
    items.push_back({{"resource", item.resource},
                     {"title", item.title},
                     {"path", item.path},
                     {"bytes_done", item.bytes_done},
                     {"bytes_total", item.bytes_total},
                     {"active", item.active}});
  }
  return items;
}

json SyncJson(const BoxStatus& s) {
  return {{"state", Word(s.state)},
          {"bytes_received_total", s.bytes_received_total},
          {"bytes_sent_total", s.bytes_sent_total},
          {"bytes_per_second", s.bytes_per_second},
          {"last_contact", TimeOrNull(s.last_contact)},
          {"last_sync", TimeOrNull(s.last_sync)},
          {"next_contact", TimeOrNull(s.next_contact)},
          {"expected_finish", TimeOrNull(s.expected_finish)},
          {"queue", QueueJson(s.queue)},
          {"queue_total", s.queue_total},
          {"catalog_version", s.catalog_version}};
}

json BoxJson(const BoxStatus& s) {
  return {{"program", s.program},         {"device", s.device},
          {"school", s.school},           {"school_name", s.school_name},
          {"center_name", s.center_name}, {"center_address", s.center_address},
          {"uptime_s", s.uptime_s},       {"starts", s.starts},
          {"now", ToRfc3339(s.now)},      {"clock_plausible", s.clock_plausible}};
}

json FileJson(const std::string& id, std::size_t index, const FileOnBox& on_box) {
  const auto& file = on_box.file;
  return {{"role", Word(file.role)},
          {"path", file.path},
          {"media_type", file.media_type},
          {"language", file.language},
          {"size", file.size_bytes},
          {"blob", file.blob.Hex()},
          {"state", Word(on_box.state)},
          {"bytes_here", on_box.bytes_here},
          {"url", FileAddress(id, index, file.path)}};
}

}  // namespace

std::string_view Word(FileState state) {
  switch (state) {
    case FileState::kCached: return "cached";
    case FileState::kPartial: return "partial";
    case FileState::kAbsent: return "absent";
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

std::string_view Word(SyncState state) {
  switch (state) {
    case SyncState::kUnenrolled: return "unenrolled";
    case SyncState::kIdle: return "idle";
    case SyncState::kChecking: return "checking";
    case SyncState::kFetching: return "fetching";
    case SyncState::kWaiting: return "waiting";
  }
  std::abort();
}

std::string_view Word(LessonState state) {
  switch (state) {
    case LessonState::kReady: return "ready";
    case LessonState::kComing: return "coming";
    case LessonState::kLate: return "late";
    case LessonState::kLive: return "live";
    case LessonState::kNone: return "none";
  }
  std::abort();
}

json ToJson(const LessonOnBox& on_box) {
  const auto& lesson = on_box.lesson;
  return {{"starts", ToRfc3339(lesson.starts)},
          {"ends", ToRfc3339(lesson.ends)},
          {"title", lesson.title},
          {"kind", lesson.kind},
          {"subject", lesson.subject},
          {"stage", lesson.stage},
          {"grade", lesson.grade},
          {"teacher", lesson.teacher},
          {"school", lesson.school},
          {"platform", lesson.platform},
          {"note", lesson.note},
          {"resource", lesson.resource},
          {"state", Word(on_box.state)},
          {"expected", TimeOrNull(on_box.resource ? on_box.resource->expected : std::nullopt)}};
}

json ToJson(const ResourceOnBox& on_box) {
  const auto& r = on_box.shown;
  return {{"id", r.id},
          {"version", r.version},
          {"published_version", on_box.published_version},
          {"title", r.title},
          {"language", r.language},
          {"description", r.description},
          {"keywords", r.keywords},
          {"stage", r.stage},
          {"grade", r.grade},
          {"subject", r.subject},
          {"edition", r.edition},
          {"volume", r.volume},
          {"unit", r.unit},
          {"lesson", r.lesson},
          {"knowledge_points", r.knowledge_points},
          {"type", r.type},
          {"lesson_type", r.lesson_type},
          {"teacher", r.teacher},
          {"school", r.school},
          {"studio", r.studio},
          {"area", r.area},
          {"quality", r.quality},
          {"copyright", r.copyright},
          {"published", r.published},
          {"duration_s", r.duration_s},
          {"state", Word(StateOf(on_box))},
          {"playable", on_box.playable},
          {"bytes_here", on_box.bytes_here},
          {"bytes_total", on_box.bytes_total},
          {"expected", TimeOrNull(on_box.expected)},
          {"times_opened", on_box.times_opened}};
}

json WithFiles(const ResourceOnBox& resource) {
  json out = ToJson(resource);
  json files = json::array();
  for (std::size_t i = 0; i < resource.files.size(); ++i) {
    files.push_back(FileJson(resource.shown.id, i, resource.files[i]));
  }
  out["files"] = std::move(files);
  return out;
}

json ToJson(const QueueNow& queue) {
  json lessons = json::array();
  for (const auto& lesson : queue.lessons) {
    lessons.push_back({{"resource", lesson.resource},
                       {"title", lesson.title},
                       {"rank", lesson.rank},
                       {"bytes", lesson.bytes},
                       {"needed_by", TimeOrNull(lesson.needed_by)},
                       {"why", lesson.why},
                       {"until", TimeOrNull(lesson.until)},
                       {"expected", TimeOrNull(lesson.expected)},
                       {"expected_safely", TimeOrNull(lesson.safely)},
                       {"promise", lesson.promise},
                       {"smaller_first", lesson.smaller}});
  }
  const auto& line = queue.line;
  return {{"line",
           {{"open", line.open},
            {"why", line.why},
            {"until", TimeOrNull(line.until)},
            {"bytes_per_second_cap", line.bytes_per_second},
            {"quota_bytes", line.quota_bytes},
            {"quota_used", line.quota_used},
            {"quota_left", line.quota_left},
            {"quota_renews", TimeOrNull(line.quota_renews)},
            {"speed", line.speed},
            {"speed_measured", line.measured},
            {"cut", line.cut},
            {"cut_words", line.cut_words},
            {"cut_at", TimeOrNull(line.cut_at)}}},
          {"lessons", std::move(lessons)},
          {"total", queue.total}};
}

json ToJson(const RelayNow& relay) {
  json asked = json::array();
  for (const auto& one : relay.asked) {
    asked.push_back(
        {{"address", one.address}, {"found", one.found}, {"state", one.state}, {"trip_ms", one.trip_ms}});
  }
  return {{"asked", std::move(asked)},
          {"bytes_received", relay.bytes_received},
          {"batches_handed", relay.batches_handed},
          {"serves", relay.serves},
          {"listens", relay.listens},
          {"serves_at", relay.serves_at},
          {"by_county", relay.by_county},
          {"most_bytes_per_second", relay.most_bytes_per_second},
          {"ways", relay.ways},
          {"ways_bytes", relay.ways_bytes},
          {"post_boxes", relay.post_boxes},
          {"post_batches", relay.post_batches},
          {"post_bytes", relay.post_bytes},
          {"offers", relay.offers},
          {"offers_bytes", relay.offers_bytes},
          {"batches_delivered", relay.batches_delivered}};
}

json ToJson(const BoxStatus& s) {
  return {{"library", LibraryJson(s)},
          {"sync", SyncJson(s)},
          {"usage", {{"pending", s.usage_pending}, {"acknowledged", s.usage_acknowledged}}},
          {"disk", {{"free_bytes", s.disk_free_bytes}, {"total_bytes", s.disk_total_bytes}}},
          {"box", BoxJson(s)},
          {"stick", ToJson(s.stick)},
          {"relay", ToJson(s.relay)},
          {"problems", ProblemsJson(s.problems)}};
}

}  // namespace lianxiao::web
