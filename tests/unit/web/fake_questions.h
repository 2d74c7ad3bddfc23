// Questions between schools as a test wants them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/questions_view.h"

namespace lianxiao::web {

class FakeQuestions final : public QuestionsView {
 public:
  Result<std::vector<AskedWhom>> Whom() const override { return whom; }
  Result<std::vector<QuestionHere>> Mine(const std::string&) const override { return mine; }
  Result<std::vector<QuestionHere>> Received(const std::string&) const override { return received; }
  Result<std::string> Ask(const storage::Account& by, const AskedWhom& one, const std::string& resource,
                          const std::string& text) override {
    if (text.empty()) return Fail(ErrorCode::kInvalid, "question.text: empty");
    if (!refuse.empty()) return Fail(ErrorCode::kRefused, refuse);
    acts.push_back(by.login + " asks " + one.kind + " " + one.id + " of " + resource + ": " + text);
    return std::string(32, 'f');
  }
  Status Answer(const storage::Account& by, const std::string& question, const std::string& text) override {
    if (!refuse.empty()) return Fail(ErrorCode::kRefused, refuse);
    acts.push_back(by.login + " answers " + question + ": " + text);
    return {};
  }
  Status TakeBack(const storage::Account& by, const std::string& id) override {
    acts.push_back(by.login + " takes back " + id);
    return {};
  }
  Result<std::vector<AskedWhom>> Alliances() const override { return alliances; }
  Result<std::vector<SharedList>> Lists() const override { return lists; }
  Result<SharedList> List(const std::string& id) const override {
    for (const auto& list : lists) {
      if (list.id == id) return list;
    }
    return Fail(ErrorCode::kNotFound, "question.unknown: none");
  }
  Result<std::int64_t> Share(const storage::Account& by, std::int64_t list,
                             const std::string& alliance) override {
    if (alliance.empty()) return Fail(ErrorCode::kRefused, "question.nothing_travels: none");
    acts.push_back(by.login + " shares " + std::to_string(list) + " with " + alliance);
    how = ListShared{"镇联盟", "waiting", ""};
    return 0;
  }
  Status Unshare(const storage::Account& by, std::int64_t list) override {
    acts.push_back(by.login + " unshares " + std::to_string(list));
    how.reset();
    return {};
  }
  Result<std::optional<ListShared>> SharedHow(const storage::Account&, std::int64_t) const override {
    return how;
  }

  std::vector<AskedWhom> whom{{"school", "zhenxiao", "镇小学"}}, alliances{{"alliance", "zhen", "镇联盟"}};
  std::vector<QuestionHere> mine, received;
  std::vector<SharedList> lists;
  std::optional<ListShared> how;
  std::vector<std::string> acts;
  std::string refuse;  // What asking and answering fail with.
};

}  // namespace lianxiao::web
