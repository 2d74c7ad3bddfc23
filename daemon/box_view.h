// What the classroom's pages may see of this box: joins catalog, library, usage log and engine. Safe from
// any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/box_relay.h"
#include "daemon/clock_quality.h"
#include "storage/box_state.h"
#include "storage/catalog.h"
#include "storage/county_letter.h"
#include "storage/lesson_marks.h"
#include "storage/lesson_wishes.h"
#include "storage/library.h"
#include "storage/search/index.h"
#include "storage/teaching/opened_lessons.h"
#include "storage/usage_log.h"
#include "sync/engine.h"
#include "web/school_view.h"

namespace lianxiao::daemon {

class BoxView final : public web::SchoolView {
 public:
  struct Parts {
    storage::BoxState& state;
    storage::Catalog& catalog;
    storage::Library& library;
    storage::UsageLog& usage;
    storage::SearchIndex& search;
    storage::Disk& disk;
    const Clock& clock;
    sync::Engine& engine;
    storage::CountyLetter& letter;
    const storage::LessonMarks& marks;
    const storage::LessonWishes& wishes;
    storage::OpenedLessons& opened;
    const web::StickAtBox* stick = nullptr;  // Null: this box is told of none.
    const BoxRelay* relay = nullptr;         // Null: this box can be none.
    std::string relay_address = {};
    std::int64_t relay_rate = 0;  // Bytes per second; 0: no limit.
    bool relay_by_county = false;
  };
  // `data` is the box's folder, for the disk's figures.
  BoxView(Parts parts, std::string program, std::string data);

  Result<web::ListOnBox> List(const storage::CatalogFilter& filter,
                              const storage::Paging& paging) const override;
  Result<std::vector<storage::Facet>> Facets(const std::string& field,
                                             const storage::CatalogFilter& filter) const override;
  Result<web::ResourceOnBox> Find(const std::string& id) const override;
  Result<web::SearchOnBox> Search(const std::string& query, const storage::Paging& paging) const override;
  Result<std::vector<std::string>> Suggest(const std::string& typed) const override;
  Result<web::ListOnBox> NewlyArrived(std::int64_t limit) const override;
  Result<std::vector<web::LessonOnBox>> Timetable(WallTime from, WallTime to) const override;
  Result<web::ServedFile> FileOf(const std::string& id, std::int64_t index) const override;
  Result<web::ServedFile> PackageFile(const std::string& id, const std::string& path) const override;
  Status Record(std::vector<formats::Event> events) override;
  web::BoxStatus BoxStatusNow() const override;
  web::QueueNow Queue() const override;
  Status Enrol(const std::string& code) override;
  Status SyncNow() override;

 private:
  web::RelayNow RelayOf(const sync::EngineStatus& engine) const;
  web::ResourceOnBox Describe(const storage::CatalogEntry& entry, const sync::EngineStatus& engine) const;
  Result<web::ServedFile> Serve(const formats::File& file) const;

  Parts parts_;
  std::string program_;
  std::string data_;
  Instant started_;
};

}  // namespace lianxiao::daemon
