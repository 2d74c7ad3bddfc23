// What the API of the county center may know and do about timetables. web owns it, daemon implements it,
// tests fake it. Only for requests that came over the control socket. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

struct TableFinding {  // As center/ingest/findings.h.
  int row = 0;
  std::string column, key, subject, detail;
};
struct TimetableTaken {
  std::vector<TableFinding> findings;  // With any, nothing was taken.
  std::int64_t lessons = 0;
  struct Unlinked {
    int row = 0;
    std::string title;
    std::string why;  // "none", "several", "unknown"
  };
  std::vector<Unlinked> unlinked;
};
struct TimetableHere {
  std::string name;
  WallTime put, first, last;
  std::int64_t lessons = 0, linked = 0;
  std::vector<std::string> schools;  // Empty: every school.
};

class TimetablesView {
 public:
  virtual ~TimetablesView() = default;

  // kInvalid, kNotFound "school.unknown: …".
  virtual Result<TimetableTaken> Put(const std::string& name, const std::vector<std::string>& schools,
                                     std::string_view table) = 0;
  virtual Status Remove(const std::string& name) = 0;  // kNotFound "timetable.unknown: …"
  virtual Result<std::vector<TimetableHere>> All() const = 0;
  virtual Result<std::string> Csv(const std::string& name) const = 0;  // kNotFound
};

}  // namespace lianxiao::web
