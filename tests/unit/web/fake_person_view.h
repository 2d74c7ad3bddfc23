// People who are not there. Tests change the public parts before they ask. Used from one thread.
#pragma once

#include <string>
#include <vector>

#include "web/person_view.h"

namespace lianxiao::web {

class FakePersonView final : public PersonView, public TeacherView {
 public:
  std::vector<std::string> erased;
  std::vector<std::string> added;  // Logins.

  Result<std::string> Export(const std::string& who) const override {
    if (who == "nobody") return Fail(ErrorCode::kNotFound, "person.unknown: no such account");
    return std::string(
        R"({"person":"0011223344556677","account":{"login":"wangfang"},"events":[],"courseware":[]})");
  }
  Result<std::int64_t> Erase(const std::string& who) override {
    if (who == "nobody") return Fail(ErrorCode::kNotFound, "person.unknown: no such account");
    erased.push_back(who);
    return 3;
  }
  Result<TakenTeachers> AddTeachers(const std::vector<NewTeacher>& teachers) override {
    TakenTeachers taken;
    for (std::size_t i = 0; i < teachers.size(); ++i) {
      if (teachers[i].login == "taken") {
        taken.refused.push_back({i, "account.login_taken: taken"});
        continue;
      }
      added.push_back(teachers[i].login);
      taken.made.push_back({i, "ABCDE-12345", WallTime{1'795'400'000'000}});
    }
    return taken;
  }
};

}  // namespace lianxiao::web
