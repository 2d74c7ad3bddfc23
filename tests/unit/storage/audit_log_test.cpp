#include "storage/people/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/people/audit_chain.h"
#include "storage/people/people_schema.h"
#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    EXPECT_TRUE(disk.MakeFolders("/box"));
    auto opened = Database::Open("/box/people.db", PeopleSchema(), {.vfs = vfs.name(), .disk = &disk});
    EXPECT_TRUE(opened);
    people = *std::move(opened);
  }
  void Write(int rows, const std::string& act = "login.good") {
    for (int n = 0; n < rows; ++n) {
      ASSERT_TRUE(log().Add({.who = "wangfang", .from = "10.0.0.1", .act = act, .subject = "wangfang"}));
    }
  }
  // As somebody with the file in hand.
  void ByHand(const std::string& sql) {
    const auto done = people->Write([&](Connection& c) { return c.Execute(sql); });
    ASSERT_TRUE(done) << done.error().message;
  }
  void ExpectBroken(const std::string& how) {
    const auto checked = log().CheckChain();
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(checked.error().message, HasSubstr(how));
  }
  std::vector<std::int64_t> Numbers() {
    std::vector<std::int64_t> numbers;
    EXPECT_TRUE(
        log().ForEach([&](const AuditRow& row, const std::string&) { numbers.push_back(row.number); }));
    return numbers;
  }
  AuditLog& log() { return log_ ? *log_ : log_.emplace(*people, clock); }

  test::FalseDisk disk;
  test::FalseVfs vfs{disk, "audit"};
  TurnedClock clock;
  std::unique_ptr<Database> people;
  std::optional<AuditLog> log_;
};

TEST_F(AuditLogTest, TellsTheNewestFirstAndHowManyThereAre) {
  Write(3);
  Write(2, "login.out");
  const auto page = log().Newest(1, 2);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->total, 5);
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->rows[0].number, 4);
  EXPECT_EQ(page->rows[0].act, "login.out");
  EXPECT_EQ(page->rows[1].number, 3);
  EXPECT_EQ(page->rows[1].at.ms, clock.wall.ms);
}

TEST_F(AuditLogTest, AnUntouchedChainHolds) {
  EXPECT_TRUE(log().CheckChain());
  Write(1'200);
  EXPECT_TRUE(log().CheckChain());
}

TEST_F(AuditLogTest, AChangedRowIsFoundOut) {
  Write(5);
  for (const auto* change : {"who = 'nobody'", "act = 'login.out'", "subject = 'x'", "detail = 'x'",
                             "address = 'x'", "at_ms = at_ms + 1", "hash = zeroblob(32)", "hash = x''"}) {
    ByHand("CREATE TABLE kept AS SELECT * FROM audit");
    ByHand("UPDATE audit SET " + std::string(change) + " WHERE number = 3");
    ExpectBroken("row 3 is not what was written");
    ByHand("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
    EXPECT_TRUE(log().CheckChain());
  }
}

TEST_F(AuditLogTest, ARemovedRowIsFoundOutWhereverItWas) {
  for (const int number : {1, 3, 5}) {
    ByHand("DELETE FROM audit; UPDATE audit_ends SET newest_number = 0, newest_hash = zeroblob(32)");
    Write(5);
    ByHand("DELETE FROM audit WHERE number = " + std::to_string(number));
    ExpectBroken("row " + std::to_string(number) + " is missing");
  }
}

TEST_F(AuditLogTest, RowsInAnotherOrderAreFoundOut) {
  Write(2);
  clock.Pass(1'000);
  Write(2, "login.out");
  ByHand(
      "UPDATE audit SET number = -number WHERE number IN (2, 3);"
      "UPDATE audit SET number = 5 + number WHERE number < 0");
  ExpectBroken("row 2 is not what was written");
}

TEST_F(AuditLogTest, ARowOfAnotherHandIsFoundOut) {
  Write(2);
  ByHand("INSERT INTO audit VALUES (3, 0, 'x', '', 'login.good', 'x', '', zeroblob(32))");
  ExpectBroken("row 3 is not what was written");
}

TEST_F(AuditLogTest, TextsAreCutToWhatFitsAndCanBeShown) {
  ASSERT_TRUE(log().Add({.who = std::string(1'000, 'w'), .act = "x", .subject = "a\nb\xff", .detail = {}}));
  const auto row = log().Newest(0, 1)->rows.front();
  EXPECT_EQ(row.who.size(), 100U);
  EXPECT_EQ(row.subject, "a b\uFFFD");
  EXPECT_TRUE(log().CheckChain());
}

TEST_F(AuditLogTest, AYearOfRowsStaysAndOlderOnesGoWithTheRestStillProven) {
  for (int day = 0; day < 400; ++day) {
    Write(1);
    ASSERT_TRUE(log().Forget(kAuditDays));
    clock.Pass(kDayMs);
  }
  const auto left = Numbers();
  EXPECT_EQ(left.size(), 365U);
  EXPECT_EQ(left.back(), 400);
  EXPECT_TRUE(log().CheckChain());
  ByHand("DELETE FROM audit WHERE number = " + std::to_string(left.front()));
  EXPECT_FALSE(log().CheckChain());
}

TEST_F(AuditLogTest, HalfAYearIsTheLeastWhateverIsAskedFor) {
  for (int day = 0; day < 200; ++day) {
    Write(1);
    ASSERT_TRUE(log().Forget(1));
    clock.Pass(kDayMs);
  }
  EXPECT_EQ(Numbers().size(), static_cast<std::size_t>(kLeastAuditDays));
}

TEST_F(AuditLogTest, AClockThatJumpsForgetsNothing) {
  for (int day = 0; day < 100; ++day) {
    Write(1);
    ASSERT_TRUE(log().Forget(kLeastAuditDays));
    clock.wall = WallTime{day % 3 == 0 ? 0 : 4'000'000'000'000 + day * kDayMs};  // 1970, 2096.
  }
  EXPECT_EQ(Numbers().size(), 100U);
}

TEST_F(AuditLogTest, AQuietYearEndsTooAndTheLogGoesOn) {
  Write(3);
  for (int day = 0; day < 400; ++day) {
    ASSERT_TRUE(log().Forget(kAuditDays));
    clock.Pass(kDayMs);
  }
  EXPECT_TRUE(Numbers().empty());
  EXPECT_TRUE(log().CheckChain());
  Write(2);
  EXPECT_THAT(Numbers(), ElementsAre(4, 5));
  EXPECT_TRUE(log().CheckChain());
}

TEST(AuditChain, BelievesHolidaysAndNoJumps) {
  const WallTime now{1'795'250'000'000};
  EXPECT_EQ(BelievableMs(now, now + 60 * kDayMs), 60 * kDayMs);
  EXPECT_EQ(BelievableMs(now, now + 200 * kDayMs), 0);
  EXPECT_EQ(BelievableMs(now, WallTime{0}), 0);
  EXPECT_EQ(BelievableMs(WallTime{0}, now), 0);
}

}  // namespace
}  // namespace lianxiao::storage
