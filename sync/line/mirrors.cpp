#include "sync/line/mirrors.h"

#include <algorithm>

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

Mirrors::Mirrors(const std::vector<std::string>& bases) {
  for (auto base : bases) {
    while (!base.empty() && base.back() == '/') base.pop_back();
    mirrors_.push_back({std::move(base), 0, Instant{}});
  }
}

std::string Mirrors::Url(int mirror, const std::string& path) const { return Base(mirror) + "/" + path; }

std::vector<int> Mirrors::Usable(Instant now) const {
  std::vector<int> usable;
  for (int i = 0; i < Count(); ++i) {
    const auto& mirror = mirrors_[static_cast<std::size_t>(i)];
    if (!mirror.GivenUp() && (mirror.failures == 0 || mirror.not_before <= now)) usable.push_back(i);
  }
  std::stable_sort(usable.begin(), usable.end(), [this](int a, int b) {
    return mirrors_[static_cast<std::size_t>(a)].failures < mirrors_[static_cast<std::size_t>(b)].failures;
  });
  return usable;
}

std::optional<Instant> Mirrors::NextReturn(Instant now) const {
  std::optional<Instant> soonest;
  for (const auto& mirror : mirrors_) {
    if (mirror.GivenUp() || mirror.failures == 0 || mirror.not_before <= now) continue;
    if (!soonest || mirror.not_before < *soonest) soonest = mirror.not_before;
  }
  return soonest;
}

void Mirrors::Worked(int mirror) { mirrors_[static_cast<std::size_t>(mirror)].failures = 0; }

void Mirrors::Failed(int mirror, Instant now) {
  auto& failed = mirrors_[static_cast<std::size_t>(mirror)];
  // Two connections cut at the same moment are one cut.
  if (failed.failures > 0 && now < failed.not_before) return;
  failed.not_before = now + (kAfterCutMs << std::min(failed.failures, 8));
  ++failed.failures;
}

}  // namespace lianxiao::sync
