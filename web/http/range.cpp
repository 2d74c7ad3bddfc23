#include "web/http/range.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits only; a number beyond 64 bits is the largest one.
std::optional<std::int64_t> Number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return {};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc::result_out_of_range ? kLargest : value;
}

// If-Range holds one entity tag or a date. Only the same strong tag lets the range stand; we send no
// Last-Modified, so a date cannot be ours.
bool RangeStands(std::string_view if_range, std::string_view etag) {
  if_range = Trim(if_range);
  if (if_range.empty()) return true;
  return if_range.size() == etag.size() + 2 && if_range.front() == '"' && if_range.back() == '"' &&
         if_range.substr(1, etag.size()) == etag && !etag.empty();
}

FilePart Part(const ByteRange& range, std::int64_t size) {
  if (!range.first) {  // The last n bytes. Of an empty file these are the whole of it.
    if (*range.last == 0) return {416, 0, 0};
    const auto length = std::min(*range.last, size);
    return size == 0 ? FilePart{200, 0, 0} : FilePart{206, size - length, length};
  }
  if (*range.first >= size) return {416, 0, 0};
  const auto last = std::min(range.last.value_or(kLargest), size - 1);
  return {206, *range.first, last - *range.first + 1};
}

}  // namespace

std::optional<ByteRange> ParseRange(std::string_view header) {
  header = Trim(header);
  constexpr std::string_view kUnit = "bytes=";
  const auto same_letter = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  if (header.size() < kUnit.size() || !std::equal(kUnit.begin(), kUnit.end(), header.begin(), same_letter) ||
      header[kUnit.size() - 1] != '=') {
    return {};
  }
  header = Trim(header.substr(kUnit.size()));
  const auto dash = header.find('-');
  if (dash == header.npos) return {};
  const auto before = header.substr(0, dash);
  const auto after = header.substr(dash + 1);
  if (before.empty() && after.empty()) return {};

  ByteRange range{Number(before), Number(after)};
  if (!before.empty() && !range.first) return {};
  if (!after.empty() && !range.last) return {};
  if (range.first && range.last && *range.first > *range.last) return {};
  return range;
}

bool NamesEtag(std::string_view if_none_match, std::string_view etag) {
  if (Trim(if_none_match) == "*") return true;
  if (etag.empty()) return false;
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    auto tag = Trim(if_none_match.substr(0, comma));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() == etag.size() + 2 && tag.front() == '"' && tag.back() == '"' &&
        tag.substr(1, etag.size()) == etag) {
      return true;
    }
    if (comma == if_none_match.npos) return false;
    if_none_match.remove_prefix(comma + 1);
  }
  return false;
}

FilePart Decide(const FileQuestion& question) {
  if (!question.if_none_match.empty() && NamesEtag(question.if_none_match, question.etag)) return {304, 0, 0};
  const FilePart whole{200, 0, question.size_bytes};
  if (question.method != "GET" || !RangeStands(question.if_range, question.etag)) return whole;
  const auto range = ParseRange(question.range);
  return range ? Part(*range, question.size_bytes) : whole;
}

std::string FilePart::ContentRange(std::int64_t size_bytes) const {
  const auto size = std::to_string(size_bytes);
  if (status == 416) return "bytes */" + size;
  if (status != 206) return {};
  return "bytes " + std::to_string(first_byte) + "-" + std::to_string(first_byte + length - 1) + "/" + size;
}

}  // namespace lianxiao::web
