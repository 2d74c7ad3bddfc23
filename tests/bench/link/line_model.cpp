#include "tests/bench/link/line_model.h"

#include <algorithm>

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerS = 1'000'000'000;

}  // namespace

std::int64_t LineSettings::QueueBytes() const {
  return std::max<std::int64_t>(bits_per_second / 8 * round_trip_ms / 1'000, 32 * kMtu);
}

bool LineSettings::IsCut(std::int64_t ns) const {
  const auto since = ns / kNsPerMs - first_cut_ms;
  return cut_every_ms > 0 && since >= 0 && since % cut_every_ms < cut_ms;
}

std::int64_t LineSettings::UpNs(std::int64_t until_ns) const {
  const auto since = until_ns - first_cut_ms * kNsPerMs;
  if (cut_every_ms == 0 || since <= 0) return until_ns;
  const auto every = cut_every_ms * kNsPerMs;
  const auto cut = cut_ms * kNsPerMs;
  return until_ns - since / every * cut - std::min(since % every, cut);
}

double LineSettings::CouldCarry(std::int64_t up_ns) const {
  const auto bytes = static_cast<double>(bits_per_second) / 8 * static_cast<double>(up_ns) / kNsPerS;
  return bytes * (100 - loss_percent) / 100 * kPayloadOfPacket / kMtu;
}

Passage OneWay::Enter(std::int64_t now_ns, std::int64_t bytes) {
  const auto ns_for = [&](std::int64_t size) { return size * 8 * kNsPerS / line_.bits_per_second; };
  const auto waiting_ns = std::max<std::int64_t>(busy_until_ns_ - now_ns, 0);
  if (waiting_ns + ns_for(bytes) > ns_for(line_.QueueBytes())) return {Passage::End::kQueueFull};
  busy_until_ns_ = now_ns + waiting_ns + ns_for(bytes);
  const auto arrives = busy_until_ns_ + line_.round_trip_ms * kNsPerMs / 2;
  const bool lost = std::uniform_int_distribution(0, 99)(random_) < line_.loss_percent;
  if (line_.IsCut(busy_until_ns_) || line_.IsCut(arrives)) return {Passage::End::kCut};
  if (lost) return {Passage::End::kLost};
  return {Passage::End::kArrives, arrives};
}

Flows::Verdict Flows::Judge(std::int64_t now_ns, const Packet& packet) {
  if (line_.cut_every_ms == 0 || line_.fate == Fate::kSurvive) return Verdict::kPass;
  const auto since = now_ns / kNsPerMs - line_.first_cut_ms;
  const auto begun = since < 0 ? 0 : since / line_.cut_every_ms + 1;
  if (begun > cuts_) {
    cuts_ = begun;
    dead_.merge(known_);
    known_.clear();
  }
  if (packet.opens) {
    dead_.erase(packet.flow);
    known_.insert(packet.flow);
  }
  if (!dead_.contains(packet.flow)) {
    known_.insert(packet.flow);
    return Verdict::kPass;
  }
  if (line_.IsCut(now_ns)) return Verdict::kDrop;
  return line_.fate == Fate::kReset && !packet.resets ? Verdict::kReset : Verdict::kDrop;
}

}  // namespace lianxiao::bench
