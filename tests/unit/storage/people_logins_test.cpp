#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "storage/people/note_rate.h"
#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using testing::Contains;
using testing::Not;

constexpr const char* kUsual = "192.168.1.20";
constexpr const char* kStranger = "192.168.1.66";

class LoginsTest : public SchoolOfPeople {};

TEST_F(LoginsTest, NeverTellWhetherNameOrPasswordWasWrong) {
  Member("wangfang");
  const auto wrong_name = LogIn("nobody");
  const auto wrong_password = LogIn("wangfang", "wrong");
  ASSERT_THAT(wrong_name, FailsWith("login.wrong"));
  EXPECT_EQ(wrong_name.error().message, wrong_password.error().message);
  EXPECT_EQ(wrong_name.error().code, wrong_password.error().code);
}

TEST_F(LoginsTest, ANameThatDoesNotExistRestsLikeOneThatDoes) {
  Member("wangfang");
  for (const auto* login : {"wangfang", "nobody"}) {
    TryWrongly(login, 4, kStranger);
    EXPECT_THAT(LogIn(login, "wrong", kStranger), FailsWith("login.wrong")) << login;
    EXPECT_THAT(LogIn(login, "wrong", kStranger), FailsWith("login.locked")) << login;
  }
}

TEST_F(LoginsTest, ARestEndsAndTheNextOneIsLonger) {
  Member("wangfang");
  for (const std::int64_t minutes : {15, 30, 60, 60}) {
    TryWrongly("wangfang", 5, kStranger);
    clock.Pass(minutes * kMinuteMs - 1);
    EXPECT_THAT(LogIn("wangfang", kPassword, kStranger), FailsWith("login.locked")) << minutes;
    clock.Pass(1);
  }
  EXPECT_TRUE(LogIn("wangfang", kPassword, kStranger));
}

TEST_F(LoginsTest, TheRightPasswordForgetsTheWrongOnes) {
  Member("wangfang");
  TryWrongly("wangfang", 4);
  In("wangfang");
  TryWrongly("wangfang", 4);
  In("wangfang");
}

TEST_F(LoginsTest, NobodyCanLockATeacherOutOfTheUsualPlace) {
  Member("wangfang");
  In("wangfang", kPassword, kUsual);
  for (int siege = 0; siege < 20; ++siege) {
    TryWrongly("wangfang", 5, "10.0.0." + std::to_string(siege));
    In("wangfang", kPassword, kUsual);
    clock.Pass(kHourMs);
  }
  TryWrongly("wangfang", 5, "10.0.1.1");
  EXPECT_THAT(LogIn("wangfang", kPassword, "10.0.1.2"), FailsWith("login.locked"));
  ASSERT_TRUE(people->FindLogin("wangfang")->locked_until);
  EXPECT_EQ(people->FindLogin("wangfang")->locked_until->ms, (clock.wall + kHourMs).ms);
}

TEST_F(LoginsTest, TheUsualPlaceGivesNoMoreTriesThanAnother) {
  Member("wangfang");
  In("wangfang", kPassword, kUsual);
  TryWrongly("wangfang", 5, kUsual);
  EXPECT_THAT(LogIn("wangfang", kPassword, kUsual), FailsWith("login.locked"));
  EXPECT_TRUE(LogIn("wangfang", kPassword, kStranger));
}

TEST_F(LoginsTest, OneAddressCannotTryOnePasswordOnAllNames) {
  Member("wangfang");
  Member("liming");
  for (int n = 0; n < 30; ++n) TryWrongly("teacher" + std::to_string(n), 1, kStranger);
  EXPECT_THAT(LogIn("wangfang", kPassword, kStranger), FailsWith("login.locked"));
  EXPECT_TRUE(LogIn("wangfang", kPassword, kUsual));
}

TEST_F(LoginsTest, AnOwnAccountDoesNotForgiveTheTriesOnOthers) {
  Member("wangfang");
  Member("liming");
  for (int n = 0; n < 29; ++n) TryWrongly("teacher" + std::to_string(n), 1, kStranger);
  In("liming", kPassword, kStranger);
  TryWrongly("teacher29", 1, kStranger);
  EXPECT_THAT(LogIn("wangfang", kPassword, kStranger), FailsWith("login.locked"));
}

