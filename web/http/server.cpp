#include "web/http/server.h"

#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/TextEncoding.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cassert>
#include <utility>

#include "web/http/answer.h"
#include "web/http/connection.h"
#include "web/http/errors.h"
#include "web/http/listen.h"

namespace lianxiao::web {
namespace {

using namespace Poco::Net;

// Handlers keep nothing large on the stack, and hundreds of threads should cost megabytes, not gigabytes.
// The sanitizers' frames are several times the size.
#if defined(__has_feature)  // clang's way to tell; the macros below are g++'s.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LIANXIAO_LARGE_FRAMES
#endif
#endif
#if defined(LIANXIAO_LARGE_FRAMES) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kStackBytes = 2 << 20;
#else
constexpr int kStackBytes = 256 << 10;
#endif
constexpr int kThreadIdleS = 60;  // A thread that served nobody for so long ends.
// The last thread of a dispatcher looks up from its queue so often. It may miss the call to stop by a
// hair, so this is also how long a stop may take.
constexpr int kLookUpS = 1;
// Accepted connections that may wait for a thread; further ones are told to come back.
constexpr int kMaxQueued = 256;

class Connection final : public TCPServerConnection {
 public:
  Connection(const StreamSocket& socket, ListenerState& state) : TCPServerConnection(socket), state_(state) {}
  void run() override { ServeConnection(socket(), state_); }

 private:
  ListenerState& state_;
};

class ConnectionFactory final : public TCPServerConnectionFactory {
 public:
  explicit ConnectionFactory(ListenerState& state) : state_(state) {}
  TCPServerConnection* createConnection(const StreamSocket& socket) override {
    return new Connection(socket, state_);
  }

 private:
  ListenerState& state_;
};

// Runs on the accepting thread, so it must not wait.
class BusyFilter final : public TCPServerConnectionFilter {
 public:
  BusyFilter(const TCPServer& server, ListenerState& state) : server_(server), state_(state) {
    Request request;
    request.path = "/";
    const auto answer = MakeAnswer(request, HttpError(request, 503).With("Retry-After", "2"), After::kClose);
    busy_ = answer.Head() + answer.body;
  }
  bool accept(const StreamSocket& socket) override {
    // Those that queue are served first, so there has to be room for each of them too; nobody makes any
    // later, when they have got their threads.
    const int wanted = server_.currentConnections() + server_.queuedConnections() + 1;
    for (int i = state_.options.threads; i < wanted; ++i) state_.open.MakeRoom();
    if (server_.queuedConnections() < kMaxQueued) return true;
    const int fd = socket.impl()->sockfd();
    [[maybe_unused]] const auto sent = ::send(fd, busy_.data(), busy_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(fd, SHUT_WR);
    return false;
  }

 private:
  const TCPServer& server_;
  ListenerState& state_;
  std::string busy_;
};

TCPServerParams::Ptr ParamsFor(const ServerOptions& options) {
  TCPServerParams::Ptr params = new TCPServerParams;
  params->setMaxThreads(options.threads);
  params->setMaxQueued(kMaxQueued);
  params->setThreadIdleTime(Poco::Timespan(kLookUpS, 0));
  return params;
}

// One listener with threads of its own, so that a full classroom never keeps the technician out.
class Front {
 public:
  Front(ListenAddress address, const ServerSocket& socket, const Listener& listener,
        const ServerOptions& options, Log& log)
      : address_(std::move(address)),
        state_{.router = *listener.router,
               .options = options,
               .log = log,
               .is_unix = address_.is_unix,
               .tls = listener.tls,
               .open = OpenConnections(options.per_address)},
        name_(Describe(address_, socket)),
        pool_(1, options.threads, kThreadIdleS, kStackBytes),
        server_(new ConnectionFactory(state_), pool_, socket, ParamsFor(options)) {
    server_.setConnectionFilter(new BusyFilter(server_, state_));
    server_.start();
  }
  ~Front() {
    server_.stop();
    state_.open.ShutDownAll();
    pool_.joinAll();
    if (address_.is_unix) ::unlink(address_.host.c_str());
  }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  const std::string& name() const { return name_; }

 private:
  ListenAddress address_;
  ListenerState state_;
  std::string name_;
  Poco::ThreadPool pool_;
  TCPServer server_;
};

class PocoServer final : public Server {
 public:
  std::vector<std::string> addresses() const override {
    std::vector<std::string> names;
    for (const auto& front : fronts_) names.push_back(front->name());
    return names;
  }
  Status Open(const Listener& listener, const ServerOptions& options, Log& log) {
    assert(listener.router);
    LIANXIAO_ASSIGN(auto address, ParseListenAddress(listener.address));
    LIANXIAO_ASSIGN(const auto socket, OpenListener(address));
    try {
      fronts_.push_back(std::make_unique<Front>(std::move(address), socket, listener, options, log));
      return {};
    } catch (const std::exception& e) {
      return Fail(ErrorCode::kInternal, "start the server on " + listener.address + ": " + e.what());
    }
  }

 private:
  std::vector<std::unique_ptr<Front>> fronts_;
};

// We read heads ourselves, as UTF-8 or not at all. No code page of Poco's has any business here, should one
// of its parts be used some day that would convert by what a client names.
void ForgetCodePages() {
  for (const auto* name : {"ISO-8859-1", "ISO-8859-2", "ISO-8859-15", "windows-1250", "windows-1251",
                           "windows-1252", "UTF-16", "UTF-32"}) {
    if (Poco::TextEncoding::find(name)) Poco::TextEncoding::remove(name);
  }
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(std::vector<Listener> listeners, ServerOptions options,
                                              Log& log) {
  static const bool forgotten = (ForgetCodePages(), true);
  static_cast<void>(forgotten);
  if (options.threads < 1) return Fail(ErrorCode::kInvalid, "the server needs at least one thread");
  auto server = std::make_unique<PocoServer>();
  for (const auto& listener : listeners) LIANXIAO_TRY(server->Open(listener, options, log));
  return server;
}

}  // namespace lianxiao::web
