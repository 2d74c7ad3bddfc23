#include "sync/line/answer_check.h"

#include <algorithm>
#include <charconv>

namespace lianxiao::sync {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return Lower(c); });
  return lower;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::optional<std::int64_t> Number(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) return std::nullopt;
  return value;
}

struct ContentRange {
  std::int64_t first = 0, last = 0, total = 0;
};

// "bytes 0-99/1234". A total of '*' does not tell us which file this is, so it will not do.
std::optional<ContentRange> ParseContentRange(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!Lower(text).starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const auto dash = text.find('-');
  const auto slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
  const auto first = Number(Trim(text.substr(0, dash)));
  const auto last = Number(Trim(text.substr(dash + 1, slash - dash - 1)));
  const auto total = Number(Trim(text.substr(slash + 1)));
  if (!first || !last || !total || *last < *first) return std::nullopt;
  return ContentRange{*first, *last, *total};
}

Status CheckStatus(const RangeRequest& request, const AnswerHead& head) {
  const auto status = std::to_string(head.status);
  // A blob may be a web page itself; then its length is right.
  const bool other_length = head.content_length != request.end - request.first;
  if (head.status == 511 || (head.status == 200 && other_length && IsWebPageType(head.content_type))) {
    return Fail(ErrorCode::kOffline, "a web page came instead of the file: does this network want a login?");
  }
  if (head.status == 404 || head.status == 403 || head.status == 410) {
    return Fail(ErrorCode::kNotFound, "the mirror does not have it (status " + status + ")");
  }
  if (head.status == 416)
    return Fail(ErrorCode::kCorrupt, "the mirror's file is shorter than the catalog says");
  if (head.status == 408 || head.status == 429 || head.status >= 500) {
    return Fail(ErrorCode::kOffline, "the mirror cannot answer now (status " + status + ")");
  }
  if (head.status == (IsWhole(request) ? 200 : 206)) return {};
  if (head.status == 200)
    return Fail(ErrorCode::kRefused, "the mirror sends whole files where a range was asked for");
  return Fail(ErrorCode::kRefused, "unexpected status " + status);
}

}  // namespace

bool IsWebPageType(std::string_view content_type) {
  const auto type = Lower(Trim(content_type.substr(0, content_type.find(';'))));
  return type == "text/html" || type == "application/xhtml+xml";
}

// Errors are told in web pages everywhere; a success that is one is somebody else's.
bool HttpAnswer::IsWebPage() const { return status == 511 || (status == 200 && IsWebPageType(content_type)); }

void TakeHeaderLine(std::string_view line, AnswerHead& head) {
  if (line.starts_with("HTTP/")) {
    head = {};
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return;
    if (const auto status = Number(Trim(line.substr(blank, 4)))) head.status = static_cast<int>(*status);
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = Lower(line.substr(0, colon));
  const auto value = Trim(line.substr(colon + 1));
  if (name == "content-type") head.content_type = value;
  if (name == "content-encoding") head.content_encoding = value;
  if (name == "content-range") head.content_range = value;
  if (name == "content-length") head.content_length = Number(value);
}

bool IsWhole(const RangeRequest& request) { return request.first == 0 && request.end == request.total; }

Status CheckHead(const RangeRequest& request, const AnswerHead& head) {
  LIANXIAO_TRY(CheckStatus(request, head));
  if (!head.content_encoding.empty() && Lower(head.content_encoding) != "identity") {
    return Fail(ErrorCode::kRefused, "something on the way to the mirror has packed its bytes anew (" +
                                         head.content_encoding + "), so they cannot be used");
  }
  const auto wanted = request.end - request.first;
  if (!IsWhole(request)) {
    const auto range = ParseContentRange(head.content_range);
    if (!range) {
      return Fail(ErrorCode::kCorrupt,
                  "the mirror does not say which bytes it sends: '" + head.content_range + "'");
    }
    if (range->total != request.total) {
      return Fail(ErrorCode::kCorrupt, "the mirror's file has " + std::to_string(range->total) +
                                           " bytes where the catalog says " + std::to_string(request.total));
    }
    if (range->first != request.first || range->last >= request.end) {
      return Fail(ErrorCode::kCorrupt,
                  "the mirror sends other bytes than asked for: '" + head.content_range + "'");
    }
  }
  if (head.content_length &&
      (IsWhole(request) ? *head.content_length != wanted : *head.content_length > wanted)) {
    return Fail(ErrorCode::kCorrupt, "the mirror announces " + std::to_string(*head.content_length) +
                                         " bytes where there should be " + std::to_string(wanted));
  }
  return {};
}

}  // namespace lianxiao::sync
