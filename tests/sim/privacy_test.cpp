// Everything that leaves a box, opened as its county would open it, and as somebody on the way sees it: no
// login and no name of anybody in the first, nothing readable in the second.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/encoding.h"
#include "storage/formats/packing.h"
#include "storage/people/people.h"
#include "storage/teaching/teaching.h"
#include "sync/rounds/enrol.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime kMorning{1'795'000'000'000};
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kMostUnpacked = 16 << 20;

// A line that keeps what the box sent over it.
class RecordedLine final : public sync::Line {
 public:
  explicit RecordedLine(sync::Line& line) : line_(line) {}
  Result<sync::HttpAnswer> Exchange(const sync::HttpRequest& request) override {
    urls.push_back(request.url);
    if (!request.body.empty()) bodies.push_back(request.body);
    return line_.Exchange(request);
  }
  void Fetch(const sync::RangeRequest& request, sync::RangeSink& sink) override {
    urls.push_back(request.url);
    line_.Fetch(request, sink);
  }
  void Cancel(sync::RangeSink& sink) override { line_.Cancel(sink); }
  void Turn(std::int64_t longest_ms) override { line_.Turn(longest_ms); }
  sync::Traffic Moved() const override { return line_.Moved(); }
  void Stop() override { line_.Stop(); }
  bool Stopped() const override { return line_.Stopped(); }

  std::vector<std::string> urls, bodies;

 private:
  sync::Line& line_;
};

class WhatLeavesTheBox : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    county_.Teach("fractions", "分数的初步认识", "a lesson");
    county_.Publish();
    auto people = storage::People::Open(folder_.path() + "/people.db", clock_, {});
    ASSERT_TRUE(people) << people.error().message;
    people_ = *std::move(people);
    for (const auto& [login, name] : kTeachers) {
      const auto made = people_->Add({login, name, storage::Role::kTeacher, {}}, storage::Actor::Console());
      ASSERT_TRUE(made) << made.error().message;
      codes_.push_back(made->code);
    }
  }

  // Everybody opens the lesson, plays it and searches, logged in as themselves.
  void Teach() {
    const auto accounts = people_->List().value();
    ASSERT_EQ(accounts.size(), kTeachers.size());
    std::vector<formats::Event> events;
    for (const auto& account : accounts) {
      formats::Event event{.id = ToHex(RandomBytes(16)), .kind = formats::EventKind::kPlayed};
      event.resource = "fractions", event.version = 1, event.session = "s1", event.boot = "b007";
      event.person = account.person;
      events.push_back(event);
      persons_.push_back(account.person);
    }
    ASSERT_TRUE(box_.usage.Append(events));
    storage::Teaching own(people_->rows());
    ASSERT_TRUE(own.opened.Note(events, kMorning));
    ASSERT_TRUE(own.lists.Make(accounts.front().id, {kListName, "", ""}, kMorning));
    ASSERT_TRUE(own.notes.Set(accounts.front().id, {"lesson", "fractions"}, kListName, kMorning));
  }

  void ARound() {
    ASSERT_TRUE(sync::Enrol(line_, parts_, options_, county_.Code()));
    sync::Rounds rounds(parts_, options_, board_);
    ASSERT_TRUE(rounds.Begin());
    const auto end = rounds.Make(line_, sync::Asked::kByAPerson);
    ASSERT_TRUE(end.status) << end.status.error().message;
  }

  // As the county reads it: out of its seal, and unpacked where it is packed.
  std::string Opened(const std::string& sealed) const {
    const auto opened = county_.seal().Open(sealed);
    EXPECT_TRUE(opened) << "something left the box that is not sealed to the county";
    if (!opened) return sealed;
    const auto body = opened->size() > kSignatureBytes ? opened->substr(kSignatureBytes) : std::string();
    const auto unpacked = formats::Unpack(body, kMostUnpacked);
    return *opened + (unpacked ? *unpacked : std::string());
  }

  const std::vector<std::pair<std::string, std::string>> kTeachers = {{"wangfang", "王芳"},
                                                                      {"li-lei", "李雷"}};
  static constexpr char kListName[] = "第一课的备课";
  test::TempFolder folder_;
  storage::RealDisk disk_;
  FalseClock clock_{kMorning};
  std::mt19937 random_{1};
  NoLog log_;
  test::SmallCounty county_{{"http://mirror-1"}, "http://center", kMorning};
  FalseLine real_{county_, clock_, random_, {}};
  RecordedLine line_{real_};
  test::BoxOnDisk box_{disk_, folder_.path(), folder_.path() + "/search.db", clock_};
  sync::Parts parts_{box_.state,   box_.catalog, *box_.library, box_.usage,
                     *box_.search, box_.disk,    clock_,        log_};
  sync::Options options_;
  sync::StatusBoard board_;
  std::unique_ptr<storage::People> people_;
  std::vector<std::string> codes_, persons_;
};

TEST_F(WhatLeavesTheBox, NamesNobodyEvenToTheCounty) {
  Teach();
  ARound();
  ASSERT_GE(line_.bodies.size(), 3U) << "an enrolment, a batch and a status report at least";
  std::string all;
  for (const auto& url : line_.urls) all += url + "\n";
  for (const auto& body : line_.bodies) all += Opened(body) + "\n";
  // The test reads what it means to read:
  for (const auto& person : persons_) EXPECT_THAT(all, HasSubstr("\"person\":\"" + person + "\""));
  EXPECT_THAT(all, HasSubstr("\"resources_cached\""));
  for (const auto& [login, name] : kTeachers) {
    EXPECT_THAT(all, Not(HasSubstr(login)));
    EXPECT_THAT(all, Not(HasSubstr(name)));
  }
  for (const auto& code : codes_) EXPECT_THAT(all, Not(HasSubstr(code)));
  EXPECT_THAT(all, Not(HasSubstr(kListName)));
  const auto accounts = people_->List().value();
  for (const auto& account : accounts) EXPECT_THAT(all, Not(HasSubstr(account.id)));
}

TEST_F(WhatLeavesTheBox, TellsNothingToWhoCarriesIt) {
  Teach();
  ARound();
  for (const auto& body : line_.bodies) {
    for (const std::string word :
         {"played", "fractions", "person", "resources_cached", "lianxiao-schoold", "b007"}) {
      EXPECT_THAT(body, Not(HasSubstr(word)));
    }
    for (const auto& person : persons_) EXPECT_THAT(body, Not(HasSubstr(person)));
  }
  for (const auto& url : line_.urls) {
    for (const auto& person : persons_) EXPECT_THAT(url, Not(HasSubstr(person)));
  }
}

}  // namespace
}  // namespace lianxiao::sim
