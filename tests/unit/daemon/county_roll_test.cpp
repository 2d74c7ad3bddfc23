#include "daemon/county_roll.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "tests/unit/center/temp_folder.h"
#include "tests/unit/web/people_fixture.h"
#include "web/people/own_data.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;

struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;
};

class CountyRollTest : public testing::Test {
 protected:
  void SetUp() override {
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    auto opened = center::Registry::Open(temp_.At("center.db"), keys_, card, "{}", home_.clock,
                                         {.public_address = "http://10.0.3.7:8440"});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
    roll_ = std::make_unique<CountyRoll>(*registry_, *home_.people);
    longtan_ = Enrolled("longtan", "龙潭教学点");
    Enrolled("zhenxiao", "镇小学");
    center::Pairing pairing;
    pairing.school = "longtan";
    pairing.helper = "zhenxiao";
    ASSERT_TRUE(registry_->alliances().Pair(pairing));
    editor_ = home_.Member("lishi", storage::Role::kEditor);
  }
  Box Enrolled(const std::string& school, const std::string& name) {
    Box box;
    const auto code = formats::ParseEnrolmentCode(registry_->MakeCode(school, name, "")->text);
    const auto sealed = registry_->Enrol(formats::SealRequest(
        {code->secret, box.sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal));
    box.id = formats::OpenGrant(sealed.value(), box.seal, keys_.sign.verify)->device;
    return box;
  }
  // From the box of 龙潭; with the pseudonym of an account that the county made, or without.
  void Ask(const std::string& text, const std::string& person) {
    formats::Post post;
    post.id = ToHex(RandomBytes(16));
    post.at = home_.clock.wall;
    post.author = "王芳";
    post.text = text;
    post.to_kind = "school";
    post.to = "zhenxiao";
    post.person = person;
    const formats::PostUp up{.device = longtan_.id, .posts = {post}};
    ASSERT_TRUE(
        registry_->ExchangePost(longtan_.id, formats::SealPostUp(up, longtan_.sign, keys_.seal.seal)));
  }

  center::TempFolder temp_;
  web::PeopleOnDisk home_{storage::Place::kCounty};
  center::CenterKeys keys_;
  std::unique_ptr<center::Registry> registry_;
  std::unique_ptr<CountyRoll> roll_;
  Box longtan_;
  storage::Account editor_;
};

TEST_F(CountyRollTest, APersonsExportListsWhatTheyWroteToSchoolsAndAskedToBeTakenBack) {
  Ask("为什么？", editor_.person);
  Ask("不是我的", "");
  const auto add = [this](const std::string& who, const std::string& id) {
    return registry_->rollbacks().Add(
        {.kind = "bundle", .id = id, .plan = "00", .who = who, .why = "发错了"});
  };
  ASSERT_TRUE(add("lishi", "maths"));
  ASSERT_TRUE(add("other", "chinese"));
  const auto told = roll_->Export("lishi");
  ASSERT_TRUE(told) << told.error().message;
  const auto all = json::parse(*told);
  ASSERT_EQ(all.at("posts").size(), 1U);
  const auto& post = all.at("posts").at(0);
  EXPECT_EQ(post.at("text"), "为什么？");
  EXPECT_EQ(post.at("school"), "longtan");
  EXPECT_EQ(post.at("state"), "here");
  EXPECT_TRUE(post.at("delivered").is_null());
  ASSERT_EQ(all.at("rollbacks").size(), 1U);
  EXPECT_EQ(all.at("rollbacks").at(0).at("id"), "maths");
  EXPECT_EQ(all.at("rollbacks").at(0).at("why"), "发错了");
  // By the pseudonym alone, too; whose it is the list of accounts says.
  EXPECT_EQ(json::parse(*roll_->Export(editor_.person)).at("posts"), all.at("posts"));
}

TEST_F(CountyRollTest, TheCommandLineTellsWhatThePersonsOwnPageTells) {
  Ask("为什么？", editor_.person);
  auto site = home_.Site();
  site.events = [this](const std::string& person) { return roll_->Events(person); };
  site.records = [this](const storage::Account& of) { return roll_->Records(of.person, of); };
  const auto page = web::OwnData(site, editor_, storage::Actor::Console());
  const auto command = roll_->Export("lishi");
  ASSERT_TRUE(page && command);
  auto told = json::parse(*command), shown = json::parse(*page);
  // Each look is a row more in the log that is told.
  told["account"].erase("audit");
  shown["account"].erase("audit");
  EXPECT_EQ(told, shown);
}

TEST_F(CountyRollTest, WhatWasErasedHasNoWordsInAnExport) {
  Ask("为什么？", editor_.person);
  const auto person = editor_.person;
  ASSERT_TRUE(roll_->Erase("lishi"));
  const auto left = roll_->Export(person);
  ASSERT_TRUE(left) << left.error().message;
  EXPECT_EQ(left->find("为什么"), std::string::npos);
}

}  // namespace
}  // namespace lianxiao::daemon
