#include "web/classroom/visit.h"

#include <algorithm>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

constexpr std::size_t kMaxQueryBytes = 200;   // formats::Event::query
constexpr std::size_t kSessionBytes = 16;     // Two viewings never share one.
constexpr std::size_t kNumberOfSomebody = 7;  // Digits: a telephone has seven, a year four.

std::string CutBetweenCharacters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  // Bytes 10xxxxxx go on a character of UTF-8.
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most));
}

// Telephone numbers and those of identity cards are nobody's lesson: what was typed by mistake stays here.
std::string WithoutLongNumbers(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (end - at >= kNumberOfSomebody) {
      kept += "…";
    } else {
      kept += text.substr(at, end - at);
    }
    at = end;
    if (at < text.size()) kept += text[at++];
  }
  return kept;
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
  event.query = CutBetweenCharacters(WithoutLongNumbers(query), kMaxQueryBytes);
  event.results = results;
  event.session = NewSession();
  event.device = DeviceKind(request);
  event.person = PersonOf(request);
  return event;
}

}  // namespace lianxiao::web
