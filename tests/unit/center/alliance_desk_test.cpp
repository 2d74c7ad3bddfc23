#include "center/registry/alliance_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/registry.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using testing::StartsWith;

class AllianceDeskTest : public testing::Test {
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
    village_ = Enrolled("longtan", "龙潭教学点");
    town_ = Enrolled("zhenxiao", "镇小学");
  }
  struct Box {
    OpenKey seal = OpenKey::Generate();
    std::string id;
  };
  Box Enrolled(const std::string& school, const std::string& name) {
    Box box;
    const auto sign = SigningKey::Generate();
    const auto code = formats::ParseEnrolmentCode(registry_->MakeCode(school, name, "")->text);
    const auto sealed = registry_->Enrol(
        formats::SealRequest({code->secret, sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal));
    box.id = formats::OpenGrant(sealed.value(), box.seal, keys_.sign.verify)->device;
    return box;
  }
  formats::Letter LetterTo(const Box& box) {
    const auto sealed = registry_->mailbox().LetterFor(box.id);
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    return formats::OpenLetter(sealed.value().bytes, box.seal, keys_.sign.verify).value();
  }
  static Pairing Of(const std::string& school, const std::string& helper) {
    Pairing pairing;
    pairing.school = school;
    pairing.helper = helper;
    return pairing;
  }
  static Pairing OfStudio(const std::string& school, const std::string& library, const std::string& name) {
    auto pairing = Of(school, library);
    pairing.kind = HelperKind::kStudio;
    pairing.helper_name = name;
    return pairing;
  }
  static std::string Why(const Status& status) { return status ? "done" : status.error().message; }
  AllianceDesk& desk() { return registry_->alliances(); }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  std::unique_ptr<Registry> registry_;
  Box village_, town_;
};

TEST_F(AllianceDeskTest, BothSchoolsOfAPairingReadOfEachOtherInTheirLetters) {
  ASSERT_TRUE(desk().Pair(Of("longtan", "zhenxiao")));
  const auto helped = LetterTo(village_).partners;
  ASSERT_EQ(helped.size(), 1U);
  EXPECT_EQ(helped[0].role, formats::kHelper);
  EXPECT_EQ(helped[0].id, "zhenxiao");
  EXPECT_EQ(helped[0].name, "镇小学");
  EXPECT_EQ(helped[0].from, clock_.wall);
  const auto helper = LetterTo(town_).partners;
  ASSERT_EQ(helper.size(), 1U);
  EXPECT_EQ(helper[0].role, formats::kHelped);
  EXPECT_EQ(helper[0].name, "龙潭教学点");
}

TEST_F(AllianceDeskTest, APairingThatIsOverIsInNoLetterAndItsEndAloneMakesNone) {
  auto pairing = Of("longtan", "zhenxiao");
  pairing.until = clock_.wall + kDayMs;
  ASSERT_TRUE(desk().Pair(pairing));
  const auto first = LetterTo(village_);
  EXPECT_EQ(first.partners.size(), 1U);
  clock_.wall = clock_.wall + 2 * kDayMs;
  EXPECT_EQ(LetterTo(village_).number, first.number);  // The box knows the end itself.
  EXPECT_FALSE(first.partners[0].IsInForce(clock_.wall));
  ASSERT_TRUE(registry_->mailbox().AskClassroomLogin("longtan", true));
  EXPECT_TRUE(LetterTo(village_).partners.empty());
}

TEST_F(AllianceDeskTest, AStudioKeepsItsNameAndTheSchoolLearnsIt) {
  EXPECT_THAT(Why(desk().Pair(OfStudio("longtan", "chen", ""))), StartsWith("pairing.studio_name"));
  ASSERT_TRUE(desk().Pair(OfStudio("longtan", "chen", "陈老师工作室")));
  ASSERT_TRUE(desk().Pair(OfStudio("zhenxiao", "chen", "")));
  const auto partners = LetterTo(town_).partners;
  ASSERT_EQ(partners.size(), 1U);
  EXPECT_EQ(partners[0].role, formats::kStudio);
  EXPECT_EQ(partners[0].name, "陈老师工作室");
  EXPECT_THAT(Why(desk().Pair(OfStudio("longtan", "No Such", "x"))), StartsWith("pairing.library"));
}

