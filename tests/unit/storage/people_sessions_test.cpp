#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

class SessionsTest : public SchoolOfPeople {};

TEST_F(SessionsTest, EndAfterHalfAnHourWithoutARequest) {
  Member("wangfang");
  const auto session = In("wangfang");
  clock.Pass(30 * kMinuteMs);
  EXPECT_TRUE(people->Check(session.token));
  clock.Pass(30 * kMinuteMs);
  EXPECT_TRUE(people->Check(session.token));  // The look half an hour ago was noted.
  clock.Pass(30 * kMinuteMs + 1);
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
}

TEST_F(SessionsTest, EndAfterAWorkingDayHoweverBusy) {
  Member("wangfang");
  const auto session = In("wangfang");
  for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
    EXPECT_TRUE(people->Check(session.token)) << minutes;
    clock.Pass(20 * kMinuteMs);
  }
  clock.Pass(1);
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
}

TEST_F(SessionsTest, AJumpOfTheWallClockNeitherEndsNorLengthensThem) {
  Member("wangfang");
  clock.wall = WallTime{60'000};
  const auto session = In("wangfang");
  clock.wall = WallTime{1'795'250'000'000};
  EXPECT_TRUE(people->Check(session.token));
  clock.wall = WallTime{0};
  clock.up.ms += 30 * kMinuteMs + 1;
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
}

TEST_F(SessionsTest, EndWhenTheMachineStartsAnew) {
  Member("wangfang");
  const auto session = In("wangfang");
  clock.Reboot("boot-2");
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
}

TEST_F(SessionsTest, LoggingOutEndsOneAndLeavesTheOthers) {
  Member("wangfang");
  const auto phone = In("wangfang");
  const auto classroom = In("wangfang");
  ASSERT_TRUE(people->LogOut(phone.token));
  EXPECT_THAT(people->Check(phone.token), FailsWith("login.session_ended"));
  EXPECT_TRUE(people->Check(classroom.token));
  EXPECT_TRUE(people->LogOut(phone.token));  // As asked.
}

TEST_F(SessionsTest, EndingThemAllIsFeltAtOnce) {
  const auto account = Member("wangfang");
  const auto phone = In("wangfang");
  const auto classroom = In("wangfang");
  ASSERT_TRUE(people->EndSessions(account.id, As(account)));
  EXPECT_THAT(people->Check(phone.token), FailsWith("login.session_ended"));
  EXPECT_THAT(people->Check(classroom.token), FailsWith("login.session_ended"));
}

TEST_F(SessionsTest, AnAccountHasTenAndTheOldestGoesFirst) {
  Member("wangfang");
  const auto first = In("wangfang");
  for (int n = 0; n < 9; ++n) In("wangfang");
  EXPECT_TRUE(people->Check(first.token));
  const auto last = In("wangfang");
  EXPECT_THAT(people->Check(first.token), FailsWith("login.session_ended"));
  EXPECT_TRUE(people->Check(last.token));
}

TEST_F(SessionsTest, KnowTheRoleOfThisMoment) {
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  ASSERT_TRUE(people->Change(account.id, "王芳", Role::kManager, Actor::Console()));
  EXPECT_EQ(people->Check(session.token)->account.role, Role::kManager);
}

TEST_F(SessionsTest, AFormsSecretIsTheSameAtEachLookAndAnotherForEachSession) {
  Member("wangfang");
  const auto phone = In("wangfang");
  const auto classroom = In("wangfang");
  EXPECT_EQ(people->Check(phone.token)->csrf, phone.csrf);
  EXPECT_NE(phone.csrf, classroom.csrf);
  EXPECT_EQ(phone.csrf.size(), 32U);
  EXPECT_EQ(phone.token.size(), 64U);
}

TEST_F(SessionsTest, ATokenNobodyGaveIsNone) {
  for (const auto* token : {"", "0", "' OR 1=1 --"}) {
    EXPECT_THAT(people->Check(token), FailsWith("login.session_ended"));
  }
}

TEST_F(SessionsTest, LookingCostsAWriteOnlyNowAndThen) {
  Member("wangfang");
  const auto session = In("wangfang");
  const auto before = disk.Changes();
  for (int second = 0; second < 60; ++second) {
    clock.Pass(kSecondMs);
    ASSERT_TRUE(people->Check(session.token));
  }
  EXPECT_EQ(disk.Changes(), before);
  clock.Pass(5 * kMinuteMs);
  ASSERT_TRUE(people->Check(session.token));
  EXPECT_GT(disk.Changes(), before);
}

TEST_F(SessionsTest, TidyingLeavesThoseThatGoOn) {
  Member("wangfang");
  const auto old = In("wangfang");
  clock.Pass(29 * kMinuteMs);
  const auto fresh = In("wangfang");
  clock.Pass(2 * kMinuteMs);
  ASSERT_TRUE(people->Tidy());
  EXPECT_THAT(people->Check(old.token), FailsWith("login.session_ended"));
  EXPECT_TRUE(people->Check(fresh.token));
}

TEST_F(SessionsTest, TheirOwnerSeesWhereTheyAreAndWhenTheyWereLastUsed) {
  const auto account = Member("wangfang");
  const auto login = [&](const Origin& from) {
    auto end = people->LogIn("wangfang", SecretBytes(kPassword), from);
    EXPECT_TRUE(end) << end.error().message;
    return *end->session;
  };
  ASSERT_TRUE(people->EndSessions(account.id, As(account)));
  const auto office = login({"10.0.0.5", "Windows 7 · Chrome"});
  clock.Pass(20 * kMinuteMs);
  const auto phone = login({"10.0.0.9", "Android · WeChat"});
  const auto open = people->SessionsOf(account.id);
  ASSERT_TRUE(open) << open.error().message;
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ(open->at(0).number, phone.number);
  EXPECT_EQ(open->at(0).device, "Android · WeChat");
  EXPECT_EQ(open->at(1).address, "10.0.0.5");
  EXPECT_EQ(open->at(1).number, people->Check(office.token)->number);
  EXPECT_EQ(open->at(0).used.ms - open->at(1).used.ms, 20 * kMinuteMs);
  EXPECT_EQ(open->at(0).begun.ms - open->at(1).begun.ms, 20 * kMinuteMs);
  clock.Pass(30 * kMinuteMs + 1);
  EXPECT_TRUE(people->SessionsOf(account.id)->empty()) << "what has ended is not listed";
}

TEST_F(SessionsTest, AnOwnerEndsOneOrAllOthersAndNeverAnotherPersons) {
  const auto account = Member("wangfang");
  const auto stranger = Member("lilei");
  const auto his = In("lilei");
  const auto office = In("wangfang"), phone = In("wangfang"), here = In("wangfang");
  ASSERT_TRUE(people->EndOwnSession(phone.number, As(account)));
  EXPECT_THAT(people->Check(phone.token), FailsWith("login.session_ended"));
  ASSERT_TRUE(people->EndOwnSession(his.number, As(account)));
  EXPECT_TRUE(people->Check(his.token));
  ASSERT_TRUE(people->EndOtherSessions(here.number, As(account)));
  EXPECT_THAT(people->Check(office.token), FailsWith("login.session_ended"));
  EXPECT_TRUE(people->Check(here.token));
  EXPECT_TRUE(people->Check(his.token));
  const auto page = people->audit().Newest(0, 3);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->rows.at(0).act, "sessions.others_ended");
  EXPECT_EQ(page->rows.at(1).act, "sessions.one_ended") << "what ended nothing is not told";
}

TEST_F(SessionsTest, ANewPasswordLeavesOneSessionThatKnowsItsPlace) {
  const auto account = Member("wangfang");
  In("wangfang");
  auto by = As(account);
  by.device = "Windows · Edge";
  const auto changed =
      people->ChangePassword(account.id, SecretBytes(kPassword), SecretBytes("xin-mi-ma-2027"), by);
  ASSERT_TRUE(changed) << changed.error().message;
  const auto open = people->SessionsOf(account.id);
  ASSERT_EQ(open->size(), 1U);
  EXPECT_EQ(open->at(0).number, changed->number);
  EXPECT_EQ(open->at(0).device, "Windows · Edge");
}

}  // namespace
}  // namespace lianxiao::storage
