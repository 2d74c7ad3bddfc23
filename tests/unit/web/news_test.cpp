#include "web/news_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

struct FakeNews final : NewsView {
  Result<std::vector<NewsLesson>> News(std::int64_t limit) const override {
    if (failure) return Fail(*failure);
    auto some = lessons;
    if (std::ssize(some) > limit) some.resize(static_cast<std::size_t>(limit));
    return some;
  }
  std::vector<NewsLesson> lessons;
  std::optional<Error> failure;
};

class NewsTest : public testing::Test {
 protected:
  NewsTest() { AddClassroomPages(router_, view_, {.courseware_port = "8481", .news = &news_}); }
  std::string Home() const {
    return TextOf(Ask(router_, {.target = "/", .headers = {{"host", "192.168.1.2:8480"}}}));
  }

  FakeSchoolView view_;
  FakeNews news_;
  Router router_;
};

TEST_F(NewsTest, TheFirstPageShowsWhatPartnersSentAndWho) {
  EXPECT_THAT(Home(), Not(HasSubstr("结对学校和工作室的新课")));
  news_.lessons = {{view_.resources[0], "镇小学"}};
  const auto page = Home();
  EXPECT_THAT(page, HasSubstr("结对学校和工作室的新课"));
  EXPECT_THAT(page, HasSubstr("镇小学"));
}

TEST_F(NewsTest, NoNewsBecauseItCannotBeReadIsNoReasonForAnErrorPage) {
  news_.failure = Error{ErrorCode::kInternal, "disk"};
  EXPECT_THAT(Home(), Not(HasSubstr("结对学校和工作室的新课")));
  EXPECT_THAT(Home(), HasSubstr("</html>"));
}

}  // namespace
}  // namespace lianxiao::web
