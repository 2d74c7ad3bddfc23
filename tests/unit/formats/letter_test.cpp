#include "storage/formats/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/encoding.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/packing.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class LetterTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  static LetterAccount Account(char digit, const std::string& login) {
    return {.id = std::string(32, digit),
            .person = std::string(16, digit),
            .login = login,
            .name = "王芳",
            .role = "teacher",
            .code_digest = std::string(64, digit),
            .code_expires = {1'790'600'000'000},
            .revision = 2};
  }
  static Letter Sample() {
    Letter letter{.device = std::string(32, 'd'), .number = 7, .at = {1'790'000'000'123}};
    letter.accounts = {Account('a', "wangfang"), Account('b', "李雷")};
    letter.accounts[1].disabled = true;
    letter.accounts[1].code_digest.clear();
    letter.accounts[1].code_expires = {};
    letter.notices = {{"n-1", "星期五下午停电\n请提前下课", {1'790'000'000'000}, {1'790'600'000'000}}};
    letter.all_libraries = false;
    letter.libraries = {"chen", "paired-school"};
    letter.classroom_login = true;
    letter.commands = {{3, "recheck"}, {9, "something-newer"}};
    letter.partners = {{"helper", "zhenxiao", "镇小学", {5}, {}},
                       {"studio", "chen", "陈老师工作室", {5}, {1'790'600'000'000}}};
    letter.alliances = {{"zhen", "镇联盟", "zhenxiao", {{"longtan", "龙潭教学点"}, {"zhenxiao", "镇小学"}}}};
    letter.line = {.open = {"mon-fri 22:00-06:00 512 kbit/s"},
                   .closed = {"2027-06-07"},
                   .relay = "serve",
                   .month_mb = 20'000};
    return letter;
  }
  std::string Sealed(const Letter& letter) const { return SealLetter(letter, center, device.seal); }
  // What reading the sample says after `change` broke it.
  template <typename Change>
  std::string Complaint(Change change) const {
    auto letter = Sample();
    change(letter);
    const auto opened = OpenLetter(Sealed(letter), device, center.verify);
    return opened ? "taken" : opened.error().message;
  }

  const SigningKey center = SigningKey::Generate();
  const OpenKey device = OpenKey::Generate();
};

TEST_F(LetterTest, TheBoxReadsAllThatTheCountyWrote) {
  EXPECT_EQ(OpenLetter(Sealed(Sample()), device, center.verify).value(), Sample());
  const Letter plain{.device = std::string(32, 'd'), .number = 1, .at = {5}};
  EXPECT_EQ(OpenLetter(Sealed(plain), device, center.verify).value(), plain);
}

TEST_F(LetterTest, NobodyOnTheWayReadsIt) {
  const auto sealed = Sealed(Sample());
  EXPECT_THAT(sealed, Not(HasSubstr("wangfang")));
  EXPECT_THAT(sealed, Not(HasSubstr("王芳")));
  EXPECT_EQ(OpenLetter(sealed, OpenKey::Generate(), center.verify).error().code, ErrorCode::kCorrupt);
}

TEST_F(LetterTest, OneThatIsChangedOrFromAnotherHandIsRefused) {
  const auto sealed = Sealed(Sample());
  EXPECT_EQ(OpenLetter(sealed, device, SigningKey::Generate().verify).error().code, ErrorCode::kUntrusted);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    EXPECT_EQ(OpenLetter(Damaged(sealed, seed), device, center.verify).error().code, ErrorCode::kCorrupt);
  }
  EXPECT_EQ(OpenLetter(std::string(kMaxLetterBytes + 1, 'x'), device, center.verify).error().code,
            ErrorCode::kInvalid);
}

TEST_F(LetterTest, AGrantIsNoLetterThoughTheSameCenterSignedIt) {
  const Grant grant{std::string(32, 'd'), "s", "村小", "县", "http://10.0.3.7:8440", {}, "{}", {1}};
  EXPECT_EQ(OpenLetter(SealGrant(grant, center, device.seal), device, center.verify).error().code,
            ErrorCode::kUntrusted);
}