TEST_F(LoginsTest, AllAddressesOfOneIPv6NetworkAreOne) {
  Member("wangfang");
  for (int n = 0; n < 30; ++n) TryWrongly("teacher" + std::to_string(n), 1, "2001:db8::" + std::to_string(n));
  EXPECT_THAT(LogIn("wangfang", kPassword, "2001:db8::ffff"), FailsWith("login.locked"));
  EXPECT_TRUE(LogIn("wangfang", kPassword, "2001:db8:0:1::1"));
}

TEST_F(LoginsTest, APowerCutDoesNotEndARest) {
  Member("wangfang");
  TryWrongly("wangfang", 5, kStranger);
  clock.Reboot("boot-2");
  clock.wall = WallTime{0};
  Open();
  EXPECT_THAT(LogIn("wangfang", kPassword, kStranger), FailsWith("login.locked"));
  clock.Pass(15 * kMinuteMs);
  EXPECT_TRUE(LogIn("wangfang", kPassword, kStranger));
}

TEST_F(LoginsTest, AJumpOfTheWallClockNeitherEndsNorLengthensARest) {
  Member("wangfang");
  TryWrongly("wangfang", 5, kStranger);
  clock.wall.ms += 70 * 365 * kDayMs;
  EXPECT_THAT(LogIn("wangfang", kPassword, kStranger), FailsWith("login.locked"));
  clock.wall = WallTime{0};
  clock.Pass(15 * kMinuteMs);
  EXPECT_TRUE(LogIn("wangfang", kPassword, kStranger));
}

TEST_F(LoginsTest, AHundredGuessesAtOnceAreNoMoreThanFive) {
  Member("wangfang");
  std::atomic<int> hashed = 0;
  std::vector<std::thread> guessers;
  for (int n = 0; n < 40; ++n) {
    guessers.emplace_back([&, n] {
      const auto end = LogIn("wangfang", "guess-" + std::to_string(n), kStranger);
      if (!end && Key(end.error()) == "login.wrong") ++hashed;
    });
  }
  for (auto& guesser : guessers) guesser.join();
  EXPECT_LE(hashed, 5);
  EXPECT_GE(hashed, 1);
}

TEST_F(LoginsTest, SixtyTeachersBehindOneAddressAllGetIn) {
  for (int n = 0; n < 60; ++n) Member("teacher" + std::to_string(n));
  std::atomic<int> in = 0;
  std::vector<std::thread> teachers;
  for (int n = 0; n < 60; ++n) {
    teachers.emplace_back(
        [&, n] { in += LogIn("teacher" + std::to_string(n), kPassword, kUsual).has_value(); });
  }
  for (auto& teacher : teachers) teacher.join();
  EXPECT_EQ(in, 60);
}

TEST_F(LoginsTest, APasswordIsHashedAnewWhenTheCostHasChanged) {
  Member("wangfang");
  options.cost.passes = 2;
  Open();
  In("wangfang");
  const auto wal = disk.Open("/box/people.db-wal", OpenMode::kRead);
  ASSERT_TRUE(wal);
  const auto bytes = (*wal)->ReadAt(0, (*wal)->Size().value()).value();
  EXPECT_THAT(bytes, testing::HasSubstr("$argon2id$v=19$m=8,t=2,p=1$"));
  In("wangfang");
}

TEST_F(LoginsTest, AnotherPasswordEndsAllSessionsButTheNewOne) {
  const auto account = Member("wangfang");
  const auto phone = In("wangfang");
  const auto changed =
      people->ChangePassword(account.id, SecretBytes(kPassword), SecretBytes("another-72"), As(account));
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_THAT(people->Check(phone.token), FailsWith("login.session_ended"));
  EXPECT_TRUE(people->Check(changed->token));
  EXPECT_THAT(LogIn("wangfang"), FailsWith("login.wrong"));
  In("wangfang", "another-72");
}

