#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

// A box, and what its county would say.
class CountyAccountsTest : public SchoolOfPeople {
 protected:
  CountyAccount Teacher(int n, const std::string& login, std::int64_t revision = 1) {
    const auto digit = std::string(1, static_cast<char>('0' + n));
    CountyAccount account{.id = std::string(31, 'a') + digit,
                          .person = std::string(15, 'b') + digit,
                          .login = login,
                          .name = "李明",
                          .code_expires = clock.wall + 7 * kDayMs,
                          .revision = revision};
    account.code_digest = DigestOfCode(account.id, Code(revision));
    return account;
  }
  static std::string Code(std::int64_t revision) { return "CCCCC-0000" + std::to_string(revision); }
  void Take(const std::vector<CountyAccount>& letter) {
    const auto taken = people->TakeCountyAccounts(letter);
    ASSERT_TRUE(taken) << taken.error().message;
  }
  void SetPassword(const std::string& login, std::int64_t revision = 1) {
    const auto first = LogIn(login, Code(revision));
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(people->SetFirstPassword(first->ticket, SecretBytes(kPassword), "192.168.1.20"));
  }
};

TEST_F(CountyAccountsTest, FirstLoginWorksWithoutTheLine) {
  Take({Teacher(1, "liming")});
  SetPassword("liming");
  const auto session = In("liming");
  EXPECT_TRUE(session.account.from_county);
  EXPECT_EQ(session.account.person, std::string(15, 'b') + "1");
}

TEST_F(CountyAccountsTest, APasswordSetHereStaysUntilAHigherRevision) {
  Take({Teacher(1, "liming")});
  SetPassword("liming");
  const auto session = In("liming");
  auto renamed = Teacher(1, "liming");
  renamed.name = "李晓明";
  renamed.role = Role::kManager;
  Take({renamed});
  EXPECT_EQ(people->Check(session.token)->account.name, "李晓明");
  EXPECT_EQ(people->Check(session.token)->account.role, Role::kManager);
  In("liming");
  EXPECT_THAT(LogIn("liming", Code(1)), FailsWith("login.wrong"));  // The code does not come back.

  Take({Teacher(1, "liming", 2)});
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(LogIn("liming"), FailsWith("login.wrong"));
  EXPECT_THAT(LogIn("liming", Code(1)), FailsWith("login.wrong"));
  SetPassword("liming", 2);
}

TEST_F(CountyAccountsTest, ALowerRevisionBringsNoOldCodeBack) {
  Take({Teacher(1, "liming", 2)});
  Take({Teacher(1, "liming", 1)});
  EXPECT_THAT(LogIn("liming", Code(1)), FailsWith("login.wrong"));
  SetPassword("liming", 2);
}

TEST_F(CountyAccountsTest, WhoIsMissingIsDisabledAndComesBackWithThePassword) {
  Take({Teacher(1, "liming"), Teacher(2, "wangfang")});
  SetPassword("liming");
  const auto session = In("liming");
  Take({Teacher(2, "wangfang")});
  EXPECT_EQ(people->FindLogin("liming")->state, AccountState::kDisabled);
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(LogIn("liming"), FailsWith("login.wrong"));
  Take({Teacher(1, "liming"), Teacher(2, "wangfang")});
  In("liming");
}

TEST_F(CountyAccountsTest, WhomTheCountyDisablesIsOutAtOnce) {
  Take({Teacher(1, "liming")});
  SetPassword("liming");
  const auto session = In("liming");
  auto disabled = Teacher(1, "liming");
  disabled.disabled = true;
  Take({disabled});
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(Acts(), Contains("account.disabled liming"));
}

TEST_F(CountyAccountsTest, TheSameLetterTwiceChangesAndNotesNothing) {
  Take({Teacher(1, "liming"), Teacher(2, "wangfang")});
  const auto acts = Acts();
  Take({Teacher(1, "liming"), Teacher(2, "wangfang")});
  EXPECT_EQ(Acts(), acts);
}

TEST_F(CountyAccountsTest, ALoginThatALocalAccountHasGetsTheCountysNameBehindIt) {
  Member("liming");
  Take({Teacher(1, "LiMing")});
  EXPECT_TRUE(people->FindLogin("LiMing@county")->from_county);
  EXPECT_FALSE(people->FindLogin("liming")->from_county);
  In("liming");
  SetPassword("liming@county");
  EXPECT_THAT(Acts(), Contains("county.login_taken LiMing@county"));
  const auto acts = Acts();
  Take({Teacher(1, "LiMing")});
  EXPECT_EQ(Acts(), acts);  // Told once.
}

