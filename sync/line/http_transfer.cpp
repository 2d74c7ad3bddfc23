#include "sync/line/http_transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "sync/line/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// A redirect stays in the scheme it came from: no silent step from https to http.
const char* SchemeOf(const std::string& url) { return url.starts_with("https:") ? "https" : "http"; }

constexpr long kMaxRedirects = 3;
constexpr long kKeepAliveIdleS = 30;  // Home routers forget a silent connection after a minute or so.
constexpr long kKeepAliveIntervalS = 10;

}  // namespace

HttpTransfer::HttpTransfer(LineState& line, const HttpRequest& request, bool fresh_connection)
    : line_(line),
      origin_(OriginOf(request.url)),
      from_(request.from),
      easy_(curl_easy_init()),
      max_bytes_(request.max_bytes),
      last_byte_(line.clock.Now()),
      slow_since_(last_byte_),
      heard_(last_byte_) {
  if (easy_ == nullptr) return;
  if (request.method == Method::kGet) {
    Set(CURLOPT_FOLLOWLOCATION, from_ == HttpRequest::From::kProven ? 1L : 0L);
    Set(CURLOPT_ACCEPT_ENCODING, "");  // Metadata is hex and JSON: gzip, where offered, halves it.
  } else {
    headers_ = curl_slist_append(headers_, "Content-Type: application/octet-stream");
    headers_ = curl_slist_append(headers_, "Expect:");  // Asking first would cost a round trip.
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(CURLOPT_POSTFIELDS, request.body.data());
    Set(CURLOPT_CUSTOMREQUEST, request.method == Method::kPut ? "PUT" : "POST");
  }
  SetUp(request.url, fresh_connection);
}

HttpTransfer::HttpTransfer(LineState& line, const RangeRequest& request, RangeSink& sink,
                           bool fresh_connection)
    : line_(line),
      origin_(OriginOf(request.url)),
      easy_(curl_easy_init()),
      range_(request),
      sink_(&sink),
      last_byte_(line.clock.Now()),
      slow_since_(last_byte_),
      heard_(last_byte_) {
  if (easy_ == nullptr) return;
  headers_ = curl_slist_append(headers_, "Accept-Encoding: identity");
  if (!IsWhole(request)) {
    const auto range = std::to_string(request.first) + "-" + std::to_string(request.end - 1);
    Set(CURLOPT_RANGE, range.c_str());
  }
  Set(CURLOPT_FOLLOWLOCATION, 1L);
  // Not for exchanges: libcurl would not try a second address beside one that says nothing.
  Set(CURLOPT_TCP_FASTOPEN, line.sockets.MayGreetFast(origin_) ? 1L : 0L);
  SetUp(request.url, fresh_connection || request.reuse == RangeRequest::Reuse::kNone);
  // In whole seconds; what is older is closed.
  if (request.reuse == RangeRequest::Reuse::kLately) Set(CURLOPT_MAXAGE_CONN, 0L);
}

HttpTransfer::~HttpTransfer() {
  curl_slist_free_all(headers_);
  curl_easy_cleanup(easy_);
}

void HttpTransfer::SetUp(const std::string& url, bool fresh_connection) {
  Set(CURLOPT_URL, url.c_str());
  Set(CURLOPT_PRIVATE, static_cast<void*>(this));
  Set(CURLOPT_ERRORBUFFER, detail_);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_QUICK_EXIT, 1L);  // Stopping does not wait for a name server.
  Set(CURLOPT_HTTPHEADER, headers_);
  Set(CURLOPT_USERAGENT, line_.options.program.c_str());
  // One lost packet must not stall every stream.
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_REDIR_PROTOCOLS_STR, SchemeOf(url));
  Set(CURLOPT_MAXREDIRS, kMaxRedirects);
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(line_.options.connect_ms));
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_TCP_KEEPIDLE, kKeepAliveIdleS);
  Set(CURLOPT_TCP_KEEPINTVL, kKeepAliveIntervalS);
  Set(CURLOPT_MAXAGE_CONN, static_cast<long>(kReuseWithinMs / kSecondMs));
  Set(CURLOPT_FRESH_CONNECT, fresh_connection ? 1L : 0L);
  // libcurl names the socket of a transfer only when it is over.
  Set(CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::OnOpen);
  Set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  Set(CURLOPT_CLOSESOCKETFUNCTION, &HttpTransfer::OnClose);
  Set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&line_.sockets));
  SetUpTls();
  Set(CURLOPT_HEADERFUNCTION, &HttpTransfer::OnHeader);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &HttpTransfer::OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  // The debug callback sees every byte of HTTP as it moves, refused and redirected answers included.
  Set(CURLOPT_VERBOSE, 1L);
  Set(CURLOPT_DEBUGFUNCTION, &HttpTransfer::OnWire);
  Set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
}

