#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::Not;

class AccountsTest : public SchoolOfPeople {};

class CountyOfPeople : public SchoolOfPeople {
 protected:
  CountyOfPeople() : SchoolOfPeople(Place::kCounty) {}
};

TEST_F(AccountsTest, HaveNoPasswordUntilTheirOwnerSetsOne) {
  const auto invitation = Invite("wangfang");
  EXPECT_EQ(invitation.account.state, AccountState::kInvited);
  EXPECT_THAT(LogIn("wangfang", ""), FailsWith("login.wrong"));
  const auto first = LogIn("wangfang", invitation.code);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->kind, LoginEnd::Kind::kSetPassword);
  EXPECT_FALSE(first->session);
  const auto in = people->SetFirstPassword(first->ticket, SecretBytes(kPassword), "192.168.1.20");
  ASSERT_TRUE(in) << in.error().message;
  ASSERT_TRUE(in->session);
  EXPECT_EQ(in->session->account.state, AccountState::kActive);
  EXPECT_THAT(LogIn("wangfang", invitation.code), FailsWith("login.wrong"));
  EXPECT_EQ(In("wangfang").account.name, "王芳");
}

TEST_F(AccountsTest, TakeTheCodeHoweverItIsTyped) {
  const auto invitation = Invite("wangfang");
  std::string small = " ";
  for (const char c : invitation.code) small += static_cast<char>(c == '-' ? ' ' : std::tolower(c));
  EXPECT_TRUE(LogIn("wangfang", small));
}

TEST_F(AccountsTest, CodesEndAfterAWeek) {
  const auto invitation = Invite("wangfang");
  clock.Pass(7 * kDayMs + 1);
  EXPECT_THAT(LogIn("wangfang", invitation.code), FailsWith("login.code_expired"));
  EXPECT_THAT(LogIn("wangfang", "7K3QF-M0ZX9"), FailsWith("login.wrong"));
}

