// What goes on the wire for a handler's Response: status line, every header, and which bytes. Pure, so that
// ranges, caching and the security headers are tested without a socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/http/http.h"

namespace lianxiao::web {

struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // Empty for HEAD and when a file is sent.
  struct Slice {     // Of the FileBody's file.
    std::int64_t first_byte = 0;
    std::int64_t length = 0;
  };
  std::optional<Slice> file;
  bool streams = false;  // The StreamBody's pieces follow, each as Piece() has it.

  std::string Head() const;  // "HTTP/1.1 200 OK\r\n…\r\n\r\n"
};

enum class After { kKeepAlive, kClose };

// A header that holds a line break or another control character turns the answer into a 500: better none
// than a split one. HTML gets a Content-Security-Policy that knows no inline script, unless it brings one.
Answer MakeAnswer(const Request& request, const Response& response, After after);

// One piece of a StreamBody as it goes over the wire; an empty one is the end. A client that knows no chunks
// sees the end by the closed connection.
std::string Piece(const Request& request, std::string_view bytes);

// "http://192.168.1.5:8481" and nothing that could mean more in a header: origins come from Host headers.
bool IsOrigin(std::string_view text);

}  // namespace lianxiao::web