TEST_F(LetterTest, BringsATimetableAndRefusesOneThatMeansNothing) {
  const std::string begin =
      R"({"device":"dddddddddddddddddddddddddddddddd","number":3,"at_ms":1,"timetable":[)";
  const auto letter = ParseLetter(
      begin + R"({"starts_ms":10,"ends_ms":20,"title":"分数","resource":"sx-1","color":"red"}]})");
  ASSERT_TRUE(letter) << letter.error().message;
  ASSERT_EQ(letter->timetable.size(), 1U);
  EXPECT_EQ(letter->timetable[0].title, "分数");
  EXPECT_EQ(ParseLetter(ToJson(*letter)).value(), *letter);
  for (const auto* odd :
       {R"({"starts_ms":10,"ends_ms":20})", R"({"starts_ms":10,"ends_ms":10,"title":"t"})",
        R"({"starts_ms":10,"ends_ms":86400011,"title":"t"})", R"({"starts_ms":10,"title":"t"})",
        R"({"starts_ms":-1,"ends_ms":20,"title":"t"})", R"({"starts_ms":10,"ends_ms":20,"title":"a\nb"})",
        R"({"starts_ms":10,"ends_ms":20,"title":"t","resource":"A B"})", "7"}) {
    EXPECT_EQ(ParseLetter(begin + odd + "]}").error().code, ErrorCode::kInvalid) << odd;
  }
}

TEST_F(LetterTest, OfANewerCenterIsReadAsFarAsItGoes) {
  const auto letter = ParseLetter(R"({"device":"dddddddddddddddddddddddddddddddd","number":3,"at_ms":1,
    "weather":[1,2],"notices":[{"id":"a","text":"t","at_ms":1,"until_ms":2,"color":"red"}]})");
  ASSERT_TRUE(letter) << letter.error().message;
  EXPECT_EQ(letter->notices[0].text, "t");
  EXPECT_TRUE(letter->all_libraries);
}

TEST_F(LetterTest, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(Complaint([](Letter&) {}), "taken");
  EXPECT_THAT(Complaint([](Letter& l) { l.device = "../.."; }), StartsWith("device:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.number = 0; }), StartsWith("number:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.accounts[1].id = "b"; }), StartsWith("accounts[1]: id:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.accounts[1].id = l.accounts[0].id; }),
              StartsWith("accounts[1]: its id came before"));
  EXPECT_THAT(Complaint([](Letter& l) { l.accounts[0].person = "Wang"; }),
              StartsWith("accounts[0]: person:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.accounts[0].login = "a\nb"; }), StartsWith("accounts[0]: login:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.accounts[0].code_digest = "00"; }),
              StartsWith("accounts[0]: code_digest:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.notices[0].text.clear(); }), StartsWith("notices[0]: text: empty"));
  EXPECT_THAT(Complaint([](Letter& l) { l.libraries[0] = "../root"; }), StartsWith("libraries:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.commands[1].number = 3; }), StartsWith("commands.number:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.partners[1].id = "../x"; }), StartsWith("partners[1]: id:"));
  EXPECT_THAT(Complaint([](Letter& l) { l.partners[0].name.clear(); }),
              StartsWith("partners[0]: name: empty"));
  EXPECT_THAT(Complaint([](Letter& l) { l.partners[1] = l.partners[0]; }),
              StartsWith("partners[1]: came before"));
  EXPECT_THAT(Complaint([](Letter& l) { l.alliances[0].central = "nowhere"; }),
              StartsWith("alliances[0]: central: not one"));
  EXPECT_THAT(Complaint([](Letter& l) {
                l.alliances[0].schools.push_back({"longtan", "x"});
              }),
              StartsWith("alliances[0]: schools: the same"));
  EXPECT_THAT(Complaint([](Letter& l) { l.alliances.push_back(l.alliances[0]); }),
              StartsWith("alliances[1]: its id came before"));
  EXPECT_EQ(ParseLetter("{}").error().message, "device: missing");
}

TEST_F(LetterTest, HoldsAWholeSchoolAndNotOneAccountMore) {
  auto letter = Sample();
  letter.accounts.clear();
  for (std::size_t i = 0; i < kMaxLetterAccounts; ++i) {
    auto account = Account('a', "teacher-" + std::to_string(i));
    account.id = ToHex(RandomBytes(16));
    account.code_digest = ToHex(RandomBytes(32));
    letter.accounts.push_back(account);
  }
  const auto sealed = Sealed(letter);
  EXPECT_LT(sealed.size(), kMaxLetterBytes);
  EXPECT_EQ(OpenLetter(sealed, device, center.verify).value().accounts.size(), kMaxLetterAccounts);
  letter.accounts.push_back(Account('b', "one-more"));
  EXPECT_THAT(ParseLetter(ToJson(letter)).error().message, StartsWith("accounts: 2001 is not"));
  letter = Sample();
  letter.notices.assign(kMaxLetterNotices + 1, letter.notices[0]);
  EXPECT_THAT(ParseLetter(ToJson(letter)).error().message, StartsWith("notices: 51 is not"));
}

TEST_F(LetterTest, ABombStopsBeforeItFillsTheMemory) {
  const auto bomb = Pack(std::string(kMaxLetterUnpacked + 1, ' '), 19);
  EXPECT_EQ(ParsePackedLetter(bomb).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace lianxiao::formats
