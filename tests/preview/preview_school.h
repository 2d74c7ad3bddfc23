// A school with a full box: the samples, whose files really open, and some hundred lessons beside them in
// every state a page has to show. Safe from any thread as long as nobody changes `fake`.
#pragma once

#include <memory>
#include <string>

#include "tests/unit/web/fake_school_view.h"
#include "web/school_view.h"

namespace lianxiao::web {

enum class Mood { kBusy, kWell, kTrouble, kEmpty, kUnenrolled };

class PreviewSchool final : public SchoolView {
 public:
  PreviewSchool(std::string samples, Mood mood);
  ~PreviewSchool() override;

  Result<ListOnBox> List(const storage::CatalogFilter& filter, const storage::Paging& paging) const override;
  Result<std::vector<storage::Facet>> Facets(const std::string& field,
                                             const storage::CatalogFilter& filter) const override;
  Result<ResourceOnBox> Find(const std::string& id) const override { return fake_.Find(id); }
  Result<SearchOnBox> Search(const std::string& query, const storage::Paging& paging) const override;
  Result<std::vector<std::string>> Suggest(const std::string& typed) const override;
  Result<ListOnBox> NewlyArrived(std::int64_t limit) const override;
  Result<std::vector<LessonOnBox>> Timetable(WallTime from, WallTime to) const override;
  Result<ServedFile> FileOf(const std::string& id, std::int64_t index) const override;
  Result<ServedFile> PackageFile(const std::string& id, const std::string& path) const override;
  Status Record(std::vector<formats::Event> events) override;
  BoxStatus BoxStatusNow() const override;
  QueueNow Queue() const override;
  Status Enrol(const std::string&) override { return {}; }
  Status SyncNow() override { return {}; }

 private:
  void FillSearch();

  std::string samples_;
  FakeSchoolView fake_;
  std::string search_folder_ = "/tmp/lianxiao-preview-search-XXXXXX";
  std::unique_ptr<storage::SearchIndex> search_;
};

}  // namespace lianxiao::web