TEST_F(CountyAccountsTest, TwoOfTheCountyMaySwapTheirNames) {
  Take({Teacher(1, "liming"), Teacher(2, "wangfang")});
  Take({Teacher(1, "wangfang"), Teacher(2, "liming")});
  EXPECT_EQ(people->FindLogin("liming")->id, std::string(31, 'a') + "2");
  EXPECT_EQ(people->FindLogin("wangfang")->id, std::string(31, 'a') + "1");
}

TEST_F(CountyAccountsTest, WhatBreaksTheRulesIsLeftOutAndTold) {
  const auto local = Member("guanli", Role::kManager);
  auto steals = Teacher(1, "thief");
  steals.id = local.id;
  auto boss = Teacher(2, "boss");
  boss.role = Role::kAdministrator;
  auto blank = Teacher(3, "li ming");
  auto shadow = Teacher(4, "shadow");
  shadow.person = local.person;
  auto no_digest = Teacher(5, "nodigest");
  no_digest.code_digest = "x";
  Take({steals, boss, blank, shadow, no_digest, Teacher(6, "twice"), Teacher(6, "twice"),
        Teacher(7, "liming")});
  std::vector<std::string> logins;
  const auto all = people->List().value();
  for (const auto& account : all) logins.push_back(account.login);
  EXPECT_THAT(logins, ElementsAre("guanli", "liming", "twice"));
  EXPECT_EQ(people->Find(local.id)->login, "guanli");
  EXPECT_THAT(Acts(), Contains("county.left_out thief"));
  EXPECT_THAT(Acts(), Contains("county.left_out boss"));
}

TEST_F(CountyAccountsTest, AreChangedAtTheCountyOnly) {
  Take({Teacher(1, "liming")});
  const auto id = people->FindLogin("liming")->id;
  const auto by = Actor::Console();
  EXPECT_THAT(people->Disable(id, by), FailsWith("account.of_county"));
  EXPECT_THAT(people->NewCode(id, by), FailsWith("account.of_county"));
  EXPECT_THAT(people->Change(id, "别名", Role::kTeacher, by), FailsWith("account.of_county"));
  EXPECT_THAT(people->Erase(id, by), FailsWith("account.of_county"));
}

TEST_F(CountyAccountsTest, ErasedOnesStayAwayWhenTheLetterHasThemAsDisabled) {
  auto gone = Teacher(1, "liming");
  Take({gone});
  gone.disabled = true;
  Take({gone});
  const auto id = people->FindLogin("liming")->id;
  EXPECT_EQ(people->Erase(id, Actor::Console()), gone.person);
  Take({gone});
  EXPECT_THAT(people->Find(id), FailsWith("account.unknown"));
}

TEST_F(CountyAccountsTest, AnExpiredCodeIsToldSo) {
  auto old = Teacher(1, "liming");
  old.code_expires = clock.wall + -1;
  Take({old});
  EXPECT_THAT(LogIn("liming", Code(1)), FailsWith("login.code_expired"));
}

class CountyWithTeachers : public SchoolOfPeople {
 protected:
  CountyWithTeachers() : SchoolOfPeople(Place::kCounty) {}
};

TEST_F(CountyWithTeachers, ALetterBringsTheAccountsOfItsSchoolAndEachNewCodeRaisesTheRevision) {
  const auto made = Invite("liming", Role::kTeacher, "shiyangtang");
  Invite("zhangwei", Role::kTeacher, "elsewhere");
  Invite("boss", Role::kAdministrator);
  const auto first = people->AccountsFor("shiyangtang").value();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].id, made.account.id);
  EXPECT_EQ(first[0].code_digest, DigestOfCode(made.account.id, made.code));
  EXPECT_EQ(first[0].revision, 1);
  EXPECT_TRUE(people->AccountsFor("")->empty());
  ASSERT_TRUE(people->NewCode(made.account.id, Actor::Console()));
  EXPECT_EQ(people->AccountsFor("shiyangtang")->front().revision, 2);
  ASSERT_TRUE(people->Disable(made.account.id, Actor::Console()));
  EXPECT_TRUE(people->AccountsFor("shiyangtang")->front().disabled);
}

}  // namespace
}  // namespace lianxiao::storage
