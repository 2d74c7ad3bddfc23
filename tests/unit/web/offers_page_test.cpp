#include "web/console/offers_page.h"

#include <gmock/gmock.h>

#include "tests/unit/web/fake_offers_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::HasSubstr;

class OffersPageTest : public testing::Test {
 protected:
  OffersPageTest() {
    view_.offers.push_back({.id = std::string(32, 'a'),
                            .school = "shiyangtang",
                            .school_name = "石羊塘村小",
                            .title = "分数 <b>",
                            .description = {},
                            .place = "小学 · 三年级",
                            .author = "王芳",
                            .file_name = "a.html",
                            .media_type = "text/html",
                            .size_bytes = 1'000,
                            .bytes_here = 1'000,
                            .state = "here",
                            .why = {},
                            .resource = {},
                            .folder = "/county/offers/accepted/a",
                            .changed = {}});
    AddPeoplePages(routes_, home_.Site());
    AddOffersPages(routes_, view_, home_.Site());
    guarded_ = Guarded(routes_, *home_.people, {});
    home_.Member("reviewer", Role::kReviewer);
    home_.Member("supervisor", Role::kSupervisor);
    reviewer_.LogIn("reviewer");
    other_.LogIn("supervisor");
  }

  const std::string address_ = "/offers/" + std::string(32, 'a');
  PeopleOnDisk home_{storage::Place::kCounty};
  FakeOffersView view_;
  Router routes_, guarded_;
  FalseBrowser reviewer_{guarded_}, other_{guarded_};
};

TEST_F(OffersPageTest, IsForReviewersAlone) {
  EXPECT_EQ(other_.Get("/offers").status, 403);
  EXPECT_EQ(other_.Get(address_ + "/file").status, 403);
  EXPECT_EQ(other_.Submit(address_ + "/accept", {}).status, 403);
  const auto page = TextOf(reviewer_.Get("/offers"));
  EXPECT_THAT(page, HasSubstr("石羊塘村小"));
  EXPECT_THAT(page, HasSubstr("分数 &lt;b&gt;"));
}

TEST_F(OffersPageTest, AStrangersFileIsOnlyEverSaved) {
  const auto file = reviewer_.Get(address_ + "/file");
  EXPECT_EQ(HeaderOf(file, "Content-Type"), "application/octet-stream");
  EXPECT_THAT(HeaderOf(file, "Content-Disposition"), HasSubstr("attachment"));
  EXPECT_THAT(HeaderOf(file, "Content-Security-Policy"), HasSubstr("sandbox"));
}

TEST_F(OffersPageTest, WhatIsTakenSaysWhatComesNextAndADecisionIsInTheLog) {
  EXPECT_EQ(reviewer_.Submit(address_ + "/accept", {}).status, 303);
  EXPECT_THAT(TextOf(reviewer_.Get("/offers")),
              HasSubstr("lianxiao center import /county/offers/accepted/a"));
  EXPECT_THAT(home_.Log(), testing::Contains("offer.accepted of " + std::string(32, 'a') + " by reviewer"));
}

TEST_F(OffersPageTest, AFolderGoesOnceItsFilesArePublishedAndSaysWhatItTook) {
  view_.offers[0].state = "accepted";
  view_.offers[0].folder_bytes = 5 << 20;
  EXPECT_THAT(TextOf(reviewer_.Get("/offers")), testing::Not(HasSubstr(address_ + "/remove")));
  EXPECT_EQ(reviewer_.Submit(address_ + "/remove", {}).status, 403) << "it is still to be imported";
  view_.offers[0].state = "published";
  const auto page = TextOf(reviewer_.Get("/offers"));
  EXPECT_THAT(page, HasSubstr(address_ + "/remove"));
  EXPECT_THAT(page, HasSubstr("共占 5 兆"));
  EXPECT_EQ(reviewer_.Submit(address_ + "/remove", {}).status, 303);
  EXPECT_EQ(view_.offers[0].folder_bytes, 0);
  EXPECT_THAT(home_.Log(),
              testing::Contains("offer.folder_removed of " + std::string(32, 'a') + " by reviewer"));
  EXPECT_EQ(other_.Submit(address_ + "/remove", {}).status, 403);
}

TEST_F(OffersPageTest, ADeclineNeedsAReason) {
  const auto missing = reviewer_.Submit(address_ + "/decline", {{"why", ""}});
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(TextOf(missing), HasSubstr("为什么不收"));
  EXPECT_EQ(reviewer_.Submit(address_ + "/decline", {{"why", "有错"}}).status, 303);
  EXPECT_EQ(view_.declined, std::string(32, 'a') + ": 有错");
}

}  // namespace
}  // namespace lianxiao::web
