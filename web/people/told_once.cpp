#include "web/people/told_once.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "storage/base/encoding.h"
#include "web/http/cookies.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

constexpr char kCookie[] = "lianxiao_done";
constexpr std::string_view kDone = "done=";
constexpr std::int64_t kKeptS = 60;

bool OnlyReads(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

bool WantsPage(const Request& request) {
  return request.method == "GET" && request.Header("accept").find("text/html") != std::string_view::npos;
}

bool IsWord(std::string_view word) {
  return !word.empty() && word.size() <= 40 && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

struct Led {
  std::string to;    // Without the word.
  std::string done;  // Empty: there was none.
};

// "/me?done=session" led to "/me".
Led Parted(const std::string& address) {
  const auto query = address.find('?');
  if (query == std::string::npos) return {address, {}};
  for (auto at = address.find(kDone, query); at != std::string::npos; at = address.find(kDone, at + 1)) {
    if (address[at - 1] != '?' && address[at - 1] != '&') continue;
    const auto end = std::min(address.find_first_of("&#", at), address.size());
    const auto word = address.substr(at + kDone.size(), end - at - kDone.size());
    if (!IsWord(word)) return {address, {}};
    const bool more = end < address.size() && address[end] == '&';
    return {address.substr(0, more ? at : at - 1) + address.substr(more ? end + 1 : end), word};
  }
  return {address, {}};
}

// "added@2f6d65": of /me, in hex, for a form's own "next" may hold what no cookie's value may.
std::string CookieValue(std::string_view done, std::string_view path) {
  return std::string(done) + "@" + ToHex(path);
}

Response AnswerPage(const Request& request, const std::string& kept,
                    const std::function<Response(const Request&)>& answer) {
  auto asked = request;
  const auto word = kept.substr(0, kept.find('@'));
  if (IsWord(word) && kept == CookieValue(word, EncodePath(request.path)))
    asked.query.emplace_back("done", word);
  return answer(asked);
}

}  // namespace

Response TellOnce(const Request& request, bool secure,
                  const std::function<Response(const Request&)>& answer) {
  if (OnlyReads(request)) {
    const auto kept = WantsPage(request) ? CookieOf(request, kCookie) : std::string();
    if (kept.empty()) return answer(request);
    auto response = AnswerPage(request, kept, answer);
    response.With("Set-Cookie", Write({.name = kCookie, .value = {}, .max_age_s = 0, .secure = secure}));
    return response;
  }
  auto response = answer(request);
  const auto location =
      std::ranges::find(response.headers, "Location", &std::pair<std::string, std::string>::first);
  if (response.status != 303 || location == response.headers.end()) return response;
  const auto led = Parted(location->second);
  if (led.done.empty()) return response;
  const auto path = led.to.substr(0, led.to.find_first_of("?#"));
  location->second = led.to;
  response.With(
      "Set-Cookie",
      Write({.name = kCookie, .value = CookieValue(led.done, path), .max_age_s = kKeptS, .secure = secure}));
  return response;
}

}  // namespace lianxiao::web
