// Own courseware of a school on a disk in memory, beside its accounts.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "storage/base/log.h"
#include "storage/courseware/shelf.h"
#include "storage/journal_schema.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/own/courseware_site.h"

namespace lianxiao::web {

struct CoursewareOnDisk {
  explicit CoursewareOnDisk(PeopleOnDisk& in, storage::ShelfOptions options = {}) : home(in) {
    auto opened = storage::Database::Open("/box/state.db", storage::JournalSchema(),
                                          {.vfs = home.vfs.name(), .disk = &home.disk});
    EXPECT_TRUE(opened) << opened.error().message;
    journal = *std::move(opened);
    auto made = storage::CoursewareShelf::Open(home.disk, *journal, home.clock, log, "/box/own", options);
    EXPECT_TRUE(made) << made.error().message;
    shelf = *std::move(made);
    offers = std::make_unique<storage::OfferBook>(*journal);
  }
  CoursewareSite Site() {
    return {*shelf, school, home.Site(), offers.get(), [this] { ++offered; }};
  }

  PeopleOnDisk& home;
  NoLog log;
  FakeSchoolView school;
  std::unique_ptr<storage::Database> journal;
  std::unique_ptr<storage::CoursewareShelf> shelf;
  std::unique_ptr<storage::OfferBook> offers;
  int offered = 0;  // Times that the engine was told.
};

}  // namespace lianxiao::web
