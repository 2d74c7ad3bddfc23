#include "sync/line/sockets.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/base/time.h"

namespace lianxiao::sync {
namespace {

constexpr int kEstablished = 1;  // linux/tcp.h has no name for it, and bears no other header that has.
constexpr std::uint32_t kNoTripYet = ~std::uint32_t{0};  // As the kernel says it.

std::optional<tcp_info> InfoOf(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  return info;
}

constexpr int kGreetedAgain = 3;  // TFO_SYN_RETRANSMITTED, likewise.

FastOpen::Fate FateOf(const tcp_info& info) {
  if ((info.tcpi_options & TCPI_OPT_SYN_DATA) != 0) return FastOpen::Fate::kTaken;
  return info.tcpi_fastopen_client_fail == kGreetedAgain ? FastOpen::Fate::kDropped
                                                         : FastOpen::Fate::kPassedOver;
}

}  // namespace

void Sockets::Opened(int fd, const std::string& origin) { open_[fd] = {.origin = origin}; }

void Sockets::Closing(int fd) {
  const auto found = open_.find(fd);
  if (found == open_.end()) return;
  Count(fd, found->second);
  open_.erase(found);
}

void Sockets::Count(int fd, Open& open) {
  const auto info = InfoOf(fd);
  if (!info) return;
  const auto bytes = std::int64_t{info->tcpi_data_segs_in} * info->tcpi_rcv_mss;
  // The size of segments is only learned, and may become less.
  auto& came = came_[open.origin];
  came.bytes += std::max<std::int64_t>(bytes - open.seen_bytes, 0);
  open.seen_bytes = std::max(bytes, open.seen_bytes);
  came.packets += info->tcpi_data_segs_in - std::exchange(open.seen_packets, info->tcpi_data_segs_in);
  came.waiting += info->tcpi_rcv_ooopack - std::exchange(open.seen_waiting, info->tcpi_rcv_ooopack);
  const std::int64_t trip_ms = info->tcpi_min_rtt / 1'000;
  const bool stands = info->tcpi_state == kEstablished;
  if (stands && !open.greeted) {
    open.greeted = true;
    ++came.greeted;
    fast_open_[open.origin].Note(FateOf(*info));
  }
  const bool measured = stands && info->tcpi_min_rtt < kNoTripYet;
  if (measured) came.least_trip_ms = std::min(came.least_trip_ms.value_or(trip_ms), trip_ms);
}

bool Sockets::HasGreeted(int fd) const {
  const auto found = open_.find(fd);
  return found != open_.end() && found->second.greeted;
}

std::optional<Came> Sockets::CameFrom(const std::string& origin) {
  // Not for ever: the line may lead another way by now.
  if (const auto found = came_.find(origin); found != came_.end()) found->second.least_trip_ms.reset();
  for (auto& [fd, open] : open_) {
    if (open.origin == origin) Count(fd, open);
  }
  const auto found = came_.find(origin);
  if (found == came_.end()) return std::nullopt;
  return found->second;
}

void Sockets::AllowUnderWay(const std::string& origin, std::int64_t bytes) {
  const auto window = static_cast<int>(std::min<std::int64_t>(bytes, std::numeric_limits<int>::max()));
  for (const auto& [fd, open] : open_) {
    if (open.origin != origin) continue;
    const auto info = InfoOf(fd);
    if (!info || info->tcpi_state != kEstablished) continue;
    ::setsockopt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP, &window,
                 sizeof window);  // Where it fails, there is no bound.
  }
}

// As the kernel measured it on what came lately. What we send is next to nothing while lessons come, so its
// round trip (tcpi_rtt) is only the last resort: that of the greeting.
std::optional<std::int64_t> Sockets::LeastTripMs() const {
  std::optional<std::int64_t> least;
  for (const auto& [fd, open] : open_) {
    const auto info = InfoOf(fd);
    if (!info) continue;
    const std::int64_t trip = info->tcpi_rcv_rtt != 0 ? info->tcpi_rcv_rtt : info->tcpi_rtt;
    if (trip == 0 || info->tcpi_last_data_recv > kSecondMs) continue;
    least = std::min(least.value_or(trip / 1'000), trip / 1'000);
  }
  return least;
}

std::int64_t Sockets::Unacknowledged() const {
  std::int64_t all = 0;
  for (const auto& [fd, open] : open_) {
    int queued = 0;
    if (::ioctl(fd, SIOCOUTQ, &queued) == 0) all += queued;
  }
  return all;
}

}  // namespace lianxiao::sync
