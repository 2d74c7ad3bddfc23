// Timetables that a test hands in. Used from one thread.
#pragma once

#include <map>

#include "web/timetables_view.h"

namespace lianxiao::web {

class FakeTimetablesView final : public TimetablesView {
 public:
  TimetableTaken answer{.lessons = 2};
  std::map<std::string, std::string> tables;  // By name, as they came.
  std::vector<std::string> schools;           // Of the last.

  Result<TimetableTaken> Put(const std::string& name, const std::vector<std::string>& for_schools,
                             std::string_view table) override {
    tables[name] = table;
    schools = for_schools;
    return answer;
  }
  Status Remove(const std::string& name) override {
    if (tables.erase(name) > 0) return {};
    return Fail(ErrorCode::kNotFound, "timetable.unknown: " + name);
  }
  Result<std::vector<TimetableHere>> All() const override {
    std::vector<TimetableHere> all;
    for (const auto& [name, table] : tables) all.push_back({.name = name, .lessons = answer.lessons});
    return all;
  }
  Result<std::string> Csv(const std::string& name) const override {
    const auto found = tables.find(name);
    if (found == tables.end()) return Fail(ErrorCode::kNotFound, "timetable.unknown: " + name);
    return found->second;
  }
};

}  // namespace lianxiao::web
