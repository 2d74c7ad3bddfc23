#include "web/console/alliances_page.h"

#include <gmock/gmock.h>

#include "tests/unit/web/fake_alliances_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/alliances_api.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class AlliancesPageTest : public testing::Test {
 protected:
  AlliancesPageTest() {
    AddPeoplePages(routes_, home_.Site());
    AddAlliancesPages(routes_, view_, home_.Site());
    AddAlliancesApi(routes_, view_, home_.Site());
    guarded_ = Guarded(routes_, *home_.people, {});
    home_.Member("admin", Role::kAdministrator);
    home_.Member("supervisor", Role::kSupervisor);
    admin_.LogIn("admin");
    other_.LogIn("supervisor");
  }

  PeopleOnDisk home_{storage::Place::kCounty};
  FakeAlliancesView view_;
  Router routes_, guarded_;
  FalseBrowser admin_{guarded_}, other_{guarded_};
};

TEST_F(AlliancesPageTest, WhoReadsTheConsoleSeesItAndOnlyWhoManagesBoxesChangesIt) {
  const auto page = TextOf(other_.Get("/alliances"));
  EXPECT_THAT(page, HasSubstr("还没有结对的学校： 龙潭教学点、镇小学"));
  EXPECT_THAT(page, Not(HasSubstr("action=\"/alliances/pair\"")));
  EXPECT_EQ(other_.Submit("/alliances/pair", {{"school", "longtan"}, {"helper", "zhenxiao"}}).status, 403);
  EXPECT_TRUE(view_.pairings.empty());
}

TEST_F(AlliancesPageTest, APairingIsMadeShownEndedAndInTheLog) {
  const FormFields pair = {
      {"kind", "school"}, {"helper", "zhenxiao"}, {"school", "longtan"}, {"until", "2027-07-01"}};
  EXPECT_EQ(admin_.Submit("/alliances/pair", pair).status, 303);
  ASSERT_EQ(view_.pairings.size(), 1U);
  EXPECT_FALSE(view_.pairings[0].studio);
  EXPECT_EQ(view_.pairings[0].helper, "zhenxiao");
  EXPECT_GT(view_.pairings[0].until, WallTime{1'798'761'600'000});
  EXPECT_THAT(home_.Log(), Contains("pairing.made of longtan by admin"));
  const auto page = TextOf(other_.Get("/alliances"));
  EXPECT_THAT(page, HasSubstr("2027年7月1日"));
  EXPECT_THAT(page, Not(HasSubstr("还没有结对的学校")));
  EXPECT_EQ(admin_.Submit("/alliances/unpair", pair).status, 303);
  EXPECT_TRUE(view_.pairings.empty());
  EXPECT_THAT(home_.Log(), Contains("pairing.ended of longtan by admin"));
}

TEST_F(AlliancesPageTest, WhatIsSentToAPairingStandsBesideIt) {
  PairingRow row;
  row.school = "longtan", row.school_name = "龙潭教学点";
  row.helper = "zhenxiao", row.helper_name = "镇小学";
  view_.pairings = {row};
  EXPECT_THAT(TextOf(other_.Get("/alliances")), Not(HasSubstr("专送资源包")));
  view_.pairings[0].bundles = {"同步数学", "复习 <b>"};
  EXPECT_THAT(TextOf(other_.Get("/alliances")), HasSubstr("专送资源包： 同步数学、复习 &lt;b&gt;"));
  const auto api = JsonOf(other_.Get("/api/v1/pairings")).at("pairings").at(0);
  EXPECT_EQ(api.at("bundles"), nlohmann::json({"同步数学", "复习 <b>"}));
}

TEST_F(AlliancesPageTest, AStudioIsNamedByItsLibraryAndSaysWhoAnswers) {
  EXPECT_EQ(
      admin_
          .Submit("/alliances/pair",
                  {{"kind", "studio"}, {"helper", "chen"}, {"name", "陈老师工作室"}, {"school", "longtan"}})
          .status,
      303);
  ASSERT_EQ(view_.pairings.size(), 1U);
  EXPECT_TRUE(view_.pairings[0].studio);
  EXPECT_THAT(TextOf(other_.Get("/alliances")), HasSubstr("提问由县里回答"));
  EXPECT_EQ(view_.pairings[0].seat, std::nullopt) << "who says nothing of the seat moves nothing";
  for (const auto& [typed, meant] : {std::pair("@county", ""), std::pair("zhenxiao", "zhenxiao")}) {
    admin_.Submit("/alliances/pair",
                  {{"kind", "studio"}, {"helper", "chen"}, {"seat", typed}, {"school", "longtan"}});
    EXPECT_EQ(view_.pairings.back().seat, meant);
  }
}

TEST_F(AlliancesPageTest, WhatCannotBeIsSaidInASentence) {
  const auto itself = admin_.Submit("/alliances/pair", {{"helper", "longtan"}, {"school", "longtan"}});
  EXPECT_EQ(itself.status, 400);
  EXPECT_THAT(TextOf(itself), HasSubstr("学校不能和自己结对"));
  EXPECT_THAT(TextOf(admin_.Submit("/alliances/pair", {{"school", "longtan"}})),
              HasSubstr("请选谁帮哪所学校"));
  EXPECT_THAT(TextOf(admin_.Submit("/alliances/pair",
                                   {{"school", "longtan"}, {"helper", "zhenxiao"}, {"until", "soon"}})),
              HasSubstr("日期请写成"));
}

TEST_F(AlliancesPageTest, AnAllianceIsMadeJoinedAndEnded) {
  EXPECT_EQ(
      admin_.Submit("/alliances/put", {{"id", "zhen"}, {"name", "镇联盟"}, {"central", "zhenxiao"}}).status,
      303);
  EXPECT_EQ(admin_.Submit("/alliances/join", {{"id", "zhen"}, {"school", "longtan"}}).status, 303);
  ASSERT_EQ(view_.alliances.size(), 1U);
  EXPECT_EQ(view_.alliances[0].schools.size(), 2U);
  EXPECT_THAT(TextOf(other_.Get("/alliances")), HasSubstr("镇联盟"));
  EXPECT_EQ(admin_.Submit("/alliances/leave", {{"id", "zhen"}, {"school", "longtan"}}).status, 303);
  EXPECT_EQ(view_.left, "zhen: longtan");
  EXPECT_EQ(admin_.Submit("/alliances/end", {{"id", "zhen"}}).status, 303);
  EXPECT_TRUE(view_.alliances.empty());
  for (const auto* act : {"alliance.put", "alliance.joined", "alliance.left", "alliance.ended"}) {
    EXPECT_THAT(home_.Log(), Contains(std::string(act) + " of zhen by admin"));
  }
}

}  // namespace
}  // namespace lianxiao::web
