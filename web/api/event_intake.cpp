#include "web/api/event_intake.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "storage/formats/canonical_json.h"

namespace lianxiao::web {
namespace {

Result<formats::Event> ReadEvent(const nlohmann::json& value, std::size_t index) {
  auto event = formats::ParseEvent(value.dump());
  if (!event) return Fail(event.error().While("event " + std::to_string(index)));
  event->wall = {};
  event->person.clear();
  event->boot.clear();
  event->uptime_ms = 0;
  event->clock = formats::Event{}.clock;
  return event;
}

}  // namespace

Result<std::vector<formats::Event>> ReadEvents(std::string_view body) {
  LIANXIAO_ASSIGN(auto parsed, formats::ParseJson(body));
  const auto list = parsed.is_array() ? std::move(parsed) : nlohmann::json::array({std::move(parsed)});
  if (list.size() > kMaxEventsAtOnce) {
    return Fail(ErrorCode::kInvalid, "send at most " + std::to_string(kMaxEventsAtOnce) + " events at once");
  }
  std::vector<formats::Event> events;
  for (std::size_t i = 0; i < list.size(); ++i) {
    LIANXIAO_ASSIGN(auto event, ReadEvent(list[i], i));
    events.push_back(std::move(event));
  }
  return events;
}

bool IsOwnOrigin(const Request& request) {
  auto origin = request.Header("origin");
  if (origin.empty()) return true;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return origin.substr(scheme.size()) == request.Header("host");
  }
  return false;  // "null": a sandboxed frame.
}

}  // namespace lianxiao::web
