#include "center/registry/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/registry.h"
#include "storage/base/encoding.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using testing::StartsWith;

struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;
};

class MailboxTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    Reopen();
  }
  void Reopen() {
    registry_.reset();
    const formats::CenterCard card{"县", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    const auto accounts = [this](const std::string& school) -> Result<std::vector<formats::LetterAccount>> {
      if (accounts_failure_) return Fail(*accounts_failure_);
      return school == "shiyangtang" ? accounts_ : std::vector<formats::LetterAccount>();
    };
    auto opened = Registry::Open(temp_.At("center.db"), keys_, card, "{}", clock_,
                                 {.public_address = "http://10.0.3.7:8440", .accounts = accounts});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
  }
  Box Enrolled(const std::string& school) {
    Box box;
    const auto code = formats::ParseEnrolmentCode(registry_->MakeCode(school, "村小", "")->text);
    const auto sealed = registry_->Enrol(formats::SealRequest(
        {code->secret, box.sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal));
    box.id = formats::OpenGrant(sealed.value(), box.seal, keys_.sign.verify)->device;
    return box;
  }
  formats::Letter LetterTo(const Box& box) {
    const auto sealed = registry_->mailbox().LetterFor(box.id);
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    const auto letter = formats::OpenLetter(sealed.value().bytes, box.seal, keys_.sign.verify);
    EXPECT_TRUE(letter) << (letter ? "" : letter.error().message);
    EXPECT_EQ(letter->number, sealed->number);
    return letter.value();
  }
  void Report(const Box& box, std::int64_t holds) {
    formats::StatusReport report{.device = box.id, .counter = ++counter_, .program = "p", .letter = holds};
    ASSERT_TRUE(registry_->TakeStatus(box.id, formats::SealStatus(report, box.sign, keys_.seal.seal)));
  }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  std::vector<formats::LetterAccount> accounts_;
  std::optional<Error> accounts_failure_;
  std::unique_ptr<Registry> registry_;
  std::int64_t counter_ = 0;
};

TEST_F(MailboxTest, EachBoxGetsTheLetterOfItsSchool) {
  const auto box = Enrolled("shiyangtang");
  const auto other = Enrolled("longtan");
  accounts_ = {{.id = std::string(32, 'a'),
                .person = std::string(16, 'b'),
                .login = "wangfang",
                .name = "王芳",
                .role = "teacher"}};
  auto& mailbox = registry_->mailbox();
  ASSERT_TRUE(mailbox.AddNotice("", "星期五下午停电", {clock_.wall.ms + kDayMs}));
  ASSERT_TRUE(mailbox.AddNotice("longtan", "送来新的练习", {clock_.wall.ms + kDayMs}));
  ASSERT_TRUE(mailbox.Follow("shiyangtang", false, {"chen"}));
  ASSERT_TRUE(mailbox.AskClassroomLogin("longtan", true));
  ASSERT_TRUE(mailbox.AddCommand("shiyangtang", "recheck"));

  const auto letter = LetterTo(box);
  EXPECT_EQ(letter.device, box.id);
  EXPECT_EQ(letter.accounts, accounts_);
  ASSERT_EQ(letter.notices.size(), 1U);
  EXPECT_EQ(letter.notices[0].text, "星期五下午停电");
  EXPECT_FALSE(letter.all_libraries);
  EXPECT_EQ(letter.libraries, std::vector<std::string>{"chen"});
  EXPECT_FALSE(letter.classroom_login);
  EXPECT_EQ(letter.commands, (std::vector<formats::LetterCommand>{{1, "recheck"}}));

  const auto second = LetterTo(other);
  EXPECT_TRUE(second.accounts.empty());
  EXPECT_EQ(second.notices.size(), 2U);
  EXPECT_TRUE(second.all_libraries);
  EXPECT_TRUE(second.classroom_login);
  EXPECT_TRUE(second.commands.empty());
}

TEST_F(MailboxTest, TheSameLetterIsGivenUntilThereIsNews) {
  const auto box = Enrolled("shiyangtang");
  const auto first = registry_->mailbox().LetterFor(box.id).value();
  EXPECT_EQ(first.number, 1);
  clock_.wall.ms += kDayMs;
  Reopen();
  EXPECT_EQ(registry_->mailbox().LetterFor(box.id)->bytes, first.bytes);
  const auto notice = registry_->mailbox().AddNotice("shiyangtang", "练习", {clock_.wall.ms + kDayMs});
  EXPECT_EQ(LetterTo(box).number, 2);
  ASSERT_TRUE(registry_->mailbox().EndNotice(notice.value()));
  EXPECT_TRUE(LetterTo(box).notices.empty());
  EXPECT_EQ(LetterTo(box).number, 3);
}

TEST_F(MailboxTest, WhatIsForAllIsInForceForEverySchoolAndCanBeTakenBackForOne) {
  const auto box = Enrolled("shiyangtang");
  const auto other = Enrolled("longtan");
  auto& mailbox = registry_->mailbox();
  ASSERT_TRUE(mailbox.Follow("", false, {"chen", "paired"}));
  ASSERT_TRUE(mailbox.AskClassroomLogin("", true));
  ASSERT_TRUE(mailbox.Follow("longtan", true, {}));
  EXPECT_EQ(LetterTo(box).libraries, (std::vector<std::string>{"chen", "paired"}));
  EXPECT_TRUE(LetterTo(box).classroom_login);
  EXPECT_TRUE(LetterTo(other).all_libraries);
  EXPECT_TRUE(LetterTo(other).libraries.empty());
  EXPECT_TRUE(LetterTo(other).classroom_login);
}

TEST_F(MailboxTest, RulesOfTheLineAreASchoolsOwnOrThoseOfAll) {
  const auto box = Enrolled("shiyangtang");
  const auto other = Enrolled("longtan");
  auto& mailbox = registry_->mailbox();
  EXPECT_FALSE(LetterTo(box).line);
  const formats::LineRules all{.open = {"daily 22:00-06:00"}}, own{.month_mb = 20'000};
  ASSERT_TRUE(mailbox.RuleLine("", all));
  ASSERT_TRUE(mailbox.RuleLine("longtan", own));
  EXPECT_EQ(LetterTo(box).line, all);
  EXPECT_EQ(LetterTo(other).line, own);
  EXPECT_EQ(LetterTo(Enrolled("later")).line, all) << "also a school that came after";
  EXPECT_EQ(mailbox.LineOf("longtan").value(), own);
  EXPECT_FALSE(mailbox.LineOf("shiyangtang").value());
  ASSERT_TRUE(mailbox.RuleLine("longtan", std::nullopt));
  EXPECT_EQ(LetterTo(other).line, all);
  ASSERT_TRUE(mailbox.RuleLine("", std::nullopt));
  EXPECT_FALSE(LetterTo(other).line);
  EXPECT_EQ(mailbox.RuleLine("nowhere", own).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(mailbox.RuleLine("", formats::LineRules{.billing_day = 32}).error().code, ErrorCode::kInvalid);
}

TEST_F(MailboxTest, ARelayFollowsTheRulesOfAllWhereItHasNoneOfItsOwn) {
  const auto relay = Enrolled("zhongxin");
  const auto other = Enrolled("longtan");
  auto& mailbox = registry_->mailbox();
  const formats::LineRules serves{.relay = "serve"};
  ASSERT_TRUE(mailbox.RuleLine("zhongxin", serves));
  EXPECT_EQ(LetterTo(relay).line, serves);
  formats::LineRules all{.open = {"daily 22:00-06:00"}};
  ASSERT_TRUE(mailbox.RuleLine("", all));
  EXPECT_EQ(LetterTo(other).line, all) << "nobody else is a relay by that";
  all.relay = "serve";
  EXPECT_EQ(LetterTo(relay).line, all);
  const formats::LineRules both{.relay = "serve", .month_mb = 20'000};
  ASSERT_TRUE(mailbox.RuleLine("zhongxin", both));
  EXPECT_EQ(LetterTo(relay).line, both);
}

TEST_F(MailboxTest, ATimetableIsToldToItsSchoolsAndPastLessonsMakeNoNewLetter) {
  const auto here = Enrolled("shiyangtang"), there = Enrolled("longtan");
  clock_.wall = *ParseRfc3339("2026-11-22T00:00:00Z");
  const auto put = [&](const std::string& name, const std::string& hours,
                       const std::vector<std::string>& schools) {
    const auto nothing = [](const auto&, const auto&) { return Result<std::vector<PublishedLesson>>{}; };
    ASSERT_TRUE(registry_->timetables().Put(
        name, schools, "课程名称,开课时间,资源编号\n看图说话," + hours + ",yw-1\n", nothing));
  };
  put("all", "2026-11-24 9:00-9:40", {});
  put("one", "2026-11-23 9:00-9:40", {"longtan"});
  ASSERT_EQ(LetterTo(here).timetable.size(), 1U);
  const auto letter = LetterTo(there);
  ASSERT_EQ(letter.timetable.size(), 2U);
  EXPECT_LT(letter.timetable[0].starts, letter.timetable[1].starts);
  EXPECT_EQ(letter.timetable[0].resource, "yw-1");
  clock_.wall = clock_.wall + 20 * kDayMs;
  EXPECT_EQ(LetterTo(there).number, letter.number);
  ASSERT_TRUE(registry_->timetables().Remove("one"));
  EXPECT_EQ(LetterTo(there).number, letter.number + 1);
  EXPECT_TRUE(LetterTo(there).timetable.empty());  // What was two weeks ago is of no interest.
}

TEST_F(MailboxTest, ACenterRestoredFromACopyGoesOnAboveWhatTheBoxHolds) {
  const auto box = Enrolled("shiyangtang");
  EXPECT_EQ(LetterTo(box).number, 1);
  Report(box, 9);
  EXPECT_EQ(LetterTo(box).number, 10);
  Report(box, 10);
  EXPECT_EQ(LetterTo(box).number, 10);
}

TEST_F(MailboxTest, TellsAMovedBoxAboutItsNewSchool) {
  const auto box = Enrolled("shiyangtang");
  accounts_ = {{.id = std::string(32, 'a'),
                .person = std::string(16, 'b'),
                .login = "wangfang",
                .name = "王芳",
                .role = "teacher"}};
  EXPECT_EQ(LetterTo(box).accounts.size(), 1U);
  const auto code = formats::ParseEnrolmentCode(registry_->MakeCode("longtan", "龙潭", "")->text);
  ASSERT_TRUE(registry_->Enrol(formats::SealRequest(
      {code->secret, box.sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal)));
  const auto letter = LetterTo(box);
  EXPECT_EQ(letter.number, 2);
  EXPECT_TRUE(letter.accounts.empty());
}

TEST_F(MailboxTest, RefusesStrangersAndNamesWhatIsWrong) {
  auto& mailbox = registry_->mailbox();
  const auto stranger = mailbox.LetterFor(std::string(32, 'f'));
  EXPECT_EQ(stranger.error().code, ErrorCode::kRefused);
  EXPECT_THAT(stranger.error().message, StartsWith("letter.unknown_device:"));
  const WallTime later{clock_.wall.ms + kDayMs};
  EXPECT_THAT(mailbox.AddNotice("nowhere", "t", later).error().message, StartsWith("school.unknown:"));
  EXPECT_THAT(mailbox.AddNotice("", "", later).error().message, StartsWith("text:"));
  EXPECT_THAT(mailbox.AddNotice("", std::string(1'001, 'x'), later).error().message, StartsWith("text:"));
  EXPECT_THAT(mailbox.AddNotice("", "t", clock_.wall).error().message, StartsWith("notice.over:"));
  EXPECT_THAT(mailbox.EndNotice(5).error().message, StartsWith("notice.unknown:"));
  EXPECT_EQ(mailbox.Follow("", false, {"../root"}).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(mailbox.Notices()->empty());
}

TEST_F(MailboxTest, NoLetterGoesOutWithoutTheAccountsItShouldBring) {
  const auto box = Enrolled("shiyangtang");
  accounts_failure_ = Error{ErrorCode::kInternal, "people.db: disk I/O error"};
  EXPECT_EQ(registry_->mailbox().LetterFor(box.id).error().message, "people.db: disk I/O error");
  accounts_failure_.reset();
  EXPECT_EQ(LetterTo(box).number, 1);
}

}  // namespace
}  // namespace lianxiao::center