// libcurl's own checks are off because ours decide (peer_trust.h), in the same handshake: they go by the key
// where libcurl would go by a clock that may stand at 1970.
void HttpTransfer::SetUpTls() {
  Set(CURLOPT_SSL_VERIFYPEER, 0L);
  Set(CURLOPT_SSL_VERIFYHOST, 0L);
  Set(CURLOPT_SSL_CTX_FUNCTION, &HttpTransfer::OnTls);
  Set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // A session that goes on shows no certificate.
  Set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (from_ != HttpRequest::From::kAnyone) return;
  Set(CURLOPT_FRESH_CONNECT, 1L);  // Neither taken from nor left to those who need proof.
  Set(CURLOPT_FORBID_REUSE, 1L);
}

CURLcode HttpTransfer::OnTls(CURL* easy, void* context, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const char* url = nullptr;  // Where we are now: a redirect may have led elsewhere.
  if (curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url) != CURLE_OK || url == nullptr) {
    return CURLE_SSL_CONNECT_ERROR;
  }
  auto& question = transfer.question_;
  question.origin = OriginOf(url);
  question.authorities_may_help = transfer.from_ == HttpRequest::From::kProven &&
                                  AuthoritiesMayHelp(transfer.line_.trust, question.origin);
  question.ask = [&transfer](const PeerFacts& peer) { return transfer.MayTalkTo(peer); };
  return DecideBy(*static_cast<ssl_ctx_st*>(context), question) ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

bool HttpTransfer::MayTalkTo(const PeerFacts& peer) {
  if (from_ == HttpRequest::From::kAnyone) return true;
  if (Judge(line_.trust, peer) == Peer::kProven) return true;
  if (peer.origin == line_.trust.center) line_.stranger = true;
  return Abort(
      {ErrorCode::kOffline, peer.origin + ": what answers there does not prove to be the right one"});
}

curl_socket_t HttpTransfer::OnOpen(void* self, curlsocktype, curl_sockaddr* address) {
  const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.line_.sockets.Opened(fd, transfer.origin_);
  transfer.greeting_ = fd;
  return fd;
}

void HttpTransfer::ListenForGreeting(Instant now) {
  if (!greeting_ || !line_.sockets.HasGreeted(*greeting_)) return;
  greeting_.reset();
  heard_ = now;
}

int HttpTransfer::OnClose(void* sockets, curl_socket_t fd) {
  static_cast<Sockets*>(sockets)->Closing(fd);
  return ::close(fd);
}

int HttpTransfer::OnWire(CURL*, curl_infotype type, char*, std::size_t size, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const auto bytes = static_cast<std::int64_t>(size);
  switch (type) {
    case CURLINFO_HEADER_IN:
    case CURLINFO_DATA_IN:
    case CURLINFO_SSL_DATA_IN:
      transfer.line_.moved.received += bytes;
      transfer.arrived_anything_ = true;
      transfer.slow_bytes_ += bytes;
      transfer.heard_ = transfer.line_.clock.Now();
      break;
    case CURLINFO_HEADER_OUT:
    case CURLINFO_DATA_OUT:
    case CURLINFO_SSL_DATA_OUT:
      transfer.line_.moved.sent += bytes;
      transfer.request_sent_ |= type != CURLINFO_SSL_DATA_OUT;
      break;
    default: return 0;
  }
  transfer.last_byte_ = transfer.line_.clock.Now();
  return 0;
}

std::size_t HttpTransfer::OnHeader(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->TakeHeader({bytes, size * count}) ? size * count : 0;
}

bool HttpTransfer::TakeHeader(std::string_view line) {
  header_bytes_ += static_cast<std::int64_t>(line.size());
  if (header_bytes_ > kMaxHeaderBytes) return Abort({ErrorCode::kInvalid, "the answer's headers do not end"});
  TakeHeaderLine(line, head_);
  return true;
}

std::size_t HttpTransfer::OnBody(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->TakeBody({bytes, size * count});
}

