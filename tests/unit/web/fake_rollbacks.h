// A county that has a lesson and a bundle to go back, as a test wants them.
#pragma once

#include <string>
#include <vector>

#include "web/rollback_view.h"

namespace lianxiao::web {

class FakeRollbacks final : public RollbackView {
 public:
  Result<std::vector<RollbackBundle>> Bundles() const override { return bundles; }
  Result<std::vector<RollbackLesson>> Lessons(const std::string& words) const override {
    std::vector<RollbackLesson> found;
    for (const auto& lesson : lessons) {
      if (lesson.title.find(words) != std::string::npos) found.push_back(lesson);
    }
    return found;
  }
  Result<RollbackPreview> Preview(const std::string& kind, const std::string& id) const override {
    if (kind != preview.kind || id != preview.id) {
      return Fail(ErrorCode::kNotFound, "rollback.no_version: " + id + " has no older version");
    }
    return preview;
  }
  Result<std::vector<RollbackWish>> Wishes() const override { return wishes; }
  Result<RollbackWish> Ask(const std::string& kind, const std::string& id, const std::string& plan,
                           const std::string& who, const std::string& why) override {
    if (why.empty()) return Fail(ErrorCode::kInvalid, "rollback.why: say why");
    if (plan != preview.plan) return Fail(ErrorCode::kRefused, "rollback.changed: look again");
    RollbackWish wish;
    wish.number = static_cast<std::int64_t>(wishes.size()) + 1;
    wish.kind = kind;
    wish.id = wish.name = id;
    wish.plan = plan;
    wish.who = who;
    wish.why = why;
    wish.state = "waiting";
    wishes.push_back(wish);
    return wish;
  }
  Result<RollbackWish> Drop(std::int64_t number, const std::string& who) override {
    return Decide(number, "dropped", who);
  }
  Result<RollbackWish> Done(std::int64_t number, const std::string& who) override {
    return Decide(number, "done", who);
  }

  std::vector<RollbackBundle> bundles;
  std::vector<RollbackLesson> lessons;
  RollbackPreview preview;
  std::vector<RollbackWish> wishes;

 private:
  Result<RollbackWish> Decide(std::int64_t number, const std::string& state, const std::string& who) {
    for (auto& wish : wishes) {
      if (wish.number != number || wish.state != "waiting") continue;
      wish.state = state;
      wish.decided_by = who;
      return wish;
    }
    return Fail(ErrorCode::kNotFound, "rollback.no_request: nothing waits");
  }
};

}  // namespace lianxiao::web
