#include "web/http/errors.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

struct Words {
  int status;
  ErrorCode code;
  std::string_view key, chinese, english;
};
constexpr Words kWords[] = {
    {404, ErrorCode::kNotFound, "http.not_found", "这里没有这个页面。", "There is nothing here."},
    {405, ErrorCode::kInvalid, "http.method", "这个地址不接受这种请求。",
     "This address takes other methods."},
    {411, ErrorCode::kInvalid, "http.length", "请求没有写明长度。", "Send a Content-Length."},
    {413, ErrorCode::kInvalid, "http.too_large", "发来的内容太大。", "The body is too large."},
    {421, ErrorCode::kInvalid, "http.host",
     "请用这台机器的 IP 地址打开；要用别的名字，请管理员把它写进设置 hosts。",
     "Open this machine by its IP address; to use another name, an administrator adds it to the setting "
     "hosts."},
    {429, ErrorCode::kOffline, "http.too_many", "要得太快了，等一会儿再来。",
     "Too many of these; wait a moment."},
    {431, ErrorCode::kInvalid, "http.header", "请求头太大。", "The request's headers are too large."},
    {500, ErrorCode::kInternal, "http.internal", "出了点问题,请再试一次。",
     "Something went wrong; try again."},
    {501, ErrorCode::kInvalid, "http.unknown", "不认识这种请求。", "Unknown method."},
    {503, ErrorCode::kOffline, "http.busy", "现在用的人多,请稍等再试。", "Busy; try again in a moment."},
    {505, ErrorCode::kInvalid, "http.version", "请用 HTTP/1.1。", "Use HTTP/1.1."},
};
constexpr Words kBadRequest{400, ErrorCode::kInvalid, "http.bad_request", "请求写得不对。",
                            "The request is malformed."};

const Words& WordsFor(int status) {
  const auto* found =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& w) { return w.status == status; });
  return found == std::end(kWords) ? kBadRequest : *found;
}

bool IsKey(std::string_view word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  return std::all_of(word.begin(), word.end(), plain) && word.find('.') != word.npos && word.front() != '.' &&
         word.back() != '.';
}

}  // namespace

int HttpStatus(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOffline: return 503;
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kCorrupt: return 400;
    case ErrorCode::kUntrusted: return 403;
    case ErrorCode::kNoSpace: return 507;
    case ErrorCode::kInvalid: return 400;
    case ErrorCode::kRefused: return 403;
    case ErrorCode::kInternal: return 500;
  }
  std::abort();  // No default above, so that a new code fails to compile here.
}

KeyedMessage SplitKey(std::string_view message) {
  const auto colon = message.find(": ");
  if (colon == message.npos || colon == 0 || !IsKey(message.substr(0, colon)))
    return {"", std::string(message)};
  return {std::string(message.substr(0, colon)), std::string(message.substr(colon + 2))};
}

nlohmann::json ErrorJson(const Error& error) {
  const auto [key, text] = SplitKey(error.message);
  return {{"error", {{"code", Word(error.code)}, {"message", text}, {"key", key}}}};
}

Response JsonError(const Error& error) { return JsonError(error, HttpStatus(error.code)); }

Response JsonError(const Error& error, int status) { return Response::Json(Dump(ErrorJson(error)), status); }

Response HttpError(const Request& request, int status) {
  const auto& words = WordsFor(status);
  if (request.path.starts_with("/api/") || request.path.starts_with("/control/")) {
    return JsonError({words.code, std::string(words.key) + ": " + std::string(words.english)}, status);
  }
  if (request.Header("accept").find("text/html") != std::string_view::npos) return ErrorPage(request, status);
  return Response::Text(std::string(words.chinese) + "\n" + std::string(words.english) + "\n", status);
}

}  // namespace lianxiao::web
