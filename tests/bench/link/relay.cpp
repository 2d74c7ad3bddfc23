#include "tests/bench/link/relay.h"

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kNsPerS = 1'000'000'000;
constexpr std::int64_t kLookUpNs = 50'000'000;  // Whether to stop.
constexpr int kAhead = -10;                     // A late packet would be the machine's fault, not the line's.

std::int64_t MonotonicNs() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * kNsPerS + now.tv_nsec;
}

}  // namespace

Relay::Relay(const LineSettings& line, int server, int box)
    : began_ns_(MonotonicNs()),
      ways_{{line, 1, server, box}, {line, 2, box, server}},
      flows_(line),
      thread_([this] { Run(); }) {}

Relay::~Relay() {
  stopping_ = true;
  thread_.join();
}

std::int64_t Relay::NowNs() const { return MonotonicNs() - began_ns_; }

void Relay::Run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kAhead);
  while (!stopping_) {
    Wait();
    TakeFrom(ways_[0], ways_[1]);
    TakeFrom(ways_[1], ways_[0]);
    Deliver();
  }
}

void Relay::Wait() const {
  auto ns = kLookUpNs;
  if (!travelling_.empty()) ns = std::clamp<std::int64_t>(travelling_.top().arrives_ns - NowNs(), 0, ns);
  pollfd waiting[] = {{ways_[0].from, POLLIN, 0}, {ways_[1].from, POLLIN, 0}};
  const timespec time{0, static_cast<long>(ns)};
  ::ppoll(waiting, 2, &time, nullptr);
}

void Relay::TakeFrom(Way& way, Way& back) {
  char bytes[65'536];
  for (;;) {
    const auto got = ::read(way.from, bytes, sizeof bytes);
    if (got <= 0) return;
    Take(way, back, {bytes, static_cast<std::size_t>(got)});
  }
}

void Relay::Take(Way& way, Way& back, std::string bytes) {
  const auto packet = ParsePacket(bytes);
  if (!packet) return;  // The kernel asks for routers and groups; no such thing here.
  const auto now = NowNs();
  const auto size = static_cast<std::int64_t>(bytes.size());
  way.entered += size;
  switch (flows_.Judge(now, *packet)) {
    case Flows::Verdict::kPass: break;
    case Flows::Verdict::kReset:
      travelling_.push({now, next_number_++, &back, ResetToSender(*packet)});
      travelling_.push({now, next_number_++, &way, ResetToReceiver(*packet)});
      way.forgotten += size;
      return;
    case Flows::Verdict::kDrop: (flows_.line().IsCut(now) ? way.cut : way.forgotten) += size; return;
  }
  const auto passage = way.model.Enter(now, size);
  switch (passage.end) {
    case Passage::End::kArrives:
      travelling_.push({passage.arrives_ns, next_number_++, &way, std::move(bytes)});
      return;
    case Passage::End::kQueueFull: way.queue_full += size; return;
    case Passage::End::kLost: way.lost += size; return;
    case Passage::End::kCut: way.cut += size; return;
  }
}

void Relay::Deliver() {
  const auto now = NowNs();
  while (!travelling_.empty() && travelling_.top().arrives_ns <= now) {
    const auto& next = travelling_.top();
    // An interface that takes nothing more loses it, as a real one would.
    if (::write(next.way->to, next.bytes.data(), next.bytes.size()) > 0) {
      next.way->delivered += static_cast<std::int64_t>(next.bytes.size());
    }
    travelling_.pop();
  }
}

}  // namespace lianxiao::bench