TEST_F(AccountsTest, CodesMadeIn1970StayGoodWhenTheClockIsSet) {
  clock.wall = WallTime{60'000};
  const auto invitation = Invite("wangfang");
  clock.wall = WallTime{1'795'250'000'000};
  EXPECT_TRUE(LogIn("wangfang", invitation.code));
  clock.Reboot("boot-2");
  EXPECT_TRUE(LogIn("wangfang", invitation.code));
}

TEST_F(AccountsTest, LoginNamesAreOneWhateverTheirCaseAndWidth) {
  Invite("WangFang");
  EXPECT_THAT(people->Add({"wangfang", "另一个", Role::kTeacher, ""}, Actor::Console()),
              FailsWith("account.login_taken"));
  EXPECT_THAT(people->Add({"ｗａｎｇｆａｎｇ", "另一个", Role::kTeacher, ""}, Actor::Console()),
              FailsWith("account.login_taken"));
  EXPECT_EQ(people->FindLogin(" WANGFANG ").value().login, "WangFang");
}

TEST_F(AccountsTest, RefuseWhatIsNoLoginNameOrName) {
  for (const auto* login : {"", "w", "wang fang", "wang\tfang", "王　芳", "wang\u200Bfang", "console",
                            "Console", "\xff\xfe", "a-login-name-of-more-than-forty-bytes-here"}) {
    EXPECT_THAT(people->Add({login, "王芳", Role::kTeacher, ""}, Actor::Console()),
                FailsWith("account.login_form"))
        << login;
  }
  for (const auto* name : {"", "  ", "two\nlines", "\xff"}) {
    EXPECT_THAT(people->Add({"wangfang", name, Role::kTeacher, ""}, Actor::Console()),
                FailsWith("account.name_form"));
  }
  EXPECT_TRUE(people->Add({"王芳", "王芳", Role::kTeacher, ""}, Actor::Console()));
}

TEST_F(AccountsTest, ASchoolHasNoRolesOfTheCounty) {
  EXPECT_THAT(people->Add({"boss", "李", Role::kAdministrator, ""}, Actor::Console()),
              FailsWith("account.role_elsewhere"));
}

TEST_F(CountyOfPeople, ATeachersAccountNamesItsSchool) {
  EXPECT_THAT(people->Add({"wangfang", "王芳", Role::kTeacher, ""}, Actor::Console()),
              FailsWith("account.school_missing"));
  EXPECT_THAT(people->Add({"boss", "李", Role::kAdministrator, "shiyangtang"}, Actor::Console()),
              FailsWith("account.role_elsewhere"));
  EXPECT_TRUE(people->Add({"wangfang", "王芳", Role::kTeacher, "shiyangtang"}, Actor::Console()));
}

TEST_F(CountyOfPeople, ATeachersAccountLogsInAtTheSchoolOnly) {
  const auto made = Invite("wangfang", Role::kTeacher, "shiyangtang");
  EXPECT_THAT(LogIn("wangfang", made.code), FailsWith("login.at_school"));
}

TEST_F(AccountsTest, DisablingEndsSessionsAtOnceAndEnablingKeepsThePassword) {
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  ASSERT_TRUE(people->Disable(account.id, Actor::Console()));
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(LogIn("wangfang"), FailsWith("login.wrong"));
  ASSERT_TRUE(people->Enable(account.id, Actor::Console()));
  EXPECT_EQ(In("wangfang").account.state, AccountState::kActive);
}

TEST_F(AccountsTest, ANewCodeEndsPasswordSessionsAndRests) {
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  TryWrongly("wangfang", 5);
  const auto invitation = people->NewCode(account.id, Actor::Console());
  ASSERT_TRUE(invitation);
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(LogIn("wangfang"), FailsWith("login.wrong"));
  EXPECT_TRUE(LogIn("wangfang", invitation->code, "192.168.1.66"));
}

TEST_F(AccountsTest, ANewCodeEndsTheTicketOfTheOldOne) {
  const auto invitation = Invite("wangfang");
  const auto first = LogIn("wangfang", invitation.code);
  ASSERT_TRUE(people->NewCode(invitation.account.id, Actor::Console()));
  EXPECT_THAT(people->SetFirstPassword(first->ticket, SecretBytes(kPassword), ""),
              FailsWith("login.ticket_old"));
}

TEST_F(AccountsTest, AManagerManagesTheSchoolButNotTheOwnAccount) {
  const auto manager = Member("guanli", Role::kManager);
  const auto teacher = Member("wangfang");
  EXPECT_TRUE(people->Disable(teacher.id, As(manager)));
  EXPECT_TRUE(people->Enable(teacher.id, As(manager)));
  EXPECT_TRUE(people->Add({"liming", "李明", Role::kTechnician, ""}, As(manager)));
  EXPECT_THAT(people->Disable(manager.id, As(manager)), FailsWith("account.own"));
  EXPECT_THAT(people->Change(manager.id, "王芳", Role::kTeacher, As(manager)), FailsWith("account.own"));
  EXPECT_THAT(people->Erase(manager.id, As(manager)), FailsWith("account.own"));
  EXPECT_TRUE(people->Change(manager.id, "王小芳", Role::kManager, As(manager)));
}

TEST_F(AccountsTest, ATeacherManagesNobody) {
  const auto teacher = Member("wangfang");
  const auto other = Member("liming");
  const auto by = As(teacher);
  EXPECT_THAT(people->Add({"new", "新", Role::kTeacher, ""}, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->NewCode(other.id, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->Disable(other.id, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->Change(teacher.id, "王芳", Role::kManager, by), FailsWith("account.own"));
  EXPECT_THAT(people->Erase(other.id, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->Export(other.id, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->EndSessions(other.id, by), FailsWith("account.not_yours"));
  EXPECT_THAT(people->Disable(other.id, {"", "", ""}), FailsWith("account.not_yours"));
}

TEST_F(AccountsTest, TheLastWhoManagesPeopleStays) {
  const auto manager = Member("guanli", Role::kManager);
  EXPECT_THAT(people->Disable(manager.id, Actor::Console()), FailsWith("account.last_administrator"));
  EXPECT_THAT(people->Change(manager.id, "王芳", Role::kTeacher, Actor::Console()),
              FailsWith("account.last_administrator"));
  EXPECT_THAT(people->Erase(manager.id, Actor::Console()), FailsWith("account.last_administrator"));
  Member("guanli2", Role::kManager);
  EXPECT_TRUE(people->Disable(manager.id, Actor::Console()));
}

TEST_F(AccountsTest, ErasingForgetsThePersonAndTellsThePseudonym) {
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  const auto erased = people->Erase(account.id, Actor::Console());
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(*erased, account.person);
  EXPECT_THAT(people->Find(account.id), FailsWith("account.unknown"));
  EXPECT_THAT(people->Check(session.token), FailsWith("login.session_ended"));
  EXPECT_THAT(LogIn("wangfang"), FailsWith("login.wrong"));
  const auto again = Invite("wangfang");
  EXPECT_NE(again.account.person, account.person);
}

TEST_F(AccountsTest, AnExportTellsAllAboutOnePersonAndNothingSecret) {
  const auto old = Invite("wangfang");
  ASSERT_TRUE(people->Erase(old.account.id, Actor::Console()));
  Member("liming");
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  const auto text = people->Export(account.id, As(account));
  ASSERT_TRUE(text) << text.error().message;
  const auto json = nlohmann::json::parse(*text);
  EXPECT_EQ(json["account"]["name"], "王芳");
  EXPECT_EQ(json["account"]["pseudonym"], account.person);
  EXPECT_EQ(json["sessions"].size(), 2);
  std::vector<std::string> acts;
  for (const auto& row : json["audit"]) acts.push_back(row["act"]);
  // Not those of who had this name before.
  EXPECT_THAT(acts, ElementsAre("account.made", "login.with_code", "password.set", "login.good", "login.good",
                                "account.exported"));
  EXPECT_THAT(*text, Not(testing::HasSubstr("argon2")));
  EXPECT_THAT(*text, Not(testing::HasSubstr(session.token)));
}

TEST_F(AccountsTest, SurviveTheProgramsEnd) {
  const auto account = Member("wangfang");
  const auto session = In("wangfang");
  Open();
  EXPECT_EQ(people->Check(session.token).value().account.id, account.id);
  EXPECT_EQ(people->List().value().size(), 1);
}

}  // namespace
}  // namespace lianxiao::storage
