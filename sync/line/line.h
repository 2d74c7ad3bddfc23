// The line to mirrors and center, as the rest of sync sees it: small exchanges, and ranges of blobs that
// come in several at once. The real one is CurlLine (fetch.h); tests put a false one in its place.
//
// Used from one thread, but for Stop. Callbacks come on that thread, from within Turn or Exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "sync/line/peer_trust.h"

namespace lianxiao::sync {

enum class Method { kGet, kPut, kPost };

struct HttpRequest {
  Method method = Method::kGet;
  std::string url;
  std::string body;            // Of kPut and kPost, sent as application/octet-stream.
  std::int64_t max_bytes = 0;  // Of the answer's body; more is an error.
  // Under TLS: who may answer. kAnyone is for enrolment and for asking which key is the center's, where all
  // that is said is signed or sealed anyway.
  enum class From { kProven, kAnyone } from = From::kProven;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
  bool IsWebPage() const;  // What a captive portal or a lost proxy answers in the place of anything.
};

// Bytes [first, end) of a file that has `total` bytes.
struct RangeRequest {
  std::string url;
  std::int64_t first = 0, end = 0, total = 0;
  // Over which of the connections that stand it may go. kLately: one that was used within a second, for the
  // line was cut before that, and idle ones may be dead. kNone: a new one.
  enum class Reuse { kAny, kLately, kNone } reuse = Reuse::kAny;
};

// Who takes a range's bytes. Outlives the transfer: until Ended, or Line::Cancel. Does not call the line.
class RangeSink {
 public:
  virtual ~RangeSink() = default;
  virtual void Arrived(std::string_view bytes) = 0;  // In order; never more than asked for.
  // After the last byte, or with what came between. kOffline: cut, stalled, unreachable, overloaded,
  // a web page instead. kNotFound, kCorrupt, kRefused, kInvalid: this mirror does not have that file.
  virtual void Ended(Status status) = 0;
  // Before Ended, by a server that cannot answer now: it does not want to be asked for so long.
  virtual void ToldToWait(std::int64_t /*ms*/) {}
};

// What came from one server since the line was made, as the network saw it: also what cannot be handed over
// before something lost has come again, so that it tells the line's speed from moment to moment.
struct Came {
  std::int64_t bytes = 0;
  std::int64_t packets = 0;
  std::int64_t waiting = 0;                   // Of the packets, those that one before them was missing for.
  std::optional<std::int64_t> least_trip_ms;  // Of the connections that stand, ever.
  std::int64_t greeted = 0;                   // Connections that came about.
};

struct Traffic {
  std::int64_t received = 0, sent = 0;  // Bytes of HTTP, headers included.
};

class Line {
 public:
  virtual ~Line() = default;

  // One request and its whole answer, whatever its status; ranges under way go on meanwhile. kOffline:
  // not reached or cut; kInvalid: larger than allowed, or no such URL.
  virtual Result<HttpAnswer> Exchange(const HttpRequest& request) = 0;

  virtual void Fetch(const RangeRequest& request, RangeSink& sink) = 0;
  virtual void Cancel(RangeSink& sink) = 0;        // No further callback. Nothing if it already ended.
  virtual void Turn(std::int64_t longest_ms) = 0;  // Moves bytes; returns when some moved, or in time.
  // For how long this transfer has brought nothing. What the rate cap holds back is not silent.
  virtual std::int64_t SilentMs(const RangeSink&) const { return 0; }
  // The rate cap holds something back at this moment.
  virtual bool Held() const { return false; }

  // Whom requests of kind kProven may reach under TLS, from here on. Nothing to do for a line without TLS.
  virtual void Trust(PeerTrust) {}
  // Whether something else than the center has answered at its address since this was asked last: such a
  // transfer ended with kOffline before anything was sent.
  virtual bool TookStranger() { return false; }
  // The longest that a server which could not answer an exchange (503, 429) wanted to be left alone, since
  // this was asked last; 0: none did.
  virtual std::int64_t TakeToldToWaitMs() { return 0; }

  // From here on lessons and all else come down no faster than this together; 0: as fast as the line.
  virtual void SetRate(std::int64_t /*bytes_per_second*/) {}

  // Of what comes just now, the least; nothing: not known.
  virtual std::optional<std::int64_t> RoundTripMs() { return std::nullopt; }

  // From the server of this address; nothing: not known.
  virtual std::optional<Came> CameFrom(const std::string& /*url*/) { return std::nullopt; }
  // From here on no more than so many bytes are under way on each connection to that server.
  virtual void AllowUnderWay(const std::string& /*url*/, std::int64_t /*bytes*/) {}

  // Whether a folder has this file, at no cost; a network never says so.
  virtual bool Holds(const std::string& /*url*/) const { return false; }

  virtual Traffic Moved() const = 0;  // Since the line was made.

  // From any thread, for good: everything under way and to come ends with kOffline at once.
  virtual void Stop() = 0;
  virtual bool Stopped() const = 0;
};

}  // namespace lianxiao::sync
