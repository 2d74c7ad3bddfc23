// Where the county hands in its timetable of delivered lessons and schools are told of it, with their next
// letter. A lesson that does not name its resource is linked to the published one of the same title. Safe
// from any thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/findings.h"
#include "center/ingest/timetable_table.h"
#include "center/registry/timetable_rows.h"
#include "storage/base/local_day.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::center {

// What a timetable can say of a published lesson.
struct PublishedLesson {
  std::string id, title, subject, grade;
};
// All published lessons of these titles, and of these ids.
using LessonFinder = std::function<Result<std::vector<PublishedLesson>>(const std::set<std::string>& titles,
                                                                        const std::set<std::string>& ids)>;

// Why a lesson of the timetable has no resource.
enum class Unlinked {
  kNone,     // Nothing of that title is published.
  kSeveral,  // More than one is; name it by 资源编号.
  kUnknown,  // Nothing of that 资源编号 is published.
};
std::string_view Word(Unlinked why);  // "none", "several", "unknown"

struct UnlinkedLesson {
  int row = 0;  // In the table.
  std::string title;
  Unlinked why = Unlinked::kNone;
};

// Fills in the resources that titles, subjects and grades tell without doubt; returns those that none was
// found for. Live lessons (直播) need none. 《》 around a title does not matter. Pure.
std::vector<UnlinkedLesson> LinkLessons(std::vector<TimetableRow>& rows,
                                        const std::vector<PublishedLesson>& published);

class TimetableDesk {
 public:
  TimetableDesk(storage::Database& registry, const Clock& clock, ZoneOffset zone = MachineOffset())
      : registry_(registry), clock_(clock), zone_(std::move(zone)) {}

  struct Outcome {
    Findings findings;  // With any, nothing was taken.
    std::int64_t lessons = 0;
    std::vector<UnlinkedLesson> unlinked;
  };
  // A table as a spreadsheet saved it, for these schools (none named: every school); replaces the timetable
  // of that name. kInvalid: no such name is allowed; kNotFound "school.unknown: …".
  Result<Outcome> Put(const std::string& name, const std::vector<std::string>& schools,
                      std::string_view bytes, const LessonFinder& find);
  Status Remove(const std::string& name);  // kNotFound "timetable.unknown: …"
  Result<std::vector<TimetableSummary>> All() const;
  // As the forms want it, UTF-8 with its mark so that spreadsheets know; with 资源编号 behind. kNotFound.
  Result<std::string> Csv(const std::string& name) const;

 private:
  storage::Database& registry_;
  const Clock& clock_;
  const ZoneOffset zone_;
};

}  // namespace lianxiao::center
