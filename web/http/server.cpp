#include "web/http/server.h"

#include <Poco/TextEncoding.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <thread>
#include <utility>

#include "storage/base/time.h"
#include "web/http/listen.h"
#include "web/http/loop.h"
#include "web/http/reception.h"

namespace lianxiao::web {
namespace {

using Poco::Net::ServerSocket;

// One loop sends as much as a network card of a box takes; the second has pages going meanwhile.
constexpr unsigned kMostLoops = 2;
// Files open at once beside the clients': databases, the library, the line.
constexpr rlim_t kOtherFiles = 512;
// Large bodies (pieces of files, forms with one) that are in memory at once, each at most twice; of one
// address half, for a class sits behind one too. A small box has 1 GiB.
constexpr std::int64_t kBodiesBytes = 64 << 20;
constexpr rlim_t kFewest = 16;  // Connections, on a machine that leaves us hardly any files.

DialogueRules RulesFor(const Listener& listener, const ServerOptions& options, bool is_unix) {
  return {.router = listener.router,
          .hosts = is_unix ? nullptr : options.hosts.get(),
          .local = is_unix,
          .secure = listener.tls != nullptr,
          .head_ms = options.head_s * kSecondMs,
          .idle_ms = options.idle_s * kSecondMs,
          .keep_alive_ms = options.keep_alive_s * kSecondMs,
          .max_head_bytes = static_cast<std::size_t>(options.max_header_bytes),
          .bodies = BodyRoom::Make(kBodiesBytes, kBodiesBytes / 2)};
}

// One listener with seats and lanes of its own.
class Front {
 public:
  Front(ListenAddress address, const ServerSocket& socket, const Listener& listener,
        const ServerOptions& options, Log& log, std::vector<Loop*> loops)
      : address_(std::move(address)),
        socket_(socket),
        name_(Describe(address_, socket_)),
        hall_{.rules = RulesFor(listener, options, address_.is_unix),
              .log = log,
              .tls = listener.tls,
              .congestion = address_.is_unix ? nullptr : options.congestion,
              .hosts = options.hosts,
              .cap = address_.is_unix || options.max_bytes_per_second == 0
                         ? nullptr
                         : std::make_shared<RateCap>(options.max_bytes_per_second),
              .open = OpenConnections(options.connections, options.per_address),
              .lanes = {}},
        reception_(fd(), options.connections, hall_, std::move(loops)) {
    socket_.setBlocking(false);
  }
  ~Front() {
    if (address_.is_unix) ::unlink(address_.host.c_str());
  }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  const std::string& name() const { return name_; }
  int fd() const { return socket_.impl()->sockfd(); }
  bool AcceptAll() { return reception_.AcceptAll(); }
  void StopLanes() { hall_.lanes.Stop(); }

 private:
  ListenAddress address_;
  ServerSocket socket_;
  std::string name_;
  Hall hall_;
  Reception reception_;
};

class LoopServer final : public Server {
 public:
  ~LoopServer() override {
    for (const auto& loop : loops_) loop->Stop();
    for (const auto& front : fronts_) front->StopLanes();
  }
  std::vector<std::string> addresses() const override {
    std::vector<std::string> names;
    for (const auto& front : fronts_) names.push_back(front->name());
    return names;
  }
  Status MakeLoops() {
    const auto loops = std::clamp(std::thread::hardware_concurrency(), 1U, kMostLoops);
    for (unsigned i = 0; i < loops; ++i) {
      LIANXIAO_ASSIGN(auto loop, Loop::Make());
      loops_.push_back(std::move(loop));
    }
    return {};
  }
  Status Open(const Listener& listener, const ServerOptions& options, Log& log) {
    assert(listener.router);
    LIANXIAO_ASSIGN(auto address, ParseListenAddress(listener.address));
    LIANXIAO_ASSIGN(const auto socket, OpenListener(address));
    std::vector<Loop*> loops;
    for (const auto& loop : loops_) loops.push_back(loop.get());
    try {
      fronts_.push_back(
          std::make_unique<Front>(std::move(address), socket, listener, options, log, std::move(loops)));
    } catch (const std::exception& e) {
      return Fail(ErrorCode::kInternal, "start the server on " + listener.address + ": " + e.what());
    }
    auto& front = *fronts_.back();
    return loops_.front()->Watch(front.fd(), [&front] { return front.AcceptAll(); });
  }
  Status Go() {
    try {
      for (const auto& loop : loops_) loop->Go();
      return {};
    } catch (const std::exception& e) {
      return Fail(ErrorCode::kInternal, std::string("start the server's threads: ") + e.what());
    }
  }

 private:
  std::vector<std::unique_ptr<Front>> fronts_;
  std::vector<std::unique_ptr<Loop>> loops_;  // Stopped before the fronts go, whose connections they hold.
};

// We read heads ourselves, as UTF-8 or not at all. No code page of Poco's has any business here, should one
// of its parts be used some day that would convert by what a client names.
void ForgetCodePages() {
  for (const auto* name : {"ISO-8859-1", "ISO-8859-2", "ISO-8859-15", "windows-1250", "windows-1251",
                           "windows-1252", "UTF-16", "UTF-32"}) {
    if (Poco::TextEncoding::find(name)) Poco::TextEncoding::remove(name);
  }
}

// A connection needs a file for its socket and one for what it is sent. Programs start with room for 1,024
// and may take more themselves, up to a limit that the service manager sets (LimitNOFILE). Says how many
// connections there is room for.
int FitToFiles(int connections, std::size_t listeners, Log& log) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return connections;
  const auto wanted = static_cast<rlim_t>(connections) * 2 * listeners + kOtherFiles;
  if (files.rlim_cur < wanted) {
    files.rlim_cur = std::min(wanted, files.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= wanted) return connections;
  const auto left = files.rlim_cur > kOtherFiles ? files.rlim_cur - kOtherFiles : 0;
  const auto fit = static_cast<int>(std::max<rlim_t>(left / 2 / listeners, kFewest));
  log.Warning("this program may have " + std::to_string(files.rlim_cur) + " files open, so it serves " +
              std::to_string(fit) + " connections instead of " + std::to_string(connections) +
              "; LimitNOFILE=" + std::to_string(wanted) + " in its service would do");
  return fit;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(std::vector<Listener> listeners, ServerOptions options,
                                              Log& log) {
  static const bool forgotten = (ForgetCodePages(), true);
  static_cast<void>(forgotten);
  if (options.connections < 1) return Fail(ErrorCode::kInvalid, "the server needs at least one connection");
  options.connections = FitToFiles(options.connections, std::max<std::size_t>(listeners.size(), 1), log);
  auto server = std::make_unique<LoopServer>();
  LIANXIAO_TRY(server->MakeLoops());
  for (const auto& listener : listeners) LIANXIAO_TRY(server->Open(listener, options, log));
  LIANXIAO_TRY(server->Go());
  return server;
}

}  // namespace lianxiao::web
