#include <gtest/gtest.h>

#include "web/http/http.h"

namespace lianxiao::web {
namespace {

Route Named(std::string method, std::string pattern) {
  auto handler = [pattern](const Request&, const Captures&) { return Response::Text(pattern); };
  return {.method = std::move(method), .pattern = std::move(pattern), .handler = std::move(handler)};
}

Router Sample() {
  Router router;
  router.Add(Named("GET", "/files/{id}/{name...}"));
  router.Add(Named("GET", "/resources/{id}"));
  router.Add(Named("GET", "/resources/new"));
  router.Add(Named("POST", "/events"));
  router.Add(Named("PUT", "/events"));
  router.Add(Named("GET", "/"));
  return router;
}

std::string Found(std::string_view method, std::string_view path) {
  const Router router = Sample();
  const auto match = router.Find(method, path);
  return match.route ? match.route->pattern : "";
}

TEST(Router, PrefersALiteralSegmentToACapture) {
  EXPECT_EQ(Found("GET", "/resources/new"), "/resources/new");
  EXPECT_EQ(Found("GET", "/resources/newer"), "/resources/{id}");
}

TEST(Router, GivesTheCapturesTheirNames) {
  const Router router = Sample();
  const auto match = router.Find("GET", "/files/yw-1/a/b c.mp4");
  ASSERT_TRUE(match.route);
  EXPECT_EQ(match.captures.at("id"), "yw-1");
  EXPECT_EQ(match.captures.at("name"), "a/b c.mp4");
}

TEST(Router, LetsATailBeEmptyButNotACapture) {
  EXPECT_EQ(Found("GET", "/files/yw-1/"), "/files/{id}/{name...}");
  EXPECT_EQ(Found("GET", "/files/yw-1"), "");
  EXPECT_EQ(Found("GET", "/resources/"), "");
}

TEST(Router, FindsTheRootOnlyAtTheRoot) {
  EXPECT_EQ(Found("GET", "/"), "/");
  EXPECT_EQ(Found("GET", "/other"), "");
  EXPECT_EQ(Found("GET", ""), "");
}

TEST(Router, AnswersHeadWithTheRouteOfGet) { EXPECT_EQ(Found("HEAD", "/resources/a"), "/resources/{id}"); }

TEST(Router, NamesTheMethodsOfAPathWhenTheMethodIsWrong) {
  const Router router = Sample();
  EXPECT_EQ(router.Find("GET", "/events").allow, "POST, PUT");
  EXPECT_EQ(router.Find("POST", "/").allow, "GET, HEAD");
  EXPECT_EQ(router.Find("GET", "/nowhere").allow, "");
}

TEST(Request, FindsTheFirstParameterOfAName) {
  const Request request{.query = {{"q", "分数"}, {"q", "看图"}}};
  EXPECT_EQ(request.Query("q"), "分数");
  EXPECT_EQ(request.Query("limit"), "");
}

TEST(Response, KnowsItsHeadersInWhateverCase) {
  const auto response = Response::Json("{}");
  EXPECT_TRUE(response.Has("content-type"));
  EXPECT_FALSE(response.Has("etag"));
}

}  // namespace
}  // namespace lianxiao::web
