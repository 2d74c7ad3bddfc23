// HTTP as our handlers see it. They do not know which server is in front (see web/http/server.h), so they can
// be tested without a socket. Plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "storage/base/result.h"
#include "storage/people/roles.h"

namespace lianxiao::web {

struct Visitor;  // web/people/visitor.h: who is logged in.

struct Request {
  std::string method;  // "GET"
  std::string path;    // Decoded, begins with '/', no "..", no control characters.
  std::vector<std::pair<std::string, std::string>> query;   // Decoded, in order.
  std::map<std::string, std::string, std::less<>> headers;  // Names in lower case.
  std::string body;                                         // Already read, within the route's limit.
  std::string peer;                                         // "192.168.1.23"; empty for the control socket.
  bool local = false;                      // Came over the control socket: the machine's own admin.
  bool secure = false;                     // Came over TLS.
  bool chunks = true;                      // HTTP/1.1: a body whose length is not known may come in chunks.
  std::shared_ptr<const Visitor> visitor;  // Null: not logged in. Set by web/people/gate.h.

  std::string_view Query(std::string_view name) const;   // First of that name, or empty.
  std::string_view Header(std::string_view name) const;  // Or empty. `name` in lower case.
};

// A file to send. The server handles Range, If-Range, If-None-Match, HEAD and sendfile(2).
struct FileBody {
  std::string path;  // On disk; made from ids, never from a URL's text.
  std::int64_t size_bytes = 0;
  std::string etag;            // Without quotes.
  bool never_changes = false;  // The etag is made from the bytes: whoever has them once may keep them.
};

// A text that is made while it goes out, piece by piece, so that its length costs no memory: exports. The
// server asks for the next piece when the one before has gone; an empty one is the end. A failure cuts the
// connection off, so that nobody takes the part for the whole. `next` is called from one thread at a time.
struct StreamBody {
  std::function<Result<std::string>()> next;
};

// What a handler answers. The server adds what every answer needs: length, caching and, for HTML, the
// security headers, each unless the handler set it itself (web/http/answer.h).
struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, FileBody, StreamBody> body;
  // The one other origin this page may show in a frame ("http://192.168.1.5:8481"); empty: none.
  std::string frame_origin;

  static Response Html(std::string page, int status = 200);
  static Response Json(std::string text, int status = 200);
  static Response Text(std::string text, int status = 200);
  static Response File(FileBody file, std::string media_type);
  static Response NoContent();               // 204
  static Response Redirect(std::string to);  // 303
  Response& With(std::string name, std::string value);
  bool Has(std::string_view name) const;  // A header of that name, in whatever case.
};

// What answering it costs the machine beyond a page: which threads it runs on (web/http/lanes.h), and whether
// it is counted (web/people/rate_limits.h).
enum class Cost { kLittle, kSearch, kNote, kPassword, kUpload, kExport, kLogPage };

// kAtOnce: from memory, in microseconds, without a lock or a disk, so that the thread which reads and sends
// for everyone may do it between two packets.
enum class Where { kLane, kAtOnce };

// One route: a method and a path pattern. "{name}" matches one segment that is not empty, a final
// "{name...}" the rest, which may be. `max_body` caps what is read of a request's body.
using Captures = std::map<std::string, std::string, std::less<>>;
using Handler = std::function<Response(const Request&, const Captures&)>;
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  std::int64_t max_body = 64 << 10;
  // What its caller has to be allowed; empty: anyone. Enforced by web/people/gate.h.
  std::optional<storage::Permission> needs = {};
  Cost cost = Cost::kLittle;
  Where where = Where::kLane;
};

// Finds the handler for a request; 404 and 405 are the caller's. Where several patterns match, a literal
// segment beats a capture and a capture beats a tail, from the left. Built once, then safe from any thread.
class Router {
 public:
  void Add(Route route);
  struct Match {
    const Route* route = nullptr;  // Null: no route.
    Captures captures;
    std::string allow;  // Methods that the path knows, when the method is wrong.
  };
  Match Find(std::string_view method, std::string_view path) const;  // HEAD finds GET's.
  const std::vector<Route>& routes() const { return routes_; }       // The API description's test reads them.

 private:
  std::vector<Route> routes_;
};

}  // namespace lianxiao::web
