#include "web/http/request_head.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

int StatusOf(const std::string& head) {
  const auto parsed = ParseHead(head);
  return parsed ? 200 : parsed.error().status;
}
std::string WithHeader(const std::string& line) { return "POST /events HTTP/1.1\r\nHost: box\r\n" + line; }

TEST(RequestHead, ReadsMethodTargetAndHeaders) {
  const auto head =
      ParseHead("PUT /a?b HTTP/1.1\r\nHost: box\r\nX-One:  a b \r\nx-one: c\r\nContent-Length: 12");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "PUT");
  EXPECT_EQ(head->target, "/a?b");
  EXPECT_EQ(head->headers.at("x-one"), "a b, c");
  EXPECT_EQ(head->content_length, 12);
  EXPECT_TRUE(head->keep_alive);
}

TEST(RequestHead, TakesChineseThatWasNotEscaped) {
  EXPECT_EQ(ParseHead("GET /search?q=分数 HTTP/1.1\r\nHost: box").value().target, "/search?q=分数");
}

TEST(RequestHead, LeavesMimeWordsAsTheyAre) {
  EXPECT_EQ(ParseHead(WithHeader("A: =?utf-8?Q?x=0D=0AB:_y?=")).value().headers.at("a"),
            "=?utf-8?Q?x=0D=0AB:_y?=");
}

TEST(RequestHead, EndsTheConnectionWhenTheClientWantsOrSpeaks10) {
  EXPECT_FALSE(ParseHead(WithHeader("Connection: TE, Close")).value().keep_alive);
  EXPECT_FALSE(ParseHead("GET / HTTP/1.0").value().keep_alive);
}

TEST(RequestHead, KnowsWhenTheClientWaitsForAGoAhead) {
  EXPECT_TRUE(ParseHead(WithHeader("Expect: 100-Continue")).value().expects_continue);
  EXPECT_EQ(StatusOf(WithHeader("Expect: tea")), 417);
}

TEST(RequestHead, RefusesWhatTwoReadersCouldReadDifferently) {
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nAccept: x"), 400) << "no Host";
  EXPECT_EQ(StatusOf(WithHeader("Host: other")), 400);
  EXPECT_EQ(StatusOf(WithHeader("Content-Length: 1\r\nContent-Length: 1")), 400);
  EXPECT_EQ(StatusOf(WithHeader("Content-Length: -1")), 400);
  EXPECT_EQ(StatusOf(WithHeader("Content-Length: 1 2")), 400);
  EXPECT_EQ(StatusOf(WithHeader("Content-Length: 99999999999999999999")), 400);
  EXPECT_EQ(StatusOf(WithHeader("Transfer-Encoding: chunked")), 411);
  EXPECT_EQ(StatusOf(WithHeader("A: b\r\n folded")), 400);
  EXPECT_EQ(StatusOf(WithHeader("A : b")), 400);
  EXPECT_EQ(StatusOf(WithHeader("A: b\nC: d")), 400);
  EXPECT_EQ(StatusOf(WithHeader(std::string("A: b\0c", 6))), 400);
}

TEST(RequestHead, RefusesWhatIsNotHttp) {
  EXPECT_EQ(StatusOf(""), 400);
  EXPECT_EQ(StatusOf("GET /"), 400);
  EXPECT_EQ(StatusOf("GET  HTTP/1.1\r\nHost: a"), 400);
  EXPECT_EQ(StatusOf("GET /a b HTTP/1.1\r\nHost: a"), 400);
  EXPECT_EQ(StatusOf("G(T / HTTP/1.1\r\nHost: a"), 400);
  EXPECT_EQ(StatusOf("\x16\x03\x01"), 400);
  EXPECT_EQ(StatusOf("GET / HTTP/2.0\r\nHost: a"), 505);
  EXPECT_EQ(StatusOf("BREW / HTTP/1.1\r\nHost: a"), 501);
}

TEST(RequestHead, RefusesMoreHeadersThanABrowserSends) {
  std::string many = "GET / HTTP/1.1\r\nHost: a";
  for (int i = 0; i < 64; ++i) many += "\r\nX" + std::to_string(i) + ": y";
  EXPECT_EQ(StatusOf(many), 431);
}

}  // namespace
}  // namespace lianxiao::web
