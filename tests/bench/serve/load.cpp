#include "tests/bench/serve/load.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <future>
#include <stdexcept>

namespace lianxiao::bench {
namespace {

constexpr std::size_t kHeadBytes = 8 << 10;
constexpr std::size_t kSwallowBytes = 1 << 20;  // Thrown away by the kernel in one call.
constexpr int kSleepMs = 2;                     // How exactly "not before" is kept.

sockaddr_in AddressOf(int client, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const auto host = client < 0 ? 1U : static_cast<std::uint32_t>(256 * (1 + client / 250) + 1 + client % 250);
  address.sin_addr.s_addr = htonl((127U << 24U) + host);
  return address;
}

std::string_view HeaderOf(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
    const auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        ::strncasecmp(line.data(), name.data(), name.size()) == 0) {
      return line.substr(line.find_first_not_of(' ', name.size() + 1));
    }
  }
  return {};
}

// Of one client.
struct Place {
  int socket = -1;
  int port = 0;
  bool connected = false;
  bool under_way = false;
  bool closes = false;  // The server said so.
  bool retried = false;
  Wish wish;
  std::string head;
  std::int64_t left = -1;  // Of the body; -1: the head is not whole yet.
  Got got;
};

class Crowd {
 public:
  Crowd(int clients, Script& script, int first_client)
      : script_(script),
        first_client_(first_client),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        places_(static_cast<std::size_t>(clients)) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (epoll_ < 0) throw std::runtime_error("no epoll");
  }
  ~Crowd() {
    for (auto& place : places_) Close(place);
    ::close(epoll_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  Load Run(std::int64_t duration_us) {
    const auto begin = NowUs();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      places_[i].got.client = first_client_ + static_cast<int>(i);
      Plan(places_[i], nullptr);
    }
    while (active_ > 0 && NowUs() - begin < duration_us) Turn();
    load_.lasted_us = NowUs() - begin;
    // Whoever waits still may be the slowest of all, and is not to be forgotten. Late, not wrong.
    for (auto& place : places_) {
      if (!place.under_way) continue;
      place.got.took_us = NowUs() - place.got.asked_us;
      place.got.status = 200;
      place.got.bytes = 0;
      load_.answers.push_back(place.got);
    }
    return std::move(load_);
  }

 private:
  std::size_t IndexOf(const Place& place) const {
    return static_cast<std::size_t>(place.got.client - first_client_);
  }

  void Turn() {
    std::array<epoll_event, 256> events;
    const int timeout = sleepers_.empty() ? 100 : kSleepMs;
    const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    for (int i = 0; i < ready; ++i) {
      auto& place = places_[events[static_cast<std::size_t>(i)].data.u32];
      if (place.under_way) Receive(place);
    }
    if (sleepers_.empty()) return;
    const auto now = NowUs();
    std::vector<std::size_t> awake;
    std::erase_if(sleepers_, [&](std::size_t index) {
      if (places_[index].wish.at_us > now) return false;
      awake.push_back(index);
      return true;
    });
    for (const auto index : awake) Ask(places_[index]);
  }

  void Plan(Place& place, const Got* last) {
    if (last == nullptr) ++active_;
    auto wish = script_.Next(place.got.client, last);
    if (!wish) {
      --active_;
      Close(place);
      return;
    }
    place.wish = *std::move(wish);
    if (place.wish.at_us > NowUs()) {
      sleepers_.push_back(IndexOf(place));
    } else {
      Ask(place);
    }
  }

  void Ask(Place& place) {
    place.under_way = true;
    place.retried = false;
    place.got.kind = place.wish.kind;
    place.got.asked_us = NowUs();
    place.got.bytes = 0;
    place.got.status = 0;
    Send(place);
  }

  void Send(Place& place) {
    place.head.clear();
    place.left = -1;
    if (place.socket >= 0 && place.port != place.wish.port) Close(place);
    if (place.socket < 0) Connect(place);
    const auto& bytes = place.wish.bytes;
    const auto sent = ::send(place.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(bytes.size())) Broken(place);
  }

  // Loopback connects at once or not at all.
  void Connect(Place& place) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::runtime_error("no socket; ulimit -n?");
    const auto from = AddressOf(place.got.client, 0);
    const auto to = AddressOf(-1, place.wish.port);
    constexpr int kOn = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &kOn, sizeof kOn);
    ::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    place.connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    place.socket = socket;
    place.port = place.wish.port;
    place.closes = false;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(IndexOf(place));
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void Receive(Place& place) {
    if (place.left < 0) {
      ReceiveHead(place);
    } else {
      const auto most = std::min(static_cast<std::size_t>(place.left), kSwallowBytes);
      const auto got = ::recv(place.socket, nullptr, most, MSG_DONTWAIT | MSG_TRUNC);
      if (got > 0) {
        place.left -= got;
        place.got.bytes += got;
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        return Broken(place);
      }
    }
    if (place.left == 0) Done(place);
  }

  void ReceiveHead(Place& place) {
    std::array<char, kHeadBytes> bytes;
    const auto got = ::recv(place.socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return Broken(place);
    place.head.append(bytes.data(), static_cast<std::size_t>(got));
    const auto end = place.head.find("\r\n\r\n");
    if (end == place.head.npos) return;
    const auto head = std::string_view(place.head).substr(0, end + 2);
    place.got.status = std::atoi(place.head.c_str() + 9);
    place.closes = HeaderOf(head, "Connection").starts_with("close");
    const auto length = HeaderOf(head, "Content-Length");
    const auto body = std::atoll(std::string(length).c_str());
    const auto here = static_cast<std::int64_t>(place.head.size() - end - 4);
    place.got.bytes = here;
    place.left = std::max<std::int64_t>(body - here, 0);
  }

  void Done(Place& place) {
    place.under_way = false;
    place.got.took_us = NowUs() - place.got.asked_us;
    load_.answers.push_back(place.got);
    if (place.closes) Close(place);
    const Got last = place.got;
    Plan(place, &last);
  }

  // A connection that was kept may have been ended by the server meanwhile; once more, then.
  void Broken(Place& place) {
    Close(place);
    if (!place.retried && place.got.status == 0) {
      place.retried = true;
      return Send(place);
    }
    place.got.status = 0;
    Done(place);
  }

  void Close(Place& place) {
    if (place.socket >= 0) ::close(place.socket);
    place.socket = -1;
  }

  Script& script_;
  const int first_client_;
  const int epoll_;
  std::vector<Place> places_;
  std::vector<std::size_t> sleepers_;
  int active_ = 0;
  Load load_;
};

