#include "web/classroom/wishes_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/fake_wishes.h"
#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

class WishesPages : public testing::Test {
 protected:
  WishesPages() { AddWishes(school_.router, wishes_, school_.view); }
  Response Post(const std::string& body, const std::string& origin = "") {
    auto headers = school_.headers;
    headers["content-type"] = "application/x-www-form-urlencoded";
    if (!origin.empty()) headers["origin"] = origin;
    return Ask(school_.router, {.method = "POST", .target = "/wishes", .body = body, .headers = headers});
  }
  // The first that is not here.
  std::string Absent() const {
    for (const auto& resource : school_.view.resources) {
      if (!resource.playable) return resource.shown.id;
    }
    return {};
  }
  School school_;
  FakeWishes wishes_;
};

TEST_F(WishesPages, ALessonThatIsNotHereCanBeWishedForFromItsPage) {
  EXPECT_THAT(school_.Page("/r/" + Absent()), HasSubstr("action=\"/wishes\""));
  const auto done = Post("resource=" + Absent() + "&wished=yes&next=/r/" + Absent());
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(HeaderOf(done, "Location"), "/r/" + Absent());
  EXPECT_TRUE(wishes_.IsWished(Absent()));
  EXPECT_THAT(school_.Page("/wishes"), HasSubstr("/r/" + Absent()));
  EXPECT_EQ(Post("resource=" + Absent() + "&wished=no").status, 303);
  EXPECT_FALSE(wishes_.IsWished(Absent()));
  EXPECT_THAT(school_.Page("/wishes"), HasSubstr("还没有人点过"));
}

TEST_F(WishesPages, ALessonThatIsHereOffersNoWish) {
  for (const auto& resource : school_.view.resources) {
    if (!resource.playable) continue;
    EXPECT_THAT(school_.Page("/r/" + resource.shown.id), Not(HasSubstr("action=\"/wishes\"")));
  }
}

TEST_F(WishesPages, WhatIsInTheWayIsSaidInWords) {
  wishes_.failure = Error{ErrorCode::kRefused, "wish.too_many: 200"};
  EXPECT_EQ(Post("resource=" + Absent() + "&wished=yes").status, 500);  // The list cannot be shown either.
  wishes_.failure.reset();
  EXPECT_EQ(Post("resource=nothing&wished=yes").status, 404);
  EXPECT_EQ(Post("resource=" + Absent() + "&wished=yes", "http://elsewhere").status, 403);
  EXPECT_FALSE(wishes_.IsWished(Absent()));
}

TEST_F(WishesPages, WhatCameIsNewsOnTheFirstPage) {
  EXPECT_THAT(school_.Page("/"), Not(HasSubstr("想要的到了")));
  school_.view.status.came = {{"sx-1", "<分数>"}};
  EXPECT_THAT(school_.Page("/"), HasSubstr("想要的到了"));
  EXPECT_THAT(school_.Page("/"), HasSubstr("&lt;分数&gt;"));
}

}  // namespace
}  // namespace lianxiao::web
