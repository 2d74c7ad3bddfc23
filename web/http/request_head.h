// The head of an HTTP/1.1 request, from bytes to values. Stricter than Poco's reader, which decodes
// MIME words in headers (so that a header may come to hold line breaks) and waits for ever for a head
// that comes in a byte at a time. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace lianxiao::web {

struct RequestHead {
  std::string method;
  std::string target;                                       // As sent; see web/http/url.h.
  std::map<std::string, std::string, std::less<>> headers;  // Lower-case names; repeated ones joined by ", ".
  std::int64_t content_length = 0;
  bool keep_alive = true;
  bool is_1_1 = true;  // Else HTTP/1.0, which knows no chunked bodies.
  bool expects_continue = false;
};

// Why it cannot be answered: the status to send, and words for the log.
struct HeadProblem {
  int status = 400;  // 400, 411, 417, 431, 501 or 505.
  std::string message;
};

// `head` is everything before the blank line: request line and header lines, each but the last ended by
// CRLF. Folded lines, bare CR or LF, two lengths, a missing Host and transfer codings are refused: each of
// them is a way to make two readers of one connection disagree.
tl::expected<RequestHead, HeadProblem> ParseHead(std::string_view head);

}  // namespace lianxiao::web
