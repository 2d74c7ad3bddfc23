#include "web/api/person_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_person_view.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PersonApi : public testing::Test {
 protected:
  void SetUp() override {
    AddPersonControl(routes_, view_);
    AddTeacherControl(routes_, view_);
  }
  Response Post(const std::string& what, const std::string& body, bool local = true) const {
    return Ask(routes_, {.method = "POST", .target = "/control/v1/" + what, .body = body, .local = local});
  }
  FakePersonView view_;
  Router routes_;
};

TEST_F(PersonApi, ShowsAndForgetsOnePerson) {
  EXPECT_EQ(JsonOf(Post("person/export", R"({"person":"wangfang"})")).at("account").at("login"), "wangfang");
  EXPECT_EQ(JsonOf(Post("person/erase", R"({"person":"wangfang"})")).at("events"), 3);
  EXPECT_THAT(view_.erased, ElementsAre("wangfang"));
  const auto unknown = Post("person/erase", R"({"person":"nobody"})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(JsonOf(unknown).at("error").at("key"), "person.unknown");
}

TEST_F(PersonApi, NobodyOnTheNetworkAsks) {
  EXPECT_EQ(Post("person/export", R"({"person":"wangfang"})", false).status, 403);
  EXPECT_EQ(Post("person/erase", R"({"person":"wangfang"})", false).status, 403);
  EXPECT_EQ(Post("teachers", R"({"teachers":[]})", false).status, 403);
  EXPECT_EQ(Post("person/erase", "{}").status, 400);
  EXPECT_THAT(view_.erased, IsEmpty());
}

TEST_F(PersonApi, TakesAListOfTeachersAndSaysWhichAreRefused) {
  const auto taken = JsonOf(Post("teachers", R"({"teachers":[
    {"school":"a","login":"wangfang","name":"王芳","role":"teacher"},
    {"school":"a","login":"taken","name":"李雷","role":"teacher"}]})"));
  EXPECT_EQ(taken.at("made").at(0).at("code"), "ABCDE-12345");
  EXPECT_EQ(taken.at("refused").at(0).at("index"), 1);
  EXPECT_EQ(taken.at("refused").at(0).at("key"), "account.login_taken");
  EXPECT_EQ(Post("teachers", R"({"teachers":[{"school":"a"}]})").status, 400);
  EXPECT_EQ(Post("teachers", R"({"teachers":{}})").status, 400);
}

}  // namespace
}  // namespace lianxiao::web
