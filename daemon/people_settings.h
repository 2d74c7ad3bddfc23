// Settings `people.*` of both programs: logins, sessions, the security log. Plain value.
#pragma once

#include <cstdint>

#include "daemon/settings_table.h"
#include "storage/people/people.h"

namespace lianxiao::daemon {

struct PeopleSettings {
  explicit PeopleSettings(storage::Place place) { options.place = place; }

  bool classroom_login = false;  // The box only.
  storage::PeopleOptions options;
};

// The same in the units a person would choose.
struct RawPeople {
  PeopleSettings settings;
  std::int64_t idle_s, longest_hours, locked_s, wrong_tries;

  explicit RawPeople(const PeopleSettings& from);
  void AddTo(SettingsTable& table);  // Outlives the table.
  PeopleSettings Read() const;
};

}  // namespace lianxiao::daemon
