// The county's timetables as rows. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <string>
#include <vector>

#include "center/ingest/timetable_table.h"
#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::center {

struct TimetableSummary {
  std::string name;
  WallTime put, first, last;             // Of its lessons; zero without any.
  std::int64_t lessons = 0, linked = 0;  // Linked: with a resource.
  std::vector<std::string> schools;      // Empty: every school.
};

// Replaces the one of that name.
Status PutTimetable(storage::Connection& connection, const std::string& name,
                    const std::vector<std::string>& schools, const std::vector<TimetableRow>& rows,
                    WallTime now);
Result<bool> RemoveTimetable(storage::Connection& connection, const std::string& name);  // False: none.
Result<std::vector<TimetableSummary>> Timetables(storage::Connection& connection);       // Newest first.
Result<std::vector<TimetableRow>> RowsOfTimetable(storage::Connection& connection, const std::string& name);
// All that this school receives, by its beginning; the same lesson of two timetables once.
Result<std::vector<formats::TimetableLesson>> LessonsFor(storage::Connection& connection,
                                                         const std::string& school);

}  // namespace lianxiao::center
