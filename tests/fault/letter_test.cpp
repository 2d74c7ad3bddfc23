// The county's letter over a line that brings whatever a test says: taken once, in the right order, and never
// when it is not ours, not newer or not whole.
#include "sync/rounds/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/encoding.h"
#include "sync/account_taker.h"
#include "sync/rounds/letter_commands.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/process.h"

namespace lianxiao::sync {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class HandClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  WallTime Wall() const override { return {1'795'000'000'000 + now.ms}; }
  std::string BootId() const override { return "b007"; }
  Instant now{1'000};
};

// Answers what it is told to, and remembers what it was asked for.
class ScriptedLine final : public Line {
 public:
  Result<HttpAnswer> Exchange(const HttpRequest& request) override {
    urls.push_back(request.url);
    if (down) return Fail(ErrorCode::kOffline, "no route");
    return answer;
  }
  void Fetch(const RangeRequest&, RangeSink&) override {}
  void Cancel(RangeSink&) override {}
  void Turn(std::int64_t) override {}
  Traffic Moved() const override { return {}; }
  void Stop() override {}
  bool Stopped() const override { return false; }

  HttpAnswer answer{200, "application/octet-stream", {}};
  bool down = false;
  std::vector<std::string> urls;
};

class Teachers final : public AccountTaker {
 public:
  Status TakeAccounts(const std::vector<formats::LetterAccount>& accounts) override {
    if (failure) return Fail(*failure);
    ++times;
    logins.clear();
    for (const auto& account : accounts) logins.push_back(account.login);
    return {};
  }
  std::optional<Error> failure;
  int times = 0;
  std::vector<std::string> logins;
};

class LetterOnTheLine : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    enrolled_.grant.device = std::string(32, 'd');
    enrolled_.grant.center_address = "http://center";
    enrolled_.center.sign = center_.verify;
  }
  formats::Letter Written(std::int64_t number) const {
    formats::Letter letter{.device = enrolled_.grant.device, .number = number, .at = {1'795'000'000'000}};
    letter.accounts = {{.id = std::string(32, 'a'),
                        .person = std::string(16, 'b'),
                        .login = "wangfang",
                        .name = "王芳",
                        .role = "teacher"}};
    letter.notices = {{"n-1", "停电", letter.at, {1'795'600'000'000}}};
    letter.all_libraries = false;
    letter.libraries = {"chen"};
    return letter;
  }
  void Posts(const formats::Letter& letter) {
    line_.answer = {200, "application/octet-stream", formats::SealLetter(letter, center_, keys_.seal.seal)};
  }
  Result<bool> Ask(std::optional<std::int64_t> told = std::nullopt) {
    return update_->Run(line_, enrolled_, keys_, told);
  }
  // As after a start.
  void Restart() { update_.emplace(parts_); }
  std::string Problem() const { return box_.ProblemSubjects(std::string(problem::kLetterRefused)); }
  storage::LetterHere Here() const { return letter_.Newest().value(); }
  void ExpectRefused(const std::string& why) {
    const auto before = Here().number;
    const auto taken = teachers_.times;
    EXPECT_EQ(Ask(before + 1).error().code, ErrorCode::kUntrusted);
    EXPECT_THAT(Problem(), HasSubstr(why));
    EXPECT_EQ(Here().number, before);
    EXPECT_EQ(teachers_.times, taken);
    update_->TryAgain();
  }

  test::TempFolder folder_;
  storage::RealDisk disk_;
  HandClock clock_;
  NoLog log_;
  test::BoxOnDisk box_{disk_, folder_.path(), folder_.path() + "/search.db", clock_};
  storage::CountyLetter letter_{*box_.journal};
  Teachers teachers_;
  Parts parts_{box_.state, box_.catalog, *box_.library, box_.usage, *box_.search,
               box_.disk,  clock_,       log_,          &letter_,   &teachers_};
  storage::Enrolled enrolled_;
  storage::DeviceKeys keys_{SigningKey::Generate(), OpenKey::Generate()};
  SigningKey center_ = SigningKey::Generate();
  ScriptedLine line_;
  std::optional<LetterUpdate> update_{parts_};
};

