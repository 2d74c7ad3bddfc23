#include "daemon/people_settings.h"

namespace lianxiao::daemon {

RawPeople::RawPeople(const PeopleSettings& from)
    : settings(from),
      idle_s(from.options.idle_ms / kSecondMs),
      longest_hours(from.options.longest_ms / kHourMs),
      locked_s(from.options.locked_ms / kSecondMs),
      wrong_tries(from.options.wrong_tries) {}

void RawPeople::AddTo(SettingsTable& table) {
  if (settings.options.place == storage::Place::kSchool) {
    table.Add({"people.classroom_login", &settings.classroom_login,
               "true: nobody browses or plays lessons without a login. The status page stays open."});
  }
  table.Add({"people.idle_s", &idle_s, "A session that does nothing for so many seconds ends.", 5, 86'400});
  table.Add({"people.longest_hours", &longest_hours, "And every session after so many hours.", 1, 168});
  table.Add({"people.wrong_tries", &wrong_tries, "Wrong passwords after which an account rests.", 3, 20});
  table.Add({"people.locked_s", &locked_s, "Seconds it rests then.", 10, 86'400});
  table.Add({"people.code_days", &settings.options.code_days, "Days a login code stays good.", 1, 30});
  table.Add({"people.audit_days", &settings.options.audit_days,
             "Days the security log is kept; never less than 180.", storage::kLeastAuditDays, 3'650});
}

PeopleSettings RawPeople::Read() const {
  auto read = settings;
  read.options.idle_ms = idle_s * kSecondMs;
  read.options.longest_ms = longest_hours * kHourMs;
  read.options.locked_ms = locked_s * kSecondMs;
  read.options.wrong_tries = static_cast<int>(wrong_tries);
  return read;
}

}  // namespace lianxiao::daemon
