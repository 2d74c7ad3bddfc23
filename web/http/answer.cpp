#include "web/http/answer.h"

#include <Poco/Net/HTTPResponse.h>

#include <algorithm>
#include <cstdio>

#include "web/http/errors.h"
#include "web/http/range.h"

namespace lianxiao::web {
namespace {

bool IsClean(const std::pair<std::string, std::string>& header) {
  const auto clean = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; };
  return !header.first.empty() && std::all_of(header.first.begin(), header.first.end(), clean) &&
         std::all_of(header.second.begin(), header.second.end(), clean);
}

std::string_view HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

std::string PagePolicy(const std::string& frame_origin) {
  return "default-src 'self'; object-src 'none'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'self'; frame-src 'self'" +
         (IsOrigin(frame_origin) ? " " + frame_origin : std::string{});
}

void AddSecurityHeaders(bool secure, const Response& response, Answer& answer) {
  const auto add = [&](std::string_view name, std::string value) {
    if (!response.Has(name)) answer.headers.emplace_back(name, std::move(value));
  };
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  if (!HeaderOf(response, "Content-Type").starts_with("text/html")) return;
  // A page that brings its own policy (courseware) also decides who may frame it.
  if (!response.Has("Content-Security-Policy")) add("X-Frame-Options", "SAMEORIGIN");
  // Browsers take this only where nobody can have changed it on the way. There is no
  // Strict-Transport-Security: a center signs its own certificate, and a browser told to be strict would lock
  // its administrators out.
  if (secure) add("Cross-Origin-Opener-Policy", "same-origin");
  add("Content-Security-Policy", PagePolicy(response.frame_origin));
}

// Bytes of a file: which part, and the headers that say so.
void AddFile(const Request& request, const FileBody& file, Answer& answer) {
  const auto part = Decide({.method = request.method,
                            .range = request.Header("range"),
                            .if_range = request.Header("if-range"),
                            .if_none_match = request.Header("if-none-match"),
                            .etag = file.etag,
                            .size_bytes = file.size_bytes});
  answer.status = part.status;
  answer.headers.emplace_back("Accept-Ranges", "bytes");
  if (!file.etag.empty()) answer.headers.emplace_back("ETag", '"' + file.etag + '"');
  if (const auto range = part.ContentRange(file.size_bytes); !range.empty()) {
    answer.headers.emplace_back("Content-Range", range);
  }
  if (part.status == 304) return;
  answer.headers.emplace_back("Content-Length", std::to_string(part.length));
  if (request.method != "HEAD" && part.length > 0) answer.file = Answer::Slice{part.first_byte, part.length};
}

void AddText(const Request& request, const Response& response, const std::string& body, Answer& answer) {
  auto etag = HeaderOf(response, "ETag");
  const auto if_none_match = request.Header("if-none-match");
  if (answer.status == 200 && etag.size() > 2 && !if_none_match.empty() &&
      NamesEtag(if_none_match, etag.substr(1, etag.size() - 2))) {
    answer.status = 304;
  }
  if (answer.status == 304 || answer.status == 204) return;
  answer.headers.emplace_back("Content-Length", std::to_string(body.size()));
  if (request.method != "HEAD") answer.body = body;
}

}  // namespace

bool IsOrigin(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{":/.-[]"}.find(c) != std::string_view::npos;
  };
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         std::all_of(text.begin(), text.end(), plain);
}

std::string Answer::Head() const {
  using Poco::Net::HTTPResponse;
  std::string head = "HTTP/1.1 " + std::to_string(status) + " " +
                     HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(status)) + "\r\n";
  for (const auto& [name, value] : headers) head.append(name).append(": ").append(value).append("\r\n");
  return head + "\r\n";
}

std::string Piece(const Request& request, std::string_view bytes) {
  if (!request.chunks) return std::string(bytes);
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return std::string(size).append(bytes).append("\r\n");
}

Answer MakeAnswer(const Request& request, const Response& response, After after) {
  if (!std::all_of(response.headers.begin(), response.headers.end(), IsClean)) {
    return MakeAnswer(request, HttpError(request, 500), after);
  }
  Answer answer;
  answer.status = response.status;
  answer.headers = response.headers;
  // No Date: a box without a clock battery would send 1970, and browsers would count everything as stale.
  if (!response.Has("Cache-Control")) answer.headers.emplace_back("Cache-Control", "no-cache");
  AddSecurityHeaders(request.secure, response, answer);
  if (const auto* file = std::get_if<FileBody>(&response.body)) {
    AddFile(request, *file, answer);
  } else if (std::holds_alternative<StreamBody>(response.body)) {
    if (request.chunks) answer.headers.emplace_back("Transfer-Encoding", "chunked");
    answer.streams = request.method != "HEAD";
  } else {
    AddText(request, response, std::get<std::string>(response.body), answer);
  }
  if (after == After::kClose) answer.headers.emplace_back("Connection", "close");
  return answer;
}

}  // namespace lianxiao::web
