#include "web/people/told_once.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

Response Post(const std::string& leads_to) {
  Request request;
  request.method = "POST";
  request.path = "/wishes";
  return TellOnce(request, true, [&](const Request&) {
    Response response;
    response.status = 303;
    response.With("Location", leads_to);
    return response;
  });
}

// What the page at `path` is told was done.
std::string ToldAt(const std::string& path, const std::string& cookie) {
  Request request;
  request.method = "GET";
  request.path = path;
  request.headers["accept"] = "text/html";
  request.headers["cookie"] = cookie.substr(0, cookie.find(';'));
  std::string told;
  TellOnce(request, true, [&](const Request& asked) {
    for (const auto& [key, value] : asked.query) {
      if (key == "done") told = value;
    }
    return Response();
  });
  return told;
}

TEST(TellOnce, TakesTheWordOutOfTheAddressAndTellsItToThatPageAlone) {
  const auto led = Post("/courseware/7?done=added");
  EXPECT_EQ(HeaderOf(led, "Location"), "/courseware/7");
  const auto cookie = HeaderOf(led, "Set-Cookie");
  EXPECT_THAT(cookie, AllOf(HasSubstr("HttpOnly"), HasSubstr("Secure")));
  EXPECT_EQ(ToldAt("/courseware/7", cookie), "added");
  EXPECT_EQ(ToldAt("/courseware/8", cookie), "");
}

// A form's own "next" is a stranger's text.
TEST(TellOnce, HoldsWhateverAnAddressMayHold) {
  for (const std::string path : {"/a;b", "/a,b", "/a\"b", "/a;Domain=.cn"}) {
    const auto cookie = HeaderOf(Post(path + "?done=added"), "Set-Cookie");
    EXPECT_THAT(cookie, AllOf(HasSubstr("lianxiao_done=added@"), Not(HasSubstr(path)))) << path;
  }
}

TEST(TellOnce, LeavesAloneWhatIsNoWordOfOurs) {
  EXPECT_EQ(HeaderOf(Post("/me?done=<b>"), "Location"), "/me?done=<b>");
  EXPECT_EQ(HeaderOf(Post("/me?done=<b>"), "Set-Cookie"), "");
  EXPECT_EQ(ToldAt("/me", "lianxiao_done=<b>@2f6d65"), "");
}

}  // namespace
}  // namespace lianxiao::web
