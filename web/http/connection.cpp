#include "web/http/connection.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "storage/base/time.h"
#include "web/http/answer.h"
#include "web/http/errors.h"
#include "web/http/request_head.h"
#include "web/http/socket_stream.h"
#include "web/http/tls.h"
#include "web/http/url.h"

namespace lianxiao::web {
namespace {

// So many requests, then a new connection: nobody holds a thread all day.
constexpr int kMaxRequests = 1'000;

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), missing_(fd_ < 0 && errno == ENOENT) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }
  bool missing() const { return missing_; }
  bool HasSize(std::int64_t size_bytes) const {
    struct stat found {};
    return ::fstat(fd_, &found) == 0 && S_ISREG(found.st_mode) && found.st_size == size_bytes;
  }

 private:
  int fd_;
  bool missing_;
};

class Registered {
 public:
  Registered(OpenConnections& open, int socket, const std::string& address)
      : open_(open), socket_(socket), welcome_(open_.Add(socket, address)) {}
  ~Registered() { open_.Remove(socket_); }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;
  bool welcome() const { return welcome_; }

 private:
  OpenConnections& open_;
  int socket_;
  bool welcome_;
};

// sendfile(2) knows no MSG_NOSIGNAL.
void BlockSigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

// A proxy on this machine speaks for everyone, and the machine itself is no stranger.
std::string CountedAs(const std::string& peer) {
  return peer == "127.0.0.1" || peer == "::1" ? std::string() : peer;
}

std::string PeerOf(const Poco::Net::StreamSocket& socket) {
  auto peer = socket.peerAddress().host().toString();
  if (peer.starts_with("::ffff:")) peer.erase(0, 7);
  return peer;
}

class Conversation {
 public:
  Conversation(int socket, std::string peer, ListenerState& state)
      : state_(state),
        socket_(socket),
        peer_(std::move(peer)),
        stream_(socket,
                {.head_ms = state.options.head_s * kSecondMs, .idle_ms = state.options.idle_s * kSecondMs}) {}

  void Run() {
    if (state_.tls && !Greet()) return;
    ServeAll();
    stream_.SayGoodbye();
  }
  // For an address that has connections enough. Under TLS a word would cost a handshake.
  void TurnAway() {
    if (state_.tls) return;
    Reply({}, HttpError({}, 503).With("Retry-After", "2"), After::kClose);
    stream_.Linger();
  }

 private:
  void ServeAll() {
    auto first_byte_ms = state_.options.idle_s * kSecondMs;
    for (int i = 0; i < kMaxRequests; ++i) {
      if (!ServeOne(first_byte_ms, i + 1 == kMaxRequests ? After::kClose : After::kKeepAlive)) return;
      state_.open.Waits(socket_);
      first_byte_ms = state_.options.keep_alive_s * kSecondMs;
    }
  }
  // The TLS handshake. False: the connection is over.
  bool Greet();
  // Somebody typed the address without "https://".
  void PointToTls();
  // False: the connection is over.
  bool ServeOne(std::int64_t first_byte_ms, After after);
  // Answers without having read the whole request, which ends the connection.
  bool Refuse(const Request& request, int status);
  bool Reply(const Request& request, const Response& response, After after);
  bool SendStreamReply(const Request& request, const Response& response, const StreamBody& stream,
                       After after);
  bool SendFileReply(const Request& request, const Response& response, const FileBody& file, After after);
  Response Handle(const Route& route, const Request& request, const Captures& captures);
  bool IsCrowded() const;

  ListenerState& state_;
  int socket_;
  std::string peer_;
  SocketStream stream_;
};

// With most threads taken, nobody keeps one while reading a page.
bool Conversation::IsCrowded() const { return state_.open.count() * 4 > state_.options.threads * 3; }

bool Conversation::Greet() {
  constexpr unsigned char kHandshakeRecord = 0x16;  // RFC 8446, section 5.1
  const auto first = stream_.Peek(state_.options.idle_s * kSecondMs);
  if (!first) return false;
  if (*first != kHandshakeRecord) {
    PointToTls();
    return false;
  }
  const auto context = state_.tls->Current();
  return stream_.StartTls(*context).has_value();
}

