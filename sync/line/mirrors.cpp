#include "sync/line/mirrors.h"

#include <algorithm>
#include <tuple>

#include "sync/line/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

std::vector<std::string> Places(const std::vector<std::string>& own,
                                const std::vector<std::string>& granted) {
  auto places = own;
  for (const auto& url : granted) {
    const bool network = url.starts_with("http://") || url.starts_with("https://");
    if (network && std::ranges::count(places, url) == 0) places.push_back(url);
  }
  return places;
}

bool Mirrors::Mirror::GivenUp() const { return failures >= kFailuresPerMirror; }

Mirrors::Mirrors(const std::vector<std::string>& bases, MirrorMemory* memory)
    : memory_(memory != nullptr ? memory : &own_memory_) {
  for (auto base : bases) {
    while (!base.empty() && base.back() == '/') base.pop_back();
    mirrors_.push_back({std::move(base), 0, Instant{}});
  }
}

std::string Mirrors::Url(int mirror, const std::string& path) const { return Base(mirror) + "/" + path; }

std::vector<int> Mirrors::Usable(Instant now) const {
  std::vector<int> usable;
  for (int i = 0; i < Count(); ++i) {
    if (!At(i).GivenUp() && (At(i).failures == 0 || At(i).not_before <= now)) usable.push_back(i);
  }
  std::int64_t fastest = 0;
  for (const int mirror : usable) fastest = std::max(fastest, KnownSpeed(mirror, now));
  const auto rank = [&](int mirror) {
    const auto speed = KnownSpeed(mirror, now);
    return std::tuple(At(mirror).failures, Rests(mirror, now), speed > 0 && speed * 2 < fastest);
  };
  std::stable_sort(usable.begin(), usable.end(), [&](int a, int b) { return rank(a) < rank(b); });
  return usable;
}

std::int64_t Mirrors::KnownSpeed(int mirror, Instant now) const {
  const auto known = memory_->find(Base(mirror));
  if (known == memory_->end() || now - known->second.measured > kMirrorSpeedMs) return 0;
  return known->second.bytes_per_second;
}

bool Mirrors::Rests(int mirror, Instant now) const {
  const auto known = memory_->find(Base(mirror));
  return known != memory_->end() && known->second.given_up > 0 && now < known->second.rests_until;
}

ConnectionCount& Mirrors::Connections(int mirror, int ceiling) {
  auto& connections = HealthOf(mirror).connections;
  if (!connections) connections.emplace(ceiling);
  return *connections;
}

// A speed that fell is believed slowly: it may be the line's.
void Mirrors::Brought(int mirror, Instant now, std::int64_t bytes_per_second) {
  auto& health = HealthOf(mirror);
  if (KnownSpeed(mirror, now) > bytes_per_second) {
    bytes_per_second = health.bytes_per_second - (health.bytes_per_second - bytes_per_second) / 8;
  }
  health.bytes_per_second = bytes_per_second;
  health.measured = now;
}

std::optional<Instant> Mirrors::NextReturn(Instant now) const {
  std::optional<Instant> soonest;
  for (const auto& mirror : mirrors_) {
    if (mirror.GivenUp() || mirror.failures == 0 || mirror.not_before <= now) continue;
    if (!soonest || mirror.not_before < *soonest) soonest = mirror.not_before;
  }
  return soonest;
}

void Mirrors::Worked(int mirror) {
  mirrors_[static_cast<std::size_t>(mirror)].failures = 0;
  if (const auto known = memory_->find(Base(mirror)); known != memory_->end()) known->second.given_up = 0;
}

void Mirrors::Failed(int mirror, Instant now) {
  auto& failed = mirrors_[static_cast<std::size_t>(mirror)];
  // Two connections cut at the same moment are one cut.
  if (failed.failures > 0 && now < failed.not_before) return;
  failed.not_before = now + (kAfterCutMs << std::min(failed.failures, 8));
  ++failed.failures;
  if (!failed.GivenUp()) return;
  auto& health = HealthOf(mirror);
  health.rests_until = now + std::min(kMirrorRestMs << std::min(health.given_up, 8), kLongestMirrorRestMs);
  ++health.given_up;
}

void Mirrors::ToldToWait(int mirror, Instant now, std::int64_t ms) {
  auto& busy = mirrors_[static_cast<std::size_t>(mirror)];
  ms = std::min(ms, kLongestToldWaitMs);
  busy.not_before = std::max(busy.not_before, now + ms);
  busy.failures = std::max(busy.failures, 1);
  if (ms <= kWaitInRoundMs || busy.GivenUp()) return;
  busy.failures = kFailuresPerMirror;
  auto& health = HealthOf(mirror);
  health.rests_until = now + ms;
  ++health.given_up;
}

}  // namespace lianxiao::sync