bool Good(const Got& got) { return got.status >= 200 && got.status < 300; }
bool Later(const Got& got) { return got.status == 429 || got.status == 503; }

}  // namespace

std::int64_t NowUs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

std::int64_t Load::Bytes() const {
  std::int64_t bytes = 0;
  for (const auto& got : answers) bytes += got.bytes;
  return bytes;
}

std::int64_t Load::FewestOfOne(int clients) const {
  std::vector<std::int64_t> had(static_cast<std::size_t>(clients));
  for (const auto& got : answers)
    had[static_cast<std::size_t>(got.client)] += Good(got) && got.bytes > 0 ? 1 : 0;
  return had.empty() ? 0 : *std::min_element(had.begin(), had.end());
}

std::int64_t Load::ToldToComeBack() const { return std::count_if(answers.begin(), answers.end(), Later); }

std::int64_t Load::Failures() const {
  return std::count_if(answers.begin(), answers.end(),
                       [](const Got& got) { return !Good(got) && !Later(got); });
}

std::int64_t Load::Count(int kind) const {
  return std::count_if(answers.begin(), answers.end(), [&](const Got& got) { return got.kind == kind; });
}

std::int64_t Load::Took(int kind, double part) const {
  std::vector<std::int64_t> took;
  for (const auto& got : answers) {
    if (got.kind == kind) took.push_back(got.took_us);
  }
  if (took.empty()) return 0;
  const auto at = static_cast<std::size_t>(static_cast<double>(took.size() - 1) * part + 0.5);
  std::nth_element(took.begin(), took.begin() + static_cast<std::ptrdiff_t>(at), took.end());
  return took[at];
}

Load RunLoad(int clients, Script& script, std::int64_t duration_us, int first_client) {
  return Crowd(clients, script, first_client).Run(duration_us);
}

Load RunLoads(int clients, const std::vector<Script*>& scripts, std::int64_t duration_us) {
  const auto share = clients / static_cast<int>(scripts.size());
  std::vector<std::future<Load>> loads;
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    const auto first = share * static_cast<int>(i);
    const auto count = i + 1 == scripts.size() ? clients - first : share;
    loads.push_back(std::async(std::launch::async, [script = scripts[i], first, count, duration_us] {
      return RunLoad(count, *script, duration_us, first);
    }));
  }
  Load all;
  for (auto& one : loads) {
    auto load = one.get();
    all.answers.insert(all.answers.end(), load.answers.begin(), load.answers.end());
    all.lasted_us = std::max(all.lasted_us, load.lasted_us);
  }
  return all;
}

}  // namespace lianxiao::bench
