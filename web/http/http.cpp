#include "web/http/http.h"

#include <strings.h>

#include <algorithm>
#include <cassert>
#include <set>

namespace lianxiao::web {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

Response WithType(std::string body, int status, std::string media_type) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.With("Content-Type", std::move(media_type));
  return response;
}

// The first segment of `rest` (which begins with '/'), taken off it.
std::string_view TakeSegment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

bool IsCapture(std::string_view segment) { return segment.size() > 2 && segment.front() == '{'; }
bool IsTail(std::string_view segment) { return IsCapture(segment) && segment.ends_with("...}"); }

// Whether `path` fits `pattern`. `rank` gets one digit a segment, so that the smaller rank is the closer
// fit: 0 literal, 1 capture, 2 tail.
bool Fits(std::string_view pattern, std::string_view path, Captures& captures, std::string& rank) {
  while (!pattern.empty()) {
    if (path.empty()) return false;
    const auto wanted = TakeSegment(pattern);
    if (IsTail(wanted)) {
      captures.emplace(wanted.substr(1, wanted.size() - 5), path.substr(1));
      rank += '2';
      return true;
    }
    const auto found = TakeSegment(path);
    if (IsCapture(wanted)) {
      if (found.empty()) return false;
      captures.emplace(wanted.substr(1, wanted.size() - 2), found);
      rank += '1';
    } else {
      if (wanted != found) return false;
      rank += '0';
    }
  }
  return path.empty();
}

}  // namespace

std::string_view Request::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::string_view Request::Header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

Response Response::Html(std::string page, int status) {
  return WithType(std::move(page), status, "text/html; charset=utf-8");
}

Response Response::Json(std::string text, int status) {
  return WithType(std::move(text), status, "application/json");
}

Response Response::Text(std::string text, int status) {
  return WithType(std::move(text), status, "text/plain; charset=utf-8");
}

Response Response::File(FileBody file, std::string media_type) {
  Response response;
  response.body = std::move(file);
  response.With("Content-Type", std::move(media_type));
  return response;
}

Response Response::NoContent() {
  Response response;
  response.status = 204;
  return response;
}

Response Response::Redirect(std::string to) {
  Response response;
  response.status = 303;
  response.With("Location", std::move(to));
  return response;
}

Response& Response::With(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

bool Response::Has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& h) { return SameName(h.first, name); });
}

void Router::Add(Route route) {
  assert(route.pattern.starts_with('/') && route.handler);
  assert(std::none_of(routes_.begin(), routes_.end(), [&](const Route& other) {
    return other.method == route.method && other.pattern == route.pattern;
  }));
  routes_.push_back(std::move(route));
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Match match;
  std::string best;
  std::set<std::string> known;
  for (const auto& route : routes_) {
    Captures captures;
    std::string rank;
    if (!path.starts_with('/') || !Fits(route.pattern, path, captures, rank)) continue;
    known.insert(route.method);
    if (route.method == "GET") known.insert("HEAD");
    if (route.method != wanted || (match.route && rank >= best)) continue;
    match.route = &route;
    match.captures = std::move(captures);
    best = std::move(rank);
  }
  if (match.route) return match;
  for (const auto& name : known) match.allow += (match.allow.empty() ? "" : ", ") + name;
  return match;
}

}  // namespace lianxiao::web
