#include "web/classroom/visit.h"

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

constexpr std::size_t kMaxQueryBytes = 200;  // formats::Event::query
constexpr std::size_t kSessionBytes = 16;    // Two viewings never share one.

std::string CutBetweenCharacters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  // Bytes 10xxxxxx go on a character of UTF-8.
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most));
}

}  // namespace

std::string DeviceKind(const Request& request) {
  const auto agent = request.Header("user-agent");
  const auto says = [agent](std::string_view word) { return agent.find(word) != std::string_view::npos; };
  if (says("Mobile") || says("Android") || says("iPhone")) return "phone";
  if (says("Windows") || says("X11") || says("Macintosh")) return "desktop";
  return {};
}

std::string PersonOf(const Request& request) {
  return request.visitor ? request.visitor->account.person : std::string();
}

std::string NewSession() { return ToHex(RandomBytes(kSessionBytes)); }

formats::Event OpenedEvent(const Request& request, const formats::Resource& shown,
                           const std::string& session) {
  formats::Event event;
  event.kind = formats::EventKind::kOpened;
  event.resource = shown.id;
  event.version = shown.version;
  event.session = session;
  event.device = DeviceKind(request);
  event.person = PersonOf(request);
  return event;
}

formats::Event SearchedEvent(const Request& request, std::string_view query, std::int64_t results) {
  formats::Event event;
  event.kind = formats::EventKind::kSearched;
  event.query = CutBetweenCharacters(query, kMaxQueryBytes);
  event.results = results;
  event.session = NewSession();
  event.device = DeviceKind(request);
  event.person = PersonOf(request);
  return event;
}

}  // namespace lianxiao::web
