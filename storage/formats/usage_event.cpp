#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/catalog.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/usage.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr EventKind kKinds[] = {EventKind::kOpened, EventKind::kPlayed, EventKind::kFinished,
                                EventKind::kDownloaded, EventKind::kSearched};
constexpr ClockQuality kQualities[] = {ClockQuality::kUnset, ClockQuality::kFree,
                                       ClockQuality::kSynchronized};
constexpr std::size_t kMaxQueryBytes = 200;
constexpr std::size_t kMaxBootBytes = 36;
constexpr std::size_t kMaxSessionBytes = 64;
constexpr std::size_t kPersonDigits = 16;
constexpr std::int64_t kMaxSeconds = INT32_MAX;            // 68 years: no page stays open for longer.
constexpr std::int64_t kFarthestMs = 253'402'300'799'999;  // The year 9999.

Status CheckToken(const char* field, std::string_view text, std::size_t max_bytes) {
  const bool good = text.size() <= max_bytes && std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             c == '-' || c == '_';
                    });
  if (good) return {};
  return Fail(ErrorCode::kInvalid,
              std::string(field) + ": at most " + std::to_string(max_bytes) + " letters, digits, '-', '_'");
}

Status CheckSubject(const Event& event) {
  if (event.kind == EventKind::kSearched) {
    if (!event.resource.empty() || !event.file.empty()) {
      return Fail(ErrorCode::kInvalid, "resource: a search is of no resource and no file");
    }
  } else {
    LIANXIAO_TRY(CheckId("resource", event.resource));
    if (!event.query.empty() || event.results != 0) {
      return Fail(ErrorCode::kInvalid, "query: only a search has one");
    }
  }
  if (event.file.empty()) return {};
  if (auto good = CheckPath(event.file); !good) return Fail(good.error().While("file"));
  return {};
}

// All but what POST /api/v1/events may leave to us.
Status CheckContent(const Event& event) {
  LIANXIAO_TRY(CheckSubject(event));
  LIANXIAO_TRY(CheckRange("version", event.version, 0));
  LIANXIAO_TRY(CheckRange("position_s", event.position_s, 0, kMaxSeconds));
  LIANXIAO_TRY(CheckRange("played_s", event.played_s, 0, kMaxSeconds));
  LIANXIAO_TRY(CheckLine("query", event.query, kMaxQueryBytes));
  LIANXIAO_TRY(CheckRange("results", event.results, 0));
  LIANXIAO_TRY(CheckToken("session", event.session, kMaxSessionBytes));
  if (!event.device.empty() && event.device != "desktop" && event.device != "phone" &&
      event.device != "projector") {
    return Fail(ErrorCode::kInvalid, "device: none of desktop, phone, projector");
  }
  if (!event.person.empty()) LIANXIAO_TRY(CheckHex("person", event.person, kPersonDigits));
  LIANXIAO_TRY(CheckRange("wall_ms", event.wall.ms, -kFarthestMs, kFarthestMs));
  LIANXIAO_TRY(CheckToken("boot", event.boot, kMaxBootBytes));
  return CheckRange("uptime_ms", event.uptime_ms, 0);
}

Result<ClockQuality> ParseClockQuality(std::string_view word) {
  for (const auto quality : kQualities) {
    if (Word(quality) == word) return quality;
  }
  return Fail(ErrorCode::kInvalid, "none of unset, free, synchronized");
}

}  // namespace

std::string_view Word(EventKind kind) {
  switch (kind) {
    case EventKind::kOpened: return "opened";
    case EventKind::kPlayed: return "played";
    case EventKind::kFinished: return "finished";
    case EventKind::kDownloaded: return "downloaded";
    case EventKind::kSearched: return "searched";
  }
  std::abort();
}

Result<EventKind> ParseEventKind(std::string_view word) {
  for (const auto kind : kKinds) {
    if (Word(kind) == word) return kind;
  }
  return Fail(ErrorCode::kInvalid, "none of opened, played, finished, downloaded, searched");
}

std::string_view Word(ClockQuality quality) {
  switch (quality) {
    case ClockQuality::kUnset: return "unset";
    case ClockQuality::kFree: return "free";
    case ClockQuality::kSynchronized: return "synchronized";
  }
  std::abort();
}

Status Check(const Event& event) {
  LIANXIAO_TRY(CheckHex("id", event.id, 32));
  if (event.boot.empty()) return Fail(ErrorCode::kInvalid, "boot: missing");
  return CheckContent(event);
}

std::string ToJson(const Event& event) {
  json out = {{"id", event.id},     {"kind", Word(event.kind)},     {"wall_ms", event.wall.ms},
              {"boot", event.boot}, {"uptime_ms", event.uptime_ms}, {"clock", Word(event.clock)}};
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  const auto number = [&](const char* name, std::int64_t value) {
    if (value != 0) out[name] = value;
  };
  text("resource", event.resource);
  number("version", event.version);
  text("file", event.file);
  number("position_s", event.position_s);
  number("played_s", event.played_s);
  text("query", event.query);
  number("results", event.results);
  text("session", event.session);
  text("device", event.device);
  text("person", event.person);
  return Compact(out);
}

Result<Event> ParseEvent(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Event event;
  event.id = fields.TextOr("id");
  const auto kind = ParseEventKind(fields.Text("kind"));
  if (!kind) fields.Refuse("kind", kind.error().message);
  event.resource = fields.TextOr("resource");
  event.version = fields.IntegerOr("version");
  event.file = fields.TextOr("file");
  event.position_s = fields.IntegerOr("position_s");
  event.played_s = fields.IntegerOr("played_s");
  event.query = fields.TextOr("query");
  event.results = fields.IntegerOr("results");
  event.session = fields.TextOr("session");
  event.device = fields.TextOr("device");
  event.person = fields.TextOr("person");
  event.wall.ms = fields.IntegerOr("wall_ms");
  event.boot = fields.TextOr("boot");
  event.uptime_ms = fields.IntegerOr("uptime_ms");
  const auto clock = ParseClockQuality(fields.TextOr("clock", std::string(Word(event.clock))));
  if (!clock) fields.Refuse("clock", clock.error().message);
  LIANXIAO_TRY(fields.status());
  event.kind = *kind;
  event.clock = *clock;
  if (!event.id.empty()) LIANXIAO_TRY(CheckHex("id", event.id, 32));
  LIANXIAO_TRY(CheckContent(event));
  return event;
}

}  // namespace lianxiao::formats