// A browser is sent to the right place. Whoever else comes is told, and none of what it sent is acted on.
void Conversation::PointToTls() {
  std::string bytes;
  const auto max = static_cast<std::size_t>(state_.options.max_header_bytes);
  if (stream_.ReadHead(bytes, 0, max) != SocketStream::Got::kHead) return;
  const auto head = ParseHead(bytes);
  Request request;
  if (head) {
    request.method = head->method;
    request.headers = head->headers;
  }
  const auto address = "https://" + std::string(request.Header("host"));
  const bool browser = request.Header("accept").find("text/html") != std::string_view::npos;
  if (head && request.method == "GET" && browser && IsOrigin(address) && head->target.starts_with('/')) {
    Response there = Response::Text("");
    there.status = 307;
    Reply(request, there.With("Location", address + head->target), After::kClose);
  } else {
    Reply(request, Response::Text("这个端口只接受 https。\nThis port speaks https only.\n", 400),
          After::kClose);
  }
  stream_.Linger();
}

bool Conversation::Refuse(const Request& request, int status) {
  Reply(request, HttpError(request, status), After::kClose);
  stream_.Linger();
  return false;
}

bool Conversation::ServeOne(std::int64_t first_byte_ms, After after) {
  std::string bytes;
  const auto max = static_cast<std::size_t>(state_.options.max_header_bytes);
  switch (stream_.ReadHead(bytes, first_byte_ms, max)) {
    case SocketStream::Got::kHead: break;
    case SocketStream::Got::kTooLarge: return Refuse({}, 431);
    case SocketStream::Got::kTooLate:
    case SocketStream::Got::kNothing: return false;
  }
  state_.open.Works(socket_);
  auto head = ParseHead(bytes);
  if (!head) return Refuse({}, head.error().status);
  auto target = ParseTarget(head->target);
  if (!target) return Refuse({}, 400);

  Request request{.method = std::move(head->method),
                  .path = std::move(target->path),
                  .query = std::move(target->query),
                  .headers = std::move(head->headers),
                  .body = {},
                  .peer = peer_,
                  .local = state_.is_unix,
                  .secure = state_.tls != nullptr,
                  .chunks = head->is_1_1};
  if (!state_.is_unix && state_.options.hosts && !state_.options.hosts->Allows(request.Header("host"))) {
    return Refuse(request, 421);
  }
  const auto match = state_.router.Find(request.method, request.path);
  if (head->content_length > (match.route ? match.route->max_body : 0)) {
    return Refuse(request, match.route ? 413 : match.allow.empty() ? 404 : 405);
  }
  if (head->content_length > 0) {
    if (head->expects_continue &&
        !stream_.Send("HTTP/1.1 100 Continue\r\n\r\n", SocketStream::Then::kNothing)) {
      return false;
    }
    if (!stream_.ReadBody(request.body, static_cast<std::size_t>(head->content_length))) return false;
  }
  if (!head->keep_alive || IsCrowded()) after = After::kClose;
  if (match.route) return Reply(request, Handle(*match.route, request, match.captures), after);
  if (match.allow.empty()) return Reply(request, HttpError(request, 404), after);
  return Reply(request, HttpError(request, 405).With("Allow", match.allow), after);
}

Response Conversation::Handle(const Route& route, const Request& request, const Captures& captures) {
  try {
    return route.handler(request, captures);
  } catch (const std::exception& e) {
    state_.log.Error("answer " + request.method + " " + request.path + ": " + e.what());
    return HttpError(request, 500);
  }
}

bool Conversation::Reply(const Request& request, const Response& response, After after) {
  if (const auto* file = std::get_if<FileBody>(&response.body)) {
    return SendFileReply(request, response, *file, after);
  }
  if (const auto* stream = std::get_if<StreamBody>(&response.body)) {
    return SendStreamReply(request, response, *stream, after);
  }
  const auto answer = MakeAnswer(request, response, after);
  return stream_.Send(answer.Head() + answer.body, SocketStream::Then::kNothing) &&
         after == After::kKeepAlive;
}