TEST_F(AllianceDeskTest, PairingASecondSchoolWithAStudioLeavesItsSeatWhereItIs) {
  auto first = OfStudio("longtan", "chen", "陈老师工作室");
  first.seat = "zhenxiao";
  ASSERT_TRUE(desk().Pair(first));
  ASSERT_TRUE(desk().Pair(OfStudio("zhenxiao", "chen", "")));
  const auto seats = [&] {
    std::string all;
    const auto pairings = desk().Pairings();
    for (const auto& one : *pairings) all += one.seat.value_or("?") + " ";
    return all;
  };
  EXPECT_EQ(seats(), "zhenxiao zhenxiao ");
  auto county = OfStudio("zhenxiao", "chen", "");
  county.seat = "";
  ASSERT_TRUE(desk().Pair(county));
  EXPECT_EQ(seats(), "  ") << "who says so moves it to the county";
  county.seat = "nowhere";
  EXPECT_THAT(Why(desk().Pair(county)), StartsWith("school.unknown"));
}

TEST_F(AllianceDeskTest, ASchoolIsNotOfferedItsOwnStudioToAsk) {
  auto pairing = OfStudio("zhenxiao", "chen", "陈老师工作室");
  pairing.seat = "zhenxiao";
  ASSERT_TRUE(desk().Pair(pairing));
  ASSERT_TRUE(desk().Pair(OfStudio("longtan", "chen", "")));
  ASSERT_EQ(LetterTo(town_).partners.size(), 1U);
  EXPECT_EQ(LetterTo(town_).partners[0].role, "own-studio")
      << "its lessons are news, its questions come here";
  EXPECT_EQ(LetterTo(village_).partners[0].role, formats::kStudio);
}

TEST_F(AllianceDeskTest, WhatCannotBeIsRefusedAndChangesNothing) {
  EXPECT_THAT(Why(desk().Pair(Of("longtan", "longtan"))), StartsWith("pairing.self"));
  EXPECT_THAT(Why(desk().Pair(Of("nowhere", "zhenxiao"))), StartsWith("school.unknown"));
  EXPECT_THAT(Why(desk().Pair(Of("longtan", "nowhere"))), StartsWith("school.unknown"));
  auto backwards = Of("longtan", "zhenxiao");
  backwards.from = {5'000};
  backwards.until = {4'000};
  EXPECT_THAT(Why(desk().Pair(backwards)), StartsWith("pairing.times"));
  EXPECT_THAT(Why(desk().Unpair(Of("longtan", "zhenxiao"))), StartsWith("pairing.unknown"));
  EXPECT_TRUE(desk().Pairings()->empty());
  EXPECT_TRUE(LetterTo(village_).partners.empty());
}

TEST_F(AllianceDeskTest, MembersOfAnAllianceReadOfAllOfItAndOthersOfNone) {
  ASSERT_TRUE(desk().Put("zhen", "镇联盟", "zhenxiao"));
  EXPECT_TRUE(LetterTo(village_).alliances.empty());
  ASSERT_TRUE(desk().Join("zhen", "longtan"));
  const auto alliances = LetterTo(village_).alliances;
  ASSERT_EQ(alliances.size(), 1U);
  EXPECT_EQ(alliances[0].central, "zhenxiao");
  EXPECT_EQ(alliances[0].schools.size(), 2U);
  EXPECT_THAT(Why(desk().Leave("zhen", "zhenxiao")), StartsWith("alliance.central"));
  ASSERT_TRUE(desk().Leave("zhen", "longtan"));
  EXPECT_TRUE(LetterTo(village_).alliances.empty());
  EXPECT_THAT(Why(desk().Leave("zhen", "longtan")), StartsWith("alliance.no_member"));
  ASSERT_TRUE(desk().End("zhen"));
  EXPECT_TRUE(LetterTo(town_).alliances.empty());
  EXPECT_THAT(Why(desk().End("zhen")), StartsWith("alliance.unknown"));
  EXPECT_THAT(Why(desk().Put("Zhen!", "x", "zhenxiao")), StartsWith("alliance.form"));
}

TEST_F(AllianceDeskTest, ASchoolIsInNoMoreAlliancesThanALetterTells) {
  for (std::size_t i = 0; i < formats::kMaxAlliances; ++i) {
    ASSERT_TRUE(desk().Put("a" + std::to_string(i), "联盟", "zhenxiao"));
  }
  EXPECT_THAT(Why(desk().Put("one-more", "联盟", "zhenxiao")), StartsWith("alliance.too_many"));
  EXPECT_EQ(LetterTo(town_).alliances.size(), formats::kMaxAlliances);
}

}  // namespace
}  // namespace lianxiao::center