TEST(IsWorthAsking, WithoutNewsOnlyOnceADay) {
  const Instant morning{5'000'000};
  EXPECT_TRUE(IsWorthAsking(7, std::nullopt, morning, std::nullopt));
  EXPECT_FALSE(IsWorthAsking(7, 7, morning + kHourMs, morning));
  EXPECT_FALSE(IsWorthAsking(7, std::nullopt, morning + kHourMs, morning));
  EXPECT_TRUE(IsWorthAsking(7, 8, morning + 1, morning));
  EXPECT_TRUE(IsWorthAsking(7, 7, morning + kLetterAgainMs, morning));
}

TEST_F(LetterOnTheLine, IsTakenAndInForce) {
  Posts(Written(1));
  ASSERT_TRUE(Ask());
  EXPECT_THAT(line_.urls,
              ElementsAre(EndsWith("/api/v1/devices/" + enrolled_.grant.device + "/letter?above=0")));
  EXPECT_THAT(teachers_.logins, ElementsAre("wangfang"));
  const auto here = Here();
  EXPECT_EQ(here.number, 1);
  EXPECT_EQ(here.notices, Written(1).notices);
  EXPECT_TRUE(here.Follows("chen"));
  EXPECT_FALSE(here.Follows("paired"));
  EXPECT_EQ(box_.state.TrustedTime().value(), Written(1).at);

  Posts({.device = enrolled_.grant.device, .number = 2, .at = {1'795'000'000'001}});
  ASSERT_TRUE(Ask(2));
  EXPECT_TRUE(Here().notices.empty());
  EXPECT_TRUE(Here().Follows("paired"));
  EXPECT_THAT(teachers_.logins, IsEmpty());
}

TEST_F(LetterOnTheLine, ABoxWithoutNewsAsksForNothing) {
  Posts(Written(1));
  ASSERT_TRUE(Ask());
  for (int round = 0; round < 20; ++round) {
    clock_.now = clock_.now + 5 * kMinuteMs;
    ASSERT_TRUE(Ask(1));
  }
  EXPECT_EQ(line_.urls.size(), 1U);
  clock_.now = clock_.now + kLetterAgainMs;
  line_.answer = {204, "", ""};
  ASSERT_TRUE(Ask(1));
  EXPECT_EQ(line_.urls.size(), 2U);
  EXPECT_EQ(Problem(), "");
}

TEST_F(LetterOnTheLine, OneThatIsNotOursNotNewerOrNotWholeChangesNothing) {
  Posts(Written(5));
  ASSERT_TRUE(Ask());
  Posts(Written(5));
  ExpectRefused("letter 5 is older");
  Posts(Written(4));
  ExpectRefused("letter 4 is older");
  auto others = Written(6);
  others.device = std::string(32, 'e');
  Posts(others);
  ExpectRefused("for another box");
  line_.answer.body = formats::SealLetter(Written(6), center_, OpenKey::Generate().seal);
  ExpectRefused("");
  line_.answer.body = formats::SealLetter(Written(6), SigningKey::Generate(), keys_.seal.seal);
  ExpectRefused("not signed by its sender");
  Posts(Written(6));
  line_.answer.body[line_.answer.body.size() / 2] ^= 1;
  ExpectRefused("");

  Posts(Written(6));
  ASSERT_TRUE(Ask(6));
  EXPECT_EQ(Here().number, 6);
  EXPECT_EQ(Problem(), "");
}

TEST_F(LetterOnTheLine, ARefusedOneIsNotFetchedAgainEveryRound) {
  Posts(Written(1));
  line_.answer.body[0] ^= 1;
  EXPECT_FALSE(Ask(1));
  EXPECT_TRUE(Ask(1));
  EXPECT_EQ(line_.urls.size(), 1U);
  EXPECT_NE(Problem(), "");
  clock_.now = clock_.now + kRefusedAgainMs;
  Posts(Written(1));
  EXPECT_TRUE(Ask(1));
  EXPECT_EQ(Here().number, 1);
  EXPECT_EQ(Problem(), "");
}

