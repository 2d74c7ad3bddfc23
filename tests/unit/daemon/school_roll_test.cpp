#include "daemon/school_roll.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "storage/journal_schema.h"
#include "tests/unit/web/people_fixture.h"
#include "web/people/own_data.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

class SchoolRollTest : public testing::Test {
 protected:
  SchoolRollTest() {
    auto opened = storage::Database::Open("/box/journal.db", storage::JournalSchema(),
                                          {.vfs = home_.vfs.name(), .disk = &home_.disk});
    EXPECT_TRUE(opened) << opened.error().message;
    journal_ = *std::move(opened);
    usage_ = std::make_unique<storage::UsageLog>(*journal_);
    roll_ = std::make_unique<SchoolRoll>(*usage_, *home_.people,
                                         [this](const std::string& account) { return AddedBy(account); });
    wangfang_ = home_.Member("wangfang", storage::Role::kTeacher);
  }

  Result<std::vector<storage::Courseware>> AddedBy(const std::string& account) const {
    storage::Courseware deck;
    deck.id = "00112233445566ff";
    deck.owner = account;
    deck.details.title = "分数";
    deck.file.name = "分数.pptx";
    deck.file.size_bytes = 4'711;
    deck.made = deck.changed = home_.clock.wall;
    return account == wangfang_.id ? std::vector{deck} : std::vector<storage::Courseware>{};
  }

  web::PeopleOnDisk home_{storage::Place::kSchool};
  std::unique_ptr<storage::Database> journal_;
  std::unique_ptr<storage::UsageLog> usage_;
  std::unique_ptr<SchoolRoll> roll_;
  storage::Account wangfang_;
};

TEST_F(SchoolRollTest, TheCommandLineTellsWhatThePersonsOwnPageTells) {
  auto site = home_.Site();
  site.events = [this](const std::string& person) { return roll_->Events(person); };
  site.courseware = [this](const std::string& account) { return AddedBy(account); };
  const auto page = web::OwnData(site, wangfang_, storage::Actor::Console());
  const auto command = roll_->Export("wangfang");
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_TRUE(command) << command.error().message;
  auto told = json::parse(*command), shown = json::parse(*page);
  EXPECT_EQ(told.at("courseware").at(0).at("title"), "分数");
  // Each look is a row more in the log that is told.
  told["account"].erase("audit");
  shown["account"].erase("audit");
  EXPECT_EQ(told, shown);
}

TEST_F(SchoolRollTest, OfAPseudonymAloneThereIsNoCourseware) {
  const auto command = roll_->Export("00112233aabbccdd");
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(json::parse(*command).at("courseware"), json::array());
}

}  // namespace
}  // namespace lianxiao::daemon
