#include "web/http/refusals.h"

#include "web/http/answer.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

// Long enough for a queue of pages to go by, short enough for a person to wait.
constexpr const char* kComeAgainS = "2";

std::string_view HeaderOf(const RequestHead& head, std::string_view name) {
  const auto found = head.headers.find(name);
  return found == head.headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

Response Refusal(const Request& request, int status) { return HttpError(request, status); }

Response NoRoute(const Request& request, const std::string& allow) {
  if (allow.empty()) return HttpError(request, 404);
  return HttpError(request, 405).With("Allow", allow);
}

Response ComeBackLater(const Request& request) {
  return HttpError(request, 503).With("Retry-After", kComeAgainS);
}

Response WrongDoor(const RequestHead* head) {
  if (head != nullptr && head->method == "GET" && head->target.starts_with('/')) {
    const auto address = "https://" + std::string(HeaderOf(*head, "host"));
    const bool browser = HeaderOf(*head, "accept").find("text/html") != std::string_view::npos;
    if (browser && IsOrigin(address)) {
      Response there = Response::Text("");
      there.status = 307;
      return there.With("Location", address + head->target);
    }
  }
  return Response::Text("这个端口只接受 https。\nThis port speaks https only.\n", 400);
}

}  // namespace lianxiao::web
