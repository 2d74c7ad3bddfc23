// What web may see of the county's timetables. Safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "center/publish/published_catalog.h"
#include "center/registry/timetable_desk.h"
#include "web/timetables_view.h"

namespace lianxiao::daemon {

class CountyTimetables final : public web::TimetablesView {
 public:
  CountyTimetables(center::TimetableDesk& desk, const center::PublishedCatalog& published)
      : desk_(desk), published_(published) {}

  Result<web::TimetableTaken> Put(const std::string& name, const std::vector<std::string>& schools,
                                  std::string_view table) override;
  Status Remove(const std::string& name) override;
  Result<std::vector<web::TimetableHere>> All() const override;
  Result<std::string> Csv(const std::string& name) const override;

 private:
  center::TimetableDesk& desk_;
  const center::PublishedCatalog& published_;
};

}  // namespace lianxiao::daemon
