// Who is in an event: a visitor's pseudonym, from the session and from nowhere else.
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/people/visitor.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

const std::string kWang = "0011223344556677";

class PersonEvents : public testing::Test {
 protected:
  // The last event that this request made the box record.
  formats::Event After(const std::string& method, const std::string& target, const std::string& body,
                       bool logged_in) {
    auto parsed = ParseTarget(target).value();
    Request request{.method = method,
                    .path = parsed.path,
                    .query = parsed.query,
                    .headers = {{"host", "box:8480"}},
                    .body = body,
                    .peer = "192.168.1.23"};
    if (logged_in) {
      Visitor visitor;
      visitor.account.person = kWang;
      visitor.account.login = "wangfang";
      request.visitor = std::make_shared<const Visitor>(visitor);
    }
    const auto routes = SchoolRoutes(view_, home_.Site(), {});
    const auto match = routes.Find(method, request.path);
    EXPECT_NE(match.route, nullptr) << target;
    match.route->handler(request, match.captures);
    EXPECT_FALSE(view_.recorded.empty()) << target;
    return view_.recorded.empty() ? formats::Event{} : view_.recorded.back();
  }
  FakeSchoolView view_;
  PeopleOnDisk home_;
};

TEST_F(PersonEvents, WhateverAVisitorDoesIsUnderTheirPseudonym) {
  EXPECT_EQ(After("GET", "/r/yw-1s-kantushuohua", "", true).person, kWang);
  EXPECT_EQ(After("GET", "/search?q=%E5%88%86", "", true).person, kWang);
  EXPECT_EQ(After("POST", "/api/v1/events", R"({"kind":"played","resource":"a"})", true).person, kWang);
}

TEST_F(PersonEvents, WithoutALoginItIsNobodys) {
  EXPECT_EQ(After("GET", "/r/yw-1s-kantushuohua", "", false).person, "");
  EXPECT_EQ(After("GET", "/search?q=%E5%88%86", "", false).person, "");
}

TEST_F(PersonEvents, APageCannotSayWhoItIs) {
  const std::string claim = R"({"kind":"played","resource":"a","person":"8899aabbccddeeff"})";
  EXPECT_EQ(After("POST", "/api/v1/events", claim, true).person, kWang);
  EXPECT_EQ(After("POST", "/api/v1/events", claim, false).person, "");
}

}  // namespace
}  // namespace lianxiao::web
