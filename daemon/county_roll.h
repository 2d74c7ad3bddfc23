// The county's people for the command line: teachers taken from a list, and what is kept about one person
// shown or forgotten. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/registry/registry.h"
#include "storage/people/people.h"
#include "web/person_view.h"

namespace lianxiao::daemon {

class CountyRoll final : public web::PersonView, public web::TeacherView {
 public:
  CountyRoll(center::Registry& registry, storage::People& people) : registry_(registry), people_(people) {}

  Result<std::string> Export(const std::string& who) const override;
  // Every single event under a pseudonym, each as JSON with school and day of arrival.
  Result<std::vector<std::string>> Events(const std::string& person) const;
  // What else the county holds: a JSON object with "posts" (questions, answers, lists of the alliance) under
  // the pseudonym, and "rollbacks", what the account asked to be taken back or decided.
  Result<std::string> Records(const std::string& person,
                              const std::optional<storage::Account>& account) const;
  Result<std::int64_t> Erase(const std::string& who) override;
  Result<web::TakenTeachers> AddTeachers(const std::vector<web::NewTeacher>& teachers) override;

 private:
  center::Registry& registry_;
  storage::People& people_;
};

}  // namespace lianxiao::daemon
