#include "web/classroom/phone_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> For(const std::string& host, const std::vector<std::string>& own,
                             bool secure = false) {
  Request request;
  request.headers["host"] = host;
  request.secure = secure;
  return PhoneAddresses(request, own);
}

TEST(PhoneAddresses, WhereTheRequestCameToOpensOnAPhoneToo) {
  EXPECT_THAT(For("192.168.1.2:8480", {}), ElementsAre("http://192.168.1.2:8480"));
  EXPECT_THAT(For("192.168.1.2", {}, true), ElementsAre("https://192.168.1.2"));
  EXPECT_THAT(For("192.168.1.2:8480", {"192.168.1.2", "10.0.0.5"}),
              ElementsAre("http://192.168.1.2:8480", "http://10.0.0.5:8480"));
}

TEST(PhoneAddresses, WhatMeansAnotherMachineToAPhoneIsNotTold) {
  for (const std::string host :
       {"127.0.0.1:8480", "localhost:8480", "box.local:8480", "[::1]:8480", "0.0.0.0:8480"}) {
    EXPECT_THAT(For(host, {"192.168.1.2"}), ElementsAre("http://192.168.1.2:8480")) << host;
    EXPECT_THAT(For(host, {}), IsEmpty()) << host;
  }
}

TEST(PhoneAddresses, AForgedHostAddsNothing) {
  EXPECT_THAT(For("evil.example:80/x", {"192.168.1.2"}), ElementsAre("http://192.168.1.2"));
  EXPECT_THAT(For("", {}), IsEmpty());
}

TEST(PhonePage, ShowsTheAddressAndItsPicture) {
  School school;
  const auto page = school.Page("/phone");
  EXPECT_THAT(page, HasSubstr("<p class=\"plain-address\">http://192.168.1.2:8480</p>"));
  EXPECT_THAT(page, HasSubstr("src=\"data:image/svg+xml;base64,"));
  EXPECT_THAT(school.Page("/"), HasSubstr("href=\"/phone\""));
}

TEST(PhonePage, WithoutANetworkItSaysSo) {
  School school;
  school.headers["host"] = "localhost";
  const auto page = school.Page("/phone");
  EXPECT_THAT(page, HasSubstr("没有接到网上"));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
}

}  // namespace
}  // namespace lianxiao::web
