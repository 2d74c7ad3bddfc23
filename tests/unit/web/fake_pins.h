// Two lessons that somebody pinned. Used from one thread.
#pragma once

#include <algorithm>
#include <optional>

#include "web/pins_view.h"

namespace lianxiao::web {

class FakePins final : public PinsView {
 public:
  std::vector<PinnedLesson> pins = {
      {.resource = "sx-3-1",
       .title = "分数的初步认识",
       .since = {1'790'000'000'000},
       .here = true,
       .bytes = 210'000'000},
      {.resource = "yw-2-1", .title = "坐井观天", .since = {1'789'000'000'000}, .bytes = 95'000'000}};
  std::optional<Error> failure;

  Result<std::vector<PinnedLesson>> Pins() const override {
    if (failure) return Fail(*failure);
    return pins;
  }
  Result<bool> IsPinned(const std::string& resource) const override {
    return std::ranges::any_of(pins, [&](const auto& pin) { return pin.resource == resource; });
  }
  Status Pin(const std::string& resource) override {
    if (failure) return Fail(*failure);
    if (resource == "unknown") return Fail(ErrorCode::kNotFound, "no resource unknown");
    pins.push_back({.resource = resource, .title = resource});
    return {};
  }
  Status Unpin(const std::string& resource) override {
    if (failure) return Fail(*failure);
    std::erase_if(pins, [&](const auto& pin) { return pin.resource == resource; });
    return {};
  }
};

}  // namespace lianxiao::web
