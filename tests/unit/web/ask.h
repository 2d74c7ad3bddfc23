// One question to a router, without a server.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "web/http/http.h"
#include "web/http/url.h"

namespace lianxiao::web {

struct Question {
  std::string method = "GET";
  std::string target;
  std::string body = {};
  std::map<std::string, std::string, std::less<>> headers = {{"host", "box:8480"}};
  bool local = false;
};

// 404 and 405 have no body here; they are the server's to word.
inline Response Ask(const Router& router, const Question& question) {
  auto target = ParseTarget(question.target);
  Response none;
  none.status = 400;
  if (!target) return none;
  const Request request{.method = question.method,
                        .path = std::move(target->path),
                        .query = std::move(target->query),
                        .headers = question.headers,
                        .body = question.body,
                        .peer = "192.168.1.23",
                        .local = question.local};
  const auto match = router.Find(request.method, request.path);
  none.status = match.allow.empty() ? 404 : 405;
  return match.route ? match.route->handler(request, match.captures) : none;
}

// All of it, a stream's pieces put together; what breaks off is empty, as nobody would take it for the whole.
inline std::string TextOf(const Response& response) {
  if (const auto* stream = std::get_if<StreamBody>(&response.body)) {
    std::string all;
    for (;;) {
      const auto piece = stream->next();
      if (!piece) return "";
      if (piece->empty()) return all;
      all += *piece;
    }
  }
  const auto* text = std::get_if<std::string>(&response.body);
  return text ? *text : "";
}
inline nlohmann::json JsonOf(const Response& response) {
  return nlohmann::json::parse(TextOf(response), nullptr, false);
}
inline std::string HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace lianxiao::web