TEST_F(LetterOnTheLine, CutBetweenAccountsAndNoteItComesAgain) {
  Posts(Written(1));
  teachers_.failure = Error{ErrorCode::kNoSpace, "people.db: disk full"};
  EXPECT_EQ(Ask(1).error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(Here().number, 0);
  teachers_.failure.reset();
  Restart();
  ASSERT_TRUE(Ask(1));
  EXPECT_EQ(Here().number, 1);
  EXPECT_EQ(teachers_.times, 1);
}

TEST_F(LetterOnTheLine, ForABoxThatIsShutOutOrAnOldCenterNoLetterIsWrong) {
  line_.answer = {403, "application/json",
                  R"({"error":{"code":"refused","key":"device.revoked","message":"this box is revoked"}})"};
  EXPECT_TRUE(Ask(1));
  EXPECT_EQ(Problem(), "");
  EXPECT_THAT(box_.ProblemSubjects(std::string(problem::kDeviceRevoked)), HasSubstr("this box is revoked"));
  update_->TryAgain();
  line_.answer = {404, "application/json",
                  R"({"error":{"code":"not_found","key":"","message":"no such page"}})"};
  EXPECT_TRUE(Ask(1));
  EXPECT_EQ(Problem(), "");
  EXPECT_EQ(Here().number, 0);
}

TEST_F(LetterOnTheLine, ALineThatIsDownIsAnOrdinaryDay) {
  line_.down = true;
  EXPECT_EQ(Ask(1).error().code, ErrorCode::kOffline);
  line_.down = false;
  line_.answer = {200, "text/html", "<html>please log in"};
  EXPECT_EQ(Ask(1).error().code, ErrorCode::kOffline);
  EXPECT_EQ(Problem(), "");
  Posts(Written(1));
  EXPECT_TRUE(Ask(1));
}

TEST_F(LetterOnTheLine, WhatIsToBeDoneOnceIsDoneOnce) {
  const std::string good = "a lesson", bad = "another lesson";
  ASSERT_TRUE(box_.library->Add(HashOf(good), good));
  ASSERT_TRUE(box_.library->Add(HashOf(bad), bad));
  test::WriteFile(box_.library->Find(HashOf(bad))->path, "anothER lesson");
  auto letter = Written(1);
  letter.commands = {{1, "something-newer"}, {2, "recheck"}};
  Posts(letter);
  ASSERT_TRUE(Ask(1));

  LetterCommands commands(parts_);
  bool damaged = false;
  int steps = 0;
  for (LetterCommands::Did did{.more = true}; did.more && steps < 10; ++steps) {
    did = commands.Step().value();
    damaged = damaged || did.damaged;
  }
  EXPECT_TRUE(damaged);
  EXPECT_TRUE(box_.library->Has(HashOf(good)));
  EXPECT_FALSE(box_.library->Has(HashOf(bad)));

  // The next letter tells it again; a newer command is another matter.
  letter.number = 2;
  Posts(letter);
  ASSERT_TRUE(Ask(2));
  EXPECT_FALSE(commands.Step()->more);
  letter.number = 3;
  letter.commands.push_back({3, "recheck"});
  Posts(letter);
  ASSERT_TRUE(Ask(3));
  EXPECT_TRUE(commands.Step()->more);
}

TEST_F(LetterOnTheLine, ARecheckGoesOnWhereThePowerCutLeftIt) {
  std::vector<BlobId> ids;
  for (const std::string bytes : {"1", "2", "3", "4"}) {
    ASSERT_TRUE(box_.library->Add(HashOf(bytes), bytes));
    ids.push_back(HashOf(bytes));
  }
  std::sort(ids.begin(), ids.end());
  auto letter = Written(1);
  letter.commands = {{1, "recheck"}};
  Posts(letter);
  ASSERT_TRUE(Ask(1));
  ASSERT_TRUE(letter_.SetRecheckedTo(ids[1]));
  for (const auto& id : ids) test::WriteFile(box_.library->Find(id)->path, "x");
  LetterCommands after(parts_);
  EXPECT_TRUE(after.Step()->damaged);
  EXPECT_TRUE(box_.library->Has(ids[0]) && box_.library->Has(ids[1]));
  EXPECT_FALSE(box_.library->Has(ids[2]) || box_.library->Has(ids[3]));
  EXPECT_EQ(letter_.RecheckedTo().value(), std::nullopt);
}

}  // namespace
}  // namespace lianxiao::sync