std::size_t HttpTransfer::TakeBody(std::string_view bytes) {
  if (!line_.bucket.MayTake(line_.clock.Now())) {
    paused_ = true;
    return CURL_WRITEFUNC_PAUSE;  // The same bytes are offered again.
  }
  line_.bucket.Take(static_cast<std::int64_t>(bytes.size()));
  if (sink_ != nullptr) return TakeRangeBytes(bytes) ? bytes.size() : 0;

  body_bytes_ += static_cast<std::int64_t>(bytes.size());
  if (body_bytes_ > max_bytes_) {
    Abort({ErrorCode::kInvalid, "the answer is larger than " + std::to_string(max_bytes_) + " bytes"});
    return 0;
  }
  answer_.body.append(bytes);
  return bytes.size();
}

bool HttpTransfer::TakeRangeBytes(std::string_view bytes) {
  if (!head_checked_) {
    if (auto fine = CheckHead(range_, head_); !fine) return Abort(fine.error());
    head_checked_ = true;
  }
  const auto rest = range_.end - range_.first - body_bytes_;
  if (static_cast<std::int64_t>(bytes.size()) > rest) {
    return Abort({ErrorCode::kCorrupt, "the mirror sends more bytes than asked for"});
  }
  body_bytes_ += static_cast<std::int64_t>(bytes.size());
  sink_->Arrived(bytes);
  return true;
}

bool HttpTransfer::Abort(Error why) {
  why_ = std::move(why);
  return false;
}

// While a batch creeps up a slow line, libcurl has long handed it to the kernel and no byte comes back.
// The kernel's queues of unacknowledged bytes still tell a living line from a dead one. Of all connections,
// for libcurl names the one of a transfer only when it is over.
bool HttpTransfer::SendQueueMoves() {
  const auto queued = line_.sockets.Unacknowledged();
  return std::exchange(send_queue_, queued) != queued;
}

std::optional<Error> HttpTransfer::Stalled(Instant now) {
  const auto begin_slow = [&] {
    slow_since_ = now;
    slow_bytes_ = 0;
  };
  if (!request_sent_ || paused_) {
    last_byte_ = now;
    begin_slow();
    return std::nullopt;
  }
  if (SendQueueMoves()) {
    last_byte_ = now;
    begin_slow();
  }
  const auto stall_ms = line_.options.stall_ms;
  if (now - last_byte_ > stall_ms) {
    return Error{ErrorCode::kOffline, "no byte for " + std::to_string(stall_ms / kSecondMs) + " s"};
  }
  const auto slow_ms = now - slow_since_;
  if (slow_ms < 2 * stall_ms) return std::nullopt;
  const auto bytes = slow_bytes_;
  begin_slow();
  if (bytes >= kLeastBytesPerStall) return std::nullopt;
  return Error{ErrorCode::kOffline,
               "only " + std::to_string(bytes) + " bytes in " + std::to_string(slow_ms / kSecondMs) + " s"};
}

std::int64_t HttpTransfer::ToldToWaitMs() const {
  curl_off_t seconds = 0;
  const bool busy = head_.status == 503 || head_.status == 429;
  if (!busy || curl_easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK) return 0;
  return std::clamp<std::int64_t>(seconds, 0, kDayMs / kSecondMs) * kSecondMs;
}

void HttpTransfer::ResumeIfAllowed(Instant now) {
  if (!paused_ || !line_.bucket.MayTake(now)) return;
  paused_ = false;
  last_byte_ = heard_ = slow_since_ = now;
  slow_bytes_ = 0;
  curl_easy_pause(easy_, CURLPAUSE_CONT);
}

Status HttpTransfer::Verdict(CURLcode code) const {
  if (why_) return Fail(*why_);
  const std::string detail = detail_[0] != '\0' ? detail_ : curl_easy_strerror(code);
  switch (code) {
    case CURLE_OK: break;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return Fail(ErrorCode::kInvalid, detail);
    case CURLE_OUT_OF_MEMORY: return Fail(ErrorCode::kInternal, detail);
    default: return Fail(ErrorCode::kOffline, detail);
  }
  if (sink_ == nullptr) return {};
  if (!head_checked_) LIANXIAO_TRY(CheckHead(range_, head_));  // No body came at all.
  const auto wanted = range_.end - range_.first;
  if (body_bytes_ < wanted) {
    return Fail(ErrorCode::kOffline, "the answer ended after " + std::to_string(body_bytes_) + " of " +
                                         std::to_string(wanted) + " bytes");
  }
  return {};
}

HttpAnswer HttpTransfer::TakeAnswer() {
  answer_.status = head_.status;
  answer_.content_type = head_.content_type;
  return std::move(answer_);
}

}  // namespace lianxiao::sync
