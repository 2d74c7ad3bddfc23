#include "web/http/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace lianxiao::web {
namespace {

constexpr std::size_t kMaxHeaders = 64;  // Browsers send about twenty.

using Problem = tl::unexpected<HeadProblem>;
Problem Bad(std::string message, int status = 400) { return Problem({status, std::move(message)}); }

bool IsTokenChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}
bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenChar);
}
bool IsValueChar(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Whether a comma-separated list has `word`, which is in lower case.
bool Lists(const std::string& list, std::string_view word) {
  const std::string low = Lower(list);
  for (std::string_view rest = low; !rest.empty();) {
    const auto comma = rest.find(',');
    if (Trim(rest.substr(0, comma)) == word) return true;
    if (comma == rest.npos) return false;
    rest.remove_prefix(comma + 1);
  }
  return false;
}

// "GET /a HTTP/1.1". Says whether the client speaks 1.1.
tl::expected<bool, HeadProblem> ReadRequestLine(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == line.npos || first == last) return Bad("request line without three parts");
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!IsToken(method)) return Bad("method is not a word");
  // Old browsers and command lines send Chinese as it is; whether it is UTF-8 is seen when it is decoded.
  const auto visible = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; };
  if (target.empty() || !std::all_of(target.begin(), target.end(), visible)) {
    return Bad("target with a blank or control character");
  }
  if (!version.starts_with("HTTP/")) return Bad("request line without a version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return Bad("version is not 1.1", 505);
  constexpr std::array<std::string_view, 7> kMethods{"GET",    "HEAD",  "POST",   "PUT",
                                                     "DELETE", "PATCH", "OPTIONS"};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
    return Bad("unknown method", 501);
  head.method = method;
  head.target = target;
  return version == "HTTP/1.1";
}

tl::expected<void, HeadProblem> ReadHeader(std::string_view line, RequestHead& head) {
  const auto colon = line.find(':');
  if (colon == line.npos || !IsToken(line.substr(0, colon))) return Bad("header line without a name");
  const auto value = Trim(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), IsValueChar)) return Bad("header with a control character");
  const auto name = Lower(line.substr(0, colon));
  const auto [at, fresh] = head.headers.emplace(name, value);
  if (fresh) return {};
  if (name == "host" || name == "content-length") return Bad("two " + name + " headers");
  at->second.append(name == "cookie" ? "; " : ", ").append(value);
  return {};
}

// What the headers say about the body and the connection.
tl::expected<void, HeadProblem> ReadFraming(bool is_1_1, RequestHead& head) {
  const auto find = [&](std::string_view name) { return head.headers.find(name); };
  const auto none = head.headers.end();
  if (is_1_1 && find("host") == none) return Bad("no Host header");
  if (find("transfer-encoding") != none)
    return Bad("send a Content-Length instead of a transfer coding", 411);
  if (const auto length = find("content-length"); length != none) {
    const auto& text = length->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), head.content_length);
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    if (!digits || error != std::errc{}) return Bad("Content-Length is not a number");
  }
  if (const auto expect = find("expect"); expect != none) {
    if (Lower(expect->second) != "100-continue") return Bad("unknown expectation", 417);
    head.expects_continue = is_1_1;
  }
  const auto connection = find("connection");
  head.keep_alive = is_1_1 && (connection == none || !Lists(connection->second, "close"));
  return {};
}

}  // namespace

tl::expected<RequestHead, HeadProblem> ParseHead(std::string_view head) {
  RequestHead parsed;
  const auto line_end = head.find("\r\n");
  const auto is_1_1 = ReadRequestLine(head.substr(0, line_end), parsed);
  if (!is_1_1) return Problem(is_1_1.error());

  std::size_t count = 0;
  for (auto rest = line_end == head.npos ? std::string_view{} : head.substr(line_end + 2); !rest.empty();) {
    if (++count > kMaxHeaders) return Bad("too many headers", 431);
    const auto line = rest.substr(0, rest.find("\r\n"));
    if (const auto read = ReadHeader(line, parsed); !read) return Problem(read.error());
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
  }
  if (const auto read = ReadFraming(*is_1_1, parsed); !read) return Problem(read.error());
  parsed.is_1_1 = *is_1_1;
  return parsed;
}

}  // namespace lianxiao::web
