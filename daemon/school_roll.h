// What this box keeps about one person, shown or forgotten. Safe from any thread.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "storage/courseware/courseware.h"
#include "storage/people/people.h"
#include "storage/usage_log.h"
#include "web/person_view.h"

namespace lianxiao::daemon {

class SchoolRoll final : public web::PersonView {
 public:
  // `added`: own courseware by the account that brought it.
  using Added = std::function<Result<std::vector<storage::Courseware>>(const std::string& account)>;
  SchoolRoll(storage::UsageLog& usage, storage::People& people, Added added)
      : usage_(usage), people_(people), added_(std::move(added)) {}

  // As the person's own page has it (web/people/own_data.h). What the box has of their use is only what still
  // waits to go up; the rest is at the county.
  Result<std::string> Export(const std::string& who) const override;
  // The same events alone, each as JSON.
  Result<std::vector<std::string>> Events(const std::string& person) const;
  // With the account goes the only list that says whose the pseudonym is: what the county has under it is
  // nobody's from then on.
  Result<std::int64_t> Erase(const std::string& who) override;

 private:
  storage::UsageLog& usage_;
  storage::People& people_;
  Added added_;
};

}  // namespace lianxiao::daemon
