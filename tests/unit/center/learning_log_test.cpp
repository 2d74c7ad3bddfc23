#include "center/registry/learning_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "center/registry/registry.h"
#include "storage/base/encoding.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {

bool operator==(const ResourceUse& a, const ResourceUse& b) {
  return std::tie(a.resource, a.opened, a.played_s, a.finished, a.downloaded, a.schools) ==
         std::tie(b.resource, b.opened, b.played_s, b.finished, b.downloaded, b.schools);
}

namespace {

using formats::Event;
using formats::EventKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kWang = "0011223344556677", kLi = "8899aabbccddeeff";

struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;
  std::int64_t seq = 0;
  BlobId last;
};

class LearningLogTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    auto opened = Registry::Open(temp_.At("center.db"), keys_, card, "{}", clock_,
                                 {.public_address = "http://10.0.3.7:8440"});
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
  static Event Used(EventKind kind, const std::string& person, const std::string& resource = "math") {
    Event event{.id = ToHex(RandomBytes(16)), .kind = kind, .session = "s1", .person = person};
    event.boot = "b1";
    if (kind == EventKind::kSearched) {
      event.query = "分数";
    } else {
      event.resource = resource;
    }
    if (kind == EventKind::kPlayed) event.played_s = 60;
    return event;
  }
  void Send(Box& box, std::vector<Event> events) {
    const formats::Batch batch{{box.id, "00000000000000aa", ++box.seq}, box.last, std::move(events)};
    const auto sealed = formats::SealBatch(batch, box.sign, keys_.seal.seal);
    const auto taken = registry_->TakeBatch(batch.id, sealed);
    ASSERT_TRUE(taken) << taken.error().message;
    box.last = HashOf(sealed);
  }
  LearningLog& log() { return registry_->learning_log(); }
  std::vector<ResourceUse> Use() { return registry_->Use(100).value(); }
  // Until nothing is left to do; in how many writes.
  int CondenseAll(std::int64_t days) {
    int writes = 1;
    while (log().Condense(days).value()) ++writes;
    return writes;
  }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  std::unique_ptr<Registry> registry_;
};

TEST_F(LearningLogTest, ShowsAPersonAllThatIsKeptUnderTheirPseudonymAndNothingElse) {
  auto box = Enrolled("shiyangtang");
  Send(box, {Used(EventKind::kOpened, kWang), Used(EventKind::kOpened, kLi), Used(EventKind::kOpened, ""),
             Used(EventKind::kSearched, kWang)});
  const auto events = log().EventsOf(kWang).value();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].event.person, kWang);
  EXPECT_EQ(events[0].school, "shiyangtang");
  EXPECT_EQ(events[0].received, clock_.wall);
  EXPECT_EQ(events[1].event.query, "分数");
  EXPECT_EQ(registry_->EventsOf(box.id)->at(1).person, kLi);
  EXPECT_THAT(log().EventsOf("wangfang").error().message, StartsWith("person:"));
  EXPECT_FALSE(log().EventsOf(""));
}

TEST_F(LearningLogTest, AnErasedPersonIsInNoEventNotEvenInOnesThatArriveLater) {
  auto box = Enrolled("shiyangtang");
  Send(box,
       {Used(EventKind::kOpened, kWang), Used(EventKind::kPlayed, kWang), Used(EventKind::kOpened, kLi)});
  const auto use = Use();
  EXPECT_EQ(log().Erase(kWang).value(), 2);
  EXPECT_THAT(log().EventsOf(kWang).value(), IsEmpty());
  EXPECT_EQ(Use(), use) << "the sums keep what nobody is named in";
  Send(box, {Used(EventKind::kOpened, kWang)});
  EXPECT_THAT(log().EventsOf(kWang).value(), IsEmpty());
  EXPECT_EQ(registry_->EventsOf(box.id)->back().session, "");
  EXPECT_EQ(log().EventsOf(kLi)->size(), 1U);
  EXPECT_EQ(log().Erase(kWang).value(), 0);
}

