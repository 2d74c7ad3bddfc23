#include "web/people/gate.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "web/http/cookies.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/multipart.h"
#include "web/people/rate_limits.h"
#include "web/people/told_once.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

constexpr std::size_t kLongestNext = 1'000;  // Longer addresses are not ours.

bool OnlyReads(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }
bool IsApi(const Request& request) { return request.path.starts_with("/api/"); }

bool WantsPage(const Request& request) {
  return request.Header("accept").find("text/html") != std::string_view::npos;
}

// Takes the same time wherever they differ.
bool SameToken(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty()) return false;
  unsigned differs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned>(a[i] ^ b[i]);
  return differs == 0;
}

bool BringsToken(const Request& request, const std::string& csrf) {
  if (SameToken(request.Header("x-csrf"), csrf)) return true;
  if (Multipart::Is(request)) {
    const auto form = Multipart::Read(request);
    return form && SameToken(form->Get("csrf"), csrf);
  }
  const auto form = Form::Read(request);
  return form && SameToken(form->Get("csrf"), csrf);
}

class Gate {
 public:
  Gate(storage::People& people, GateOptions options) : people_(people), options_(std::move(options)) {}

  Response Tell(const Route& route, const Request& request, const Captures& captures) {
    return TellOnce(request, options_.secure_cookies,
                    [&](const Request& asked) { return Pass(route, asked, captures); });
  }

 private:
  enum class Was { kNever, kEnded };
  using Known = std::shared_ptr<const Visitor>;

  Response Pass(const Route& route, const Request& request, const Captures& captures) {
    const bool login = route.needs && (*route.needs != Permission::kBrowse || options_.classroom_login());
    // A page that renews itself is not a person at work, and a file open to all asks for nobody.
    if (!login && !request.Header("x-refresh").empty()) return Answer(route, request, captures);
    const auto token = CookieOf(request, options_.cookie);
    auto session = Check(token, request);
    if (!session) {
      if (!login) return Answer(route, request, captures);  // Teaching goes on.
      return NoSession(request, session.error(), token.empty() ? Was::kNever : Was::kEnded);
    }
    Request known = request;
    known.visitor = *std::move(session);
    const auto& visitor = *known.visitor;
    if (login && !storage::May(visitor.account.role, *route.needs)) return NotAllowed(known);
    const bool acts = route.needs && *route.needs != Permission::kBrowse && !OnlyReads(known);
    if (acts && !BringsToken(known, visitor.csrf)) return NoToken(known);
    return Kept(Answer(route, known, captures), login);
  }

  // Counted after all that refuses: nobody uses up another's share with requests that come to nothing.
  Response Answer(const Route& route, const Request& request, const Captures& captures) {
    if (route.cost != Cost::kLittle) {
      const auto account = request.visitor ? request.visitor->account.id : std::string();
      const auto wait_ms = limits_.Ask(route.cost, CountedAddress(request.peer), account, options_.now());
      if (wait_ms > 0) return TooMany(request, wait_ms);
    }
    return route.handler(request, captures);
  }

  static Response TooMany(const Request& request, std::int64_t wait_ms) {
    const auto seconds = std::to_string((wait_ms + kSecondMs - 1) / kSecondMs);
    auto response = IsApi(request)
                        ? JsonError({ErrorCode::kOffline,
                                     "http.too_many: too many of these; come again in " + seconds + " s"},
                                    429)
                        : ErrorPage(request, 429, "Retry-After: " + seconds + " s");
    return response.With("Retry-After", seconds).With("Cache-Control", "no-store");
  }

  Result<Known> Check(const std::string& token, const Request& request) const {
    if (token.empty()) return Fail(ErrorCode::kRefused, "login.needed: log in first");
    LIANXIAO_ASSIGN(auto session, people_.Check(token));
    storage::Actor actor{session.account.id, session.account.login, request.peer};
    return std::make_shared<const Visitor>(
        Visitor{std::move(session.account), std::move(session.csrf), session.number, std::move(actor)});
  }

  Response NoSession(const Request& request, const Error& error, Was was) const {
    if (error.code != ErrorCode::kRefused) {
      return IsApi(request) ? JsonError(error) : ErrorPage(request, error);
    }
    if (IsApi(request)) return JsonError(error, 401);
    if (!WantsPage(request)) return Response::Text("请先登录。\nLog in first.\n", 401);
    Query query{{"next", OnlyReads(request) ? AddressOf(request) : std::string()}};
    if (was == Was::kEnded) query.emplace_back("ended", "1");
    auto response = Response::Redirect(Address("/login", query));
    if (was == Was::kEnded) response.With("Set-Cookie", EndedCookie(options_));
    return response;
  }

  static std::string AddressOf(const Request& request) {
    return Address(EncodePath(request.path), Query(request.query.begin(), request.query.end()));
  }

  static Response NotAllowed(const Request& request) {
    constexpr auto kWhy = "login.not_allowed: this account may not do that";
    return IsApi(request) ? JsonError({ErrorCode::kRefused, kWhy}) : ErrorPage(request, 403);
  }

  static Response NoToken(const Request& request) {
    constexpr auto kWhy = "login.no_token: send the session's token as X-CSRF or as the form's csrf";
    return IsApi(request) ? JsonError({ErrorCode::kRefused, kWhy}) : ErrorPage(request, 403, "csrf");
  }

  // What was made for one person is nobody else's: not even of who presses "back" after the logout.
  static Response Kept(Response response, bool login) {
    if (login && !response.Has("Cache-Control") && !std::holds_alternative<FileBody>(response.body)) {
      response.With("Cache-Control", "no-store");
    }
    return response;
  }

  storage::People& people_;
  GateOptions options_;
  RateLimits limits_;
};

}  // namespace

Instant SteadyNow() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::steady_clock::now().time_since_epoch())
              .count()};
}

Router Guarded(const Router& routes, storage::People& people, GateOptions options) {
  const auto gate = std::make_shared<Gate>(people, std::move(options));
  Router guarded;
  for (const auto& route : routes.routes()) {
    auto behind = route;
    if (route.where == Where::kAtOnce) {  // The same for everyone, and no time to look somebody up.
      assert(!route.needs && route.cost == Cost::kLittle);
      guarded.Add(std::move(behind));
      continue;
    }
    behind.handler = [gate, route](const Request& request, const Captures& captures) {
      return gate->Tell(route, request, captures);
    };
    guarded.Add(std::move(behind));
  }
  return guarded;
}

std::string SessionCookie(const GateOptions& options, const std::string& token) {
  return Write({.name = options.cookie, .value = token, .max_age_s = {}, .secure = options.secure_cookies});
}

std::string EndedCookie(const GateOptions& options) {
  return Write({.name = options.cookie, .value = {}, .max_age_s = 0, .secure = options.secure_cookies});
}

std::string LocalPath(std::string_view next) {
  const auto plain = [](char c) { return c > ' ' && c < 0x7F && c != '\\'; };
  const auto leads = [next](std::string_view to) {
    return next.starts_with(to) &&
           (next.size() == to.size() || next[to.size()] == '?' || next[to.size()] == '/');
  };
  const bool local = next.starts_with('/') && !next.starts_with("//") && next.size() <= kLongestNext &&
                     std::all_of(next.begin(), next.end(), plain);
  return local && !leads("/login") && !leads("/logout") ? std::string(next) : "/";
}

}  // namespace lianxiao::web
