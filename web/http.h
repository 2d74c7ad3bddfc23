// HTTP as our handlers see it. They do not know which server is in front (today Poco's HTTPServer, see
// web/server.h), so they can be tested without a socket. Plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::web {

struct Request {
  std::string method;                          // "GET"
  std::string path;                            // Decoded, begins with '/', no "..", no control characters.
  std::vector<std::pair<std::string, std::string>> query;  // Decoded, in order.
  std::map<std::string, std::string, std::less<>> headers; // Names in lower case.
  std::string body;                            // Already read, within the route's limit.
  std::string peer;                            // "192.168.1.23"; empty for the control socket.
  bool local = false;                          // Came over the control socket: the machine's own admin.

  std::string_view Query(std::string_view name) const;   // First of that name, or empty.
  std::string_view Header(std::string_view name) const;  // Or empty.
};

// A file to send. The server handles Range, If-Range, If-None-Match, HEAD and sendfile(2).
struct FileBody {
  std::string path;          // On disk; made from ids, never from a URL's text.
  std::int64_t size_bytes = 0;
  std::string etag;          // Without quotes.
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, FileBody> body;

  static Response Html(std::string page, int status = 200);
  static Response Json(std::string text, int status = 200);
  static Response Redirect(std::string to);  // 303
  Response& With(std::string name, std::string value);
};

// One route: a method and a path pattern. "{name}" matches one segment, a final "{name...}" the rest.
// `max_body` caps what is read of a request's body.
using Captures = std::map<std::string, std::string, std::less<>>;
using Handler = std::function<Response(const Request&, const Captures&)>;
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  std::int64_t max_body = 64 << 10;
};

// Finds the handler for a request; 404 and 405 are the caller's. Built once, then safe from any thread.
class Router {
 public:
  void Add(Route route);
  struct Match {
    const Route* route = nullptr;      // Null: no route.
    Captures captures;
    std::string allow;                 // Methods that the path knows, when the method is wrong.
  };
  Match Find(std::string_view method, std::string_view path) const;  // HEAD finds GET's.
  const std::vector<Route>& routes() const { return routes_; }       // The API description's test reads them.

 private:
  std::vector<Route> routes_;
};

}  // namespace lianxiao::web
