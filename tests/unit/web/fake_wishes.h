// Wishes that a test fills in. Used from one thread.
#pragma once

#include <algorithm>
#include <optional>

#include "tests/unit/web/fake_school_view.h"
#include "web/wishes_view.h"

namespace lianxiao::web {

class FakeWishes final : public WishesView {
 public:
  std::vector<WishedLesson> wishes;
  std::optional<Error> failure;

  Result<std::vector<WishedLesson>> Wishes() const override {
    if (failure) return Fail(*failure);
    return wishes;
  }
  bool IsWished(const std::string& id) const {
    return std::ranges::any_of(wishes, [&](const auto& one) { return one.resource.shown.id == id; });
  }
  Status Wish(const std::string& id) override {
    if (failure) return Fail(*failure);
    for (const auto& resource : SampleResources()) {
      if (resource.shown.id == id) {
        wishes.push_back({resource, {1'795'000'000'000}, std::nullopt});
        return {};
      }
    }
    return Fail(ErrorCode::kNotFound, "no resource " + id);
  }
  Status TakeBack(const std::string& id) override {
    std::erase_if(wishes, [&](const auto& one) { return one.resource.shown.id == id; });
    return {};
  }
};

}  // namespace lianxiao::web
