// Which part of a file a request gets (RFC 9110, sections 13 and 14). Pure: decides, sends nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lianxiao::web {

// What one Range header asks for, before the file's size is known. Plain value.
//   "bytes=a-b" first a, last b · "bytes=a-" first a · "bytes=-n" the last n bytes
struct ByteRange {
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;  // With `first`: inclusive. Without: how many bytes from the end.
  bool operator==(const ByteRange&) const = default;
};

// Empty for anything but one well-formed range: such a header is passed over, as the RFC has it, and so
// are several ranges at once, which no player of ours asks for. Numbers too large count as the largest.
std::optional<ByteRange> ParseRange(std::string_view header);

struct FileQuestion {
  std::string_view method;  // "GET" or "HEAD"; ranges count for GET only.
  std::string_view range;   // The headers, or empty.
  std::string_view if_range;
  std::string_view if_none_match;
  std::string_view etag;  // Of the file, without quotes. Always strong.
  std::int64_t size_bytes = 0;
};

struct FilePart {
  int status = 200;             // 200, 206, 304 or 416.
  std::int64_t first_byte = 0;  // With 200 and 206.
  std::int64_t length = 0;
  // "bytes 0-99/1000" with 206, "bytes */1000" with 416, else empty.
  std::string ContentRange(std::int64_t size_bytes) const;
  bool operator==(const FilePart&) const = default;
};

FilePart Decide(const FileQuestion& question);

// Whether an If-None-Match header names `etag` (weak comparison), or is "*".
bool NamesEtag(std::string_view if_none_match, std::string_view etag);

}  // namespace lianxiao::web
