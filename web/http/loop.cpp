#include "web/http/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

namespace lianxiao::web {
namespace {

constexpr int kMostEvents = 256;
// Times are looked at this often at most, so that a thousand connections cost a loop nothing.
constexpr std::int64_t kLookEveryMs = 50;
constexpr std::uint32_t kWatched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

std::int64_t NowMs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

// sendfile(2) knows no MSG_NOSIGNAL.
void BlockSigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool AddTo(int epoll, int fd, std::uint32_t events, std::uint64_t name) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = name;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

tl::unexpected<Error> CannotWatch() {
  return Fail(ErrorCode::kInternal, std::string("epoll: ") + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<Loop>> Loop::Make() {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) return CannotWatch();
  const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake < 0 || !AddTo(epoll, wake, EPOLLIN, kWaking)) {
    const auto why = CannotWatch();
    ::close(epoll);
    if (wake >= 0) ::close(wake);
    return why;
  }
  return std::unique_ptr<Loop>(new Loop(epoll, wake));
}

Loop::~Loop() {
  Stop();
  ::close(wake_);
  ::close(epoll_);
}

Status Loop::Watch(int socket, std::function<bool()> accept) {
  assert(!thread_.joinable());
  if (!AddTo(epoll_, socket, EPOLLIN, kFirstListener + listening_.size())) return CannotWatch();
  listening_.push_back({socket, std::move(accept)});
  return {};
}

void Loop::Go() {
  thread_ = std::thread([this] { Run(); });
}

void Loop::Stop() {
  stopping_ = true;
  Wake();
  if (thread_.joinable()) thread_.join();
  const std::lock_guard lock(mutex_);
  for (const auto& newcomer : newcomers_) {
    newcomer.hall->open.Remove(newcomer.socket);
    ::close(newcomer.socket);
  }
  newcomers_.clear();
}

void Loop::Wake() {
  constexpr std::uint64_t kOne = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &kOne, sizeof kOne);
}

void Loop::Adopt(int socket, std::string peer, bool welcome, Hall& hall) {
  ++count_;
  {
    const std::lock_guard lock(mutex_);
    newcomers_.push_back({socket, std::move(peer), welcome, &hall});
  }
  Wake();
}

void Loop::Deliver(Id to, std::optional<Outgoing> answer) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = deliveries_.empty() && newcomers_.empty();
    deliveries_.push_back({to, std::move(answer)});
  }
  if (first) Wake();
}

void Loop::Run() {
  BlockSigpipe();
  std::array<epoll_event, kMostEvents> events;
  while (!stopping_) {
    const int ready = ::epoll_wait(epoll_, events.data(), kMostEvents, Patience(NowMs()));
    const auto now = NowMs();
    for (int i = 0; i < ready; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 == kWaking) {
        TakeInbox(now);
      } else if (event.data.u64 < kFirstChannel) {
        Accept(event.data.u64);
      } else {
        Happened(event.data.u64, event.events);
      }
    }
    TakeTurns(now);
    if (now >= soonest_ms_ && now - looked_ms_ >= kLookEveryMs) LookAfterAll(now);
  }
  count_ -= static_cast<int>(places_.size());
  places_.clear();
}

int Loop::Patience(std::int64_t now_ms) const {
  if (!turns_.empty()) return 0;
  if (soonest_ms_ == Channel::kNever) return -1;
  const auto at = std::max(soonest_ms_, looked_ms_ + kLookEveryMs);
  constexpr std::int64_t kLongest = 60'000;
  return static_cast<int>(std::clamp<std::int64_t>(at - now_ms, 0, kLongest));
}

void Loop::TakeInbox(std::int64_t now_ms) {
  std::uint64_t woken = 0;
  [[maybe_unused]] const auto got = ::read(wake_, &woken, sizeof woken);
  std::vector<Newcomer> newcomers;
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    newcomers.swap(newcomers_);
    deliveries.swap(deliveries_);
  }
  for (auto& newcomer : newcomers) Open(newcomer, now_ms);
  for (auto& delivery : deliveries) {
    const auto place = places_.find(delivery.id);
    if (place == places_.end()) continue;  // Its client did not wait.
    place->second.channel.Answer(std::move(delivery.answer));
    GiveTurn(delivery.id, place->second);
  }
}

void Loop::Open(Newcomer& newcomer, std::int64_t now_ms) {
  const auto id = next_id_++;
  const auto deliver = [this, id](std::optional<Outgoing> answer) { Deliver(id, std::move(answer)); };
  const auto [at, fresh] = places_.try_emplace(id, newcomer.socket, std::move(newcomer.peer),
                                               newcomer.welcome, *newcomer.hall, deliver, now_ms);
  if (AddTo(epoll_, newcomer.socket, kWatched, id)) {
    GiveTurn(id, at->second);
  } else {
    Settle(id, at->second, Channel::Then::kClose);
  }
}

void Loop::Happened(Id id, std::uint32_t events) {
  const auto place = places_.find(id);
  if (place == places_.end()) return;
  auto& channel = place->second.channel;
  const bool hung_up = (events & EPOLLHUP) != 0;
  if ((events & EPOLLERR) != 0 || (hung_up && !channel.listens())) {
    Settle(id, place->second, Channel::Then::kClose);
    return;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0) {
    channel.MayRead(hung_up || (events & EPOLLRDHUP) != 0);
  }
  if ((events & EPOLLOUT) != 0) channel.MayWrite();
  GiveTurn(id, place->second);
}

void Loop::Accept(Id id) {
  if (!listening_[id - kFirstListener].accept()) Pause(id, true);
}

// A listener that has newcomers which cannot be taken would keep the loop spinning.
void Loop::Pause(Id id, bool paused) {
  auto& listening = listening_[id - kFirstListener];
  epoll_event event{};
  if (!paused) event.events = EPOLLIN;
  event.data.u64 = id;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, listening.socket, &event);
  listening.paused = paused;
  if (paused) soonest_ms_ = std::min(soonest_ms_, looked_ms_ + kLookEveryMs);
}

void Loop::GiveTurn(Id id, Place& place) {
  if (place.has_turn) return;
  place.has_turn = true;
  turns_.push_back(id);
}

void Loop::TakeTurns(std::int64_t now_ms) {
  std::vector<Id> turns;
  turns.swap(turns_);
  for (const auto id : turns) {
    const auto place = places_.find(id);
    if (place == places_.end()) continue;
    place->second.has_turn = false;
    Settle(id, place->second, place->second.channel.Advance(now_ms));
  }
}

void Loop::Settle(Id id, Place& place, Channel::Then then) {
  switch (then) {
    case Channel::Then::kWait: soonest_ms_ = std::min(soonest_ms_, place.channel.wake_ms()); break;
    case Channel::Then::kAgain: GiveTurn(id, place); break;
    case Channel::Then::kClose:
      places_.erase(id);
      --count_;
      break;
  }
}

void Loop::LookAfterAll(std::int64_t now_ms) {
  looked_ms_ = now_ms;
  soonest_ms_ = Channel::kNever;
  for (Id id = kFirstListener; id < kFirstListener + listening_.size(); ++id) {
    if (listening_[id - kFirstListener].paused) Pause(id, false);
  }
  std::vector<Id> due;
  for (const auto& [id, place] : places_) {
    const auto wake = place.channel.wake_ms();
    if (wake <= now_ms) {
      due.push_back(id);
    } else {
      soonest_ms_ = std::min(soonest_ms_, wake);
    }
  }
  for (const auto id : due) {
    auto& place = places_.find(id)->second;
    Settle(id, place, place.channel.Look(now_ms));
  }
}

}  // namespace lianxiao::web
