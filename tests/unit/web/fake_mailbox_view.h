// A county's mailbox that is not there. Tests change its public parts before they ask. Used from one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/mailbox_view.h"

namespace lianxiao::web {

class FakeMailboxView final : public MailboxView {
 public:
  LetterToBox letter{7, std::string("sealed\0bytes", 12)};
  std::optional<formats::LineRules> line;
  std::optional<Error> failure;       // What every call answers, when set.
  std::vector<std::string> asked_of;  // What was done, in words.

  Result<LetterToBox> LetterFor(const std::string& device) override {
    if (failure) return Fail(*failure);
    asked_of.push_back("letter " + device);
    return letter;
  }
  Result<std::int64_t> AddNotice(const std::string& school, const std::string& text,
                                 WallTime until) override {
    LIANXIAO_TRY(Note("notice " + school + "|" + text + "|" + ToRfc3339(until)));
    return 3;
  }
  Status EndNotice(std::int64_t number) override { return Note("end " + std::to_string(number)); }
  Result<std::vector<NoticeRow>> Notices() const override {
    return std::vector<NoticeRow>{
        {3, "", "星期五下午停电", {1'795'100'000'000}, {1'795'400'000'000}},
        {2, "shiyangtang", "送来新的练习", {1'795'000'000'000}, {1'795'400'000'000}}};
  }
  Status Follow(const std::string& school, bool all, const std::vector<std::string>& libraries) override {
    std::string what = "follow " + school + (all ? " all" : "");
    for (const auto& library : libraries) what += " " + library;
    return Note(what);
  }
  Status AskClassroomLogin(const std::string& school, bool asked) override {
    return Note("login " + school + (asked ? " on" : " off"));
  }
  Status RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules) override {
    line = rules;
    return Note("line " + school + (rules ? " " + formats::ToJson(*rules) : " back"));
  }
  Result<std::optional<formats::LineRules>> LineOf(const std::string&) const override { return line; }
  Status Recheck(const std::string& school) override { return Note("recheck " + school); }

 private:
  Status Note(std::string what) {
    if (failure) return Fail(*failure);
    asked_of.push_back(std::move(what));
    return {};
  }
};

}  // namespace lianxiao::web
