// What this box keeps about one person, shown or forgotten. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/people/people.h"
#include "storage/usage_log.h"
#include "web/person_view.h"

namespace lianxiao::daemon {

class SchoolRoll final : public web::PersonView {
 public:
  SchoolRoll(storage::UsageLog& usage, storage::People& people) : usage_(usage), people_(people) {}

  // What the box has of their use is only what still waits to go up; the rest is at the county.
  Result<std::string> Export(const std::string& who) const override;
  // The same events alone, each as JSON.
  Result<std::vector<std::string>> Events(const std::string& person) const;
  // With the account goes the only list that says whose the pseudonym is: what the county has under it is
  // nobody's from then on.
  Result<std::int64_t> Erase(const std::string& who) override;

 private:
  storage::UsageLog& usage_;
  storage::People& people_;
};

}  // namespace lianxiao::daemon