TEST_F(LoginsTest, AnotherPasswordNeedsTheOldOneAndTheRules) {
  const auto account = Member("wangfang");
  const auto change = [&](const char* before, const char* after, const Actor& by) {
    return people->ChangePassword(account.id, SecretBytes(before), SecretBytes(after), by);
  };
  EXPECT_THAT(change("wrong-old", "another-72", As(account)), FailsWith("login.wrong"));
  EXPECT_THAT(change(kPassword, "short1", As(account)), FailsWith("password.short"));
  EXPECT_THAT(change(kPassword, kPassword, As(account)), FailsWith("password.same"));
  EXPECT_THAT(change(kPassword, "another-72", Actor::Console()), FailsWith("account.not_yours"));
  for (int n = 0; n < 4; ++n) EXPECT_FALSE(change("wrong-old", "another-72", As(account)));
  EXPECT_THAT(change(kPassword, "another-72", As(account)), FailsWith("login.locked"));
}

TEST_F(LoginsTest, ATicketIsGoodForTenMinutesOfOneBootAndOnce) {
  const auto code = Invite("wangfang").code;
  const auto set = [&](const std::string& ticket) {
    return people->SetFirstPassword(ticket, SecretBytes(kPassword), kUsual);
  };
  const auto late = LogIn("wangfang", code)->ticket;
  clock.Pass(10 * kMinuteMs + 1);
  EXPECT_THAT(set(late), FailsWith("login.ticket_old"));
  const auto before_boot = LogIn("wangfang", code)->ticket;
  clock.Reboot("boot-2");
  EXPECT_THAT(set(before_boot), FailsWith("login.ticket_old"));
  const auto good = LogIn("wangfang", code)->ticket;
  EXPECT_THAT(people->SetFirstPassword(good, SecretBytes("12345678a"), kUsual), FailsWith("password.common"));
  EXPECT_TRUE(set(good));
  EXPECT_THAT(set(good), FailsWith("login.ticket_old"));
  EXPECT_THAT(people->GiveSecondFactor(good, "123456", kUsual), FailsWith("login.ticket_old"));
}

TEST_F(LoginsTest, ASiegeFillsNeitherTheLogNorTheDisk) {
  for (int n = 0; n < 300; ++n) TryWrongly("name" + std::to_string(n), 1, "10.0.0." + std::to_string(n / 20));
  auto page = people->audit().Newest(0, 1).value();
  EXPECT_EQ(page.total, NoteRate::kMostAnHour);
  clock.Pass(kHourMs);
  TryWrongly("another", 1, "10.0.9.9");
  page = people->audit().Newest(0, 1).value();
  EXPECT_EQ(page.rows.front().detail, "and 180 more before");
}

TEST_F(LoginsTest, NoPasswordCodeOrTokenEntersTheDatabaseOrTheLog) {
  const auto invitation = Invite("wangfang");
  const std::string typed_in_the_wrong_field = "mein-Geheimnis-4711";
  EXPECT_FALSE(LogIn(typed_in_the_wrong_field, ""));
  EXPECT_FALSE(LogIn("wangfang", "a-wrong-password-88"));
  const auto first = LogIn("wangfang", invitation.code);
  const auto in = people->SetFirstPassword(first->ticket, SecretBytes(kPassword), kUsual);
  ASSERT_TRUE(in);
  ASSERT_TRUE(people->LogOut(in->session->token));
  auto code = invitation.code;
  code.erase(code.find('-'), 1);
  std::string bytes;
  for (const auto* name : {"/box/people.db", "/box/people.db-wal"}) {
    const auto file = disk.Open(name, OpenMode::kRead);
    bytes += (*file)->ReadAt(0, (*file)->Size().value()).value();
  }
  ASSERT_NE(bytes.find("login.wrong"), std::string::npos);  // It is the right place to look.
  for (const auto& secret :
       {std::string(kPassword), std::string("a-wrong-password-88"), typed_in_the_wrong_field, invitation.code,
        code, first->ticket, in->session->token, in->session->csrf}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace lianxiao::storage