TEST_F(LearningLogTest, WhatSchoolsSearchedForInVainIsListedUnlessItMayBeAboutSomebody) {
  auto box = Enrolled("shiyangtang"), other = Enrolled("longtan");
  const auto searched = [&](const std::string& words, std::int64_t results) {
    auto event = Used(EventKind::kSearched, kWang);
    event.query = words;
    event.results = results;
    return event;
  };
  Send(box, {searched("恐龙", 0), searched("恐龙", 0), searched("王小明", 0), searched("分数", 4)});
  Send(other, {searched(" 恐龙", 0), searched("分数", 3)});
  const auto words = [&] {
    std::vector<std::string> all;
    const auto wanted = registry_->Wanted(10).value();
    for (const auto& one : wanted) all.push_back(one.words);
    return all;
  };
  EXPECT_THAT(words(), ElementsAre("恐龙")) << "asked for in two schools, and only that";
  const auto wanted = registry_->Wanted(10).value();
  EXPECT_EQ(wanted.at(0).searches, 3);
  EXPECT_EQ(wanted.at(0).schools, 2);
  for (int day = 0; day < 3; ++day) {
    clock_.wall.ms += kDayMs;
    Send(box, {searched("化石", 0)});
    EXPECT_EQ(words().size(), day < 2 ? 1U : 2U);
  }
  EXPECT_THAT(registry_->Wanted(1)->size(), 1U);
}

TEST_F(LearningLogTest, WhatIsOldBecomesSumsAndReportsStayTheSame) {
  auto box = Enrolled("shiyangtang"), other = Enrolled("longtan");
  const std::vector<Event> one = {
      Used(EventKind::kOpened, kWang),   Used(EventKind::kPlayed, kWang),
      Used(EventKind::kPlayed, ""),      Used(EventKind::kFinished, kWang, "chinese"),
      Used(EventKind::kDownloaded, kLi), Used(EventKind::kSearched, kWang)};
  Send(box, one);
  Send(other, {Used(EventKind::kOpened, ""), Used(EventKind::kOpened, "", "chinese")});
  clock_.wall.ms += 40 * kDayMs;
  Send(box, {Used(EventKind::kOpened, kWang)});
  const auto before = Use();
  const auto events = registry_->Events().value();
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0].schools, 2);

  EXPECT_EQ(CondenseAll(30), 1);
  EXPECT_EQ(Use(), before);
  EXPECT_EQ(registry_->Events().value(), events);
  EXPECT_EQ(registry_->EventsOf(box.id)->size(), 1U) << "only the young one is single";
  EXPECT_THAT(*registry_->EventsOf(other.id), IsEmpty());
  EXPECT_EQ(log().EventsOf(kWang)->size(), 1U);

  clock_.wall.ms += 40 * kDayMs;
  CondenseAll(30);
  CondenseAll(30);
  EXPECT_EQ(Use(), before);
  EXPECT_THAT(log().EventsOf(kWang).value(), IsEmpty());
}

TEST_F(LearningLogTest, MuchIsCondensedInStepsThatLetIntakeInBetween) {
  auto box = Enrolled("shiyangtang");
  for (int batch = 0; batch < 2; ++batch) {
    std::vector<Event> events;
    for (int i = 0; i < 2'100; ++i) events.push_back(Used(EventKind::kOpened, ""));
    Send(box, events);
  }
  const auto before = Use();
  clock_.wall.ms += 31 * kDayMs;
  EXPECT_TRUE(log().Condense(30).value());
  EXPECT_EQ(Use(), before) << "also halfway";
  EXPECT_EQ(CondenseAll(30), 2);
  EXPECT_EQ(Use(), before);
  EXPECT_EQ(before[0].opened, 4'200);
}

}  // namespace
}  // namespace lianxiao::center