// The first piece is made before the first byte of the answer goes out: what fails at once is told as a
// failure, and only later ones cut the answer off.
bool Conversation::SendStreamReply(const Request& request, const Response& response, const StreamBody& stream,
                                   After after) {
  auto piece = stream.next();
  if (!piece) {
    state_.log.Error("send " + request.path + ": " + piece.error().message);
    return Reply(request, HttpError(request, 500), after);
  }
  const auto answer = MakeAnswer(request, response, after);
  if (!stream_.Send(answer.Head(), SocketStream::Then::kNothing)) return false;
  while (answer.streams) {
    if (!stream_.Send(Piece(request, *piece), SocketStream::Then::kNothing)) return false;
    if (piece->empty()) break;
    piece = stream.next();
    if (!piece) {
      state_.log.Error("send " + request.path + ": " + piece.error().message);
      return false;
    }
  }
  return after == After::kKeepAlive;
}

// The file is opened and measured before the first byte of the answer, so that a file that is not what the
// journal says never goes out under a wrong length.
bool Conversation::SendFileReply(const Request& request, const Response& response, const FileBody& file,
                                 After after) {
  const OpenFile open(file.path);
  if (open.fd() < 0 || !open.HasSize(file.size_bytes)) {
    state_.log.Error("send " + request.path + ": " + file.path + " is missing or has another size");
    return Reply(request, HttpError(request, open.missing() ? 404 : 500), after);
  }
  const auto answer = MakeAnswer(request, response, after);
  if (!answer.file)
    return stream_.Send(answer.Head(), SocketStream::Then::kNothing) && after == After::kKeepAlive;
  if (!stream_.Send(answer.Head(), SocketStream::Then::kMore)) return false;
  const auto sent = stream_.SendFile(open.fd(), answer.file->first_byte, answer.file->length);
  if (!sent && sent.error().code == ErrorCode::kCorrupt) {
    state_.log.Error("send " + request.path + ": " + file.path + ": " + sent.error().message);
  }
  return sent && after == After::kKeepAlive;
}

}  // namespace

bool OpenConnections::Add(int socket, const std::string& address) {
  const std::lock_guard lock(mutex_);
  ++count_;
  sockets_.insert(socket);
  const auto answer = seats_.Take(socket, address);
  if (answer.let_go) ::shutdown(*answer.let_go, SHUT_RDWR);
  if (stopping_) ::shutdown(socket, SHUT_RDWR);
  return answer.welcome;
}

void OpenConnections::Remove(int socket) {
  const std::lock_guard lock(mutex_);
  --count_;
  sockets_.erase(socket);
  seats_.Leave(socket);
}

void OpenConnections::Works(int socket) {
  const std::lock_guard lock(mutex_);
  seats_.Works(socket);
}

void OpenConnections::Waits(int socket) {
  const std::lock_guard lock(mutex_);
  seats_.Waits(socket);
}

void OpenConnections::MakeRoom() {
  const std::lock_guard lock(mutex_);
  if (const auto socket = seats_.MakeRoom()) ::shutdown(*socket, SHUT_RDWR);
}

void OpenConnections::ShutDownAll() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void ServeConnection(Poco::Net::StreamSocket& socket, ListenerState& state) {
  try {
    BlockSigpipe();
    socket.setBlocking(false);
    const int fd = socket.impl()->sockfd();
    if (state.options.congestion && !state.is_unix) state.options.congestion->ApplyTo(fd);
    const auto peer = state.is_unix ? std::string{} : PeerOf(socket);
    const Registered registered(state.open, fd, CountedAs(peer));
    Conversation conversation(fd, peer, state);
    if (registered.welcome()) {
      conversation.Run();
    } else {
      conversation.TurnAway();
    }
  } catch (const std::exception& e) {
    // Poco throws when the client is gone before we ask for its address: an ordinary event.
    state.log.Debug(std::string("connection: ") + e.what());
  }
}

}  // namespace lianxiao::web
