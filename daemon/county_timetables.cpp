#include "daemon/county_timetables.h"

namespace lianxiao::daemon {

Result<web::TimetableTaken> CountyTimetables::Put(const std::string& name,
                                                  const std::vector<std::string>& schools,
                                                  std::string_view table) {
  const auto find = [this](const std::set<std::string>& titles,
                           const std::set<std::string>& ids) -> Result<std::vector<center::PublishedLesson>> {
    std::vector<center::PublishedLesson> found;
    const auto read = published_.Each([&](const formats::Resource& resource) {
      const bool offered = resource.status == formats::ResourceStatus::kPublished;
      if (!offered || (!titles.contains(resource.title) && !ids.contains(resource.id))) return;
      found.push_back({resource.id, resource.title, resource.subject, resource.grade});
    });
    if (!read && read.error().code != ErrorCode::kNotFound) return Fail(read.error());
    return found;  // Nothing is published yet.
  };
  LIANXIAO_ASSIGN(const auto outcome, desk_.Put(name, schools, table, find));
  web::TimetableTaken taken{.lessons = outcome.lessons};
  for (const auto& f : outcome.findings) {
    taken.findings.push_back({f.row, f.column, f.key, f.subject, f.detail});
  }
  for (const auto& one : outcome.unlinked) {
    taken.unlinked.push_back({one.row, one.title, std::string(center::Word(one.why))});
  }
  return taken;
}

Status CountyTimetables::Remove(const std::string& name) { return desk_.Remove(name); }

Result<std::vector<web::TimetableHere>> CountyTimetables::All() const {
  LIANXIAO_ASSIGN(const auto all, desk_.All());
  std::vector<web::TimetableHere> here;
  for (const auto& one : all) {
    here.push_back({one.name, one.put, one.first, one.last, one.lessons, one.linked, one.schools});
  }
  return here;
}

Result<std::string> CountyTimetables::Csv(const std::string& name) const { return desk_.Csv(name); }

}  // namespace lianxiao::daemon
