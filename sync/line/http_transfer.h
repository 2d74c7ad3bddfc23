// One HTTP request under way: a libcurl easy handle with all that is checked while its answer comes. Made
// and driven by CurlLine (fetch.h). Used from one thread.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "sync/line/answer_check.h"
#include "sync/line/line.h"
#include "sync/line/sockets.h"
#include "sync/line/tls_peer.h"
#include "sync/line/token_bucket.h"

namespace lianxiao::sync {

struct LineOptions {
  std::int64_t connect_ms = 10 * kSecondMs;
  std::int64_t stall_ms = 10 * kSecondMs;  // No byte either way for so long: cut.
  std::int64_t max_bytes_per_second = 0;   // Down; 0: no cap.
  std::string program = "lianxiao";        // For the User-Agent header.
};

// What all transfers of one line share.
struct LineState {
  const Clock& clock;
  LineOptions options;
  TokenBucket bucket;
  Traffic moved = {};
  PeerTrust trust = {};
  Sockets sockets = {};
  bool stranger = false;  // Something else than the center answered at its address.
};

// An older idle connection has most likely been forgotten by a router on the way.
inline constexpr std::int64_t kReuseWithinMs = kMinuteMs;

class HttpTransfer {
 public:
  // For an exchange (`request` outlives the transfer) and for a range.
  HttpTransfer(LineState& line, const HttpRequest& request, bool fresh_connection);
  HttpTransfer(LineState& line, const RangeRequest& request, RangeSink& sink, bool fresh_connection);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CURL* easy() const { return easy_; }
  RangeSink* sink() const { return sink_; }
  bool arrived_anything() const { return arrived_anything_; }

  // Why it is as good as cut: no byte moved for too long, or hardly any for twice as long.
  std::optional<Error> Stalled(Instant now);
  // What a server that cannot answer now asked for; 0: nothing.
  std::int64_t ToldToWaitMs() const;
  std::int64_t SilentMs(Instant now) const { return paused_ ? 0 : now - heard_; }
  // That the connection it opened has come about is heard, too.
  void ListenForGreeting(Instant now);
  void ResumeIfAllowed(Instant now);  // After a pause for the rate cap.
  bool paused() const { return paused_; }

  // What became of it, given libcurl's verdict.
  Status Verdict(CURLcode code) const;
  HttpAnswer TakeAnswer();

 private:
  static std::size_t OnHeader(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* bytes, std::size_t size, std::size_t count, void* self);
  static CURLcode OnTls(CURL* easy, void* context, void* self);
  static curl_socket_t OnOpen(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int OnClose(void* sockets, curl_socket_t fd);
  static int OnWire(CURL* easy, curl_infotype type, char* bytes, std::size_t size, void* self);

  void SetUp(const std::string& url, bool fresh_connection);
  void SetUpTls();
  bool MayTalkTo(const PeerFacts& peer);
  bool TakeHeader(std::string_view line);
  std::size_t TakeBody(std::string_view bytes);
  bool TakeRangeBytes(std::string_view bytes);
  bool Abort(Error why);
  bool SendQueueMoves();

  template <typename Value>
  void Set(CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(easy_, option, value); code != CURLE_OK && !why_) {
      why_ =
          Error{ErrorCode::kInternal, std::string("libcurl refuses a setting: ") + curl_easy_strerror(code)};
    }
  }

  LineState& line_;
  const std::string origin_;  // Of the request; a redirect may lead elsewhere.
  HttpRequest::From from_ = HttpRequest::From::kProven;
  PeerQuestion question_;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  char detail_[CURL_ERROR_SIZE] = {};

  RangeRequest range_;
  RangeSink* sink_ = nullptr;   // Null for an exchange.
  std::int64_t max_bytes_ = 0;  // Of an exchange's body.
  HttpAnswer answer_;

  AnswerHead head_;
  bool head_checked_ = false;
  std::int64_t header_bytes_ = 0;
  std::int64_t body_bytes_ = 0;
  std::optional<Error> why_;  // Why we broke it off ourselves.

  Instant last_byte_;
  Instant slow_since_;  // From here on fewer came than a line brings.
  std::int64_t slow_bytes_ = 0;
  Instant heard_;                          // The last byte that came, or the beginning.
  std::optional<curl_socket_t> greeting_;  // Its connection, until that came about.
  bool request_sent_ = false;              // Until then curl's own connect timeout watches.
  bool arrived_anything_ = false;
  bool paused_ = false;
  std::int64_t send_queue_ = 0;  // Bytes the kernel has not got acknowledged.
};

}  // namespace lianxiao::sync
