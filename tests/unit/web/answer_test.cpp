#include "web/http/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

Request Get(std::map<std::string, std::string, std::less<>> headers = {}) {
  return {.method = "GET", .path = "/", .headers = std::move(headers)};
}
Response Film() {
  return Response::File({.path = "/blobs/ab", .size_bytes = 1'000, .etag = "v1"}, "video/mp4");
}

TEST(Answer, EveryPageIsKeptToItselfAndOnPlainHttpSaysNothingOfTls) {
  const auto plain = MakeAnswer(Get(), Response::Html("<p>"), After::kKeepAlive).Head();
  for (const auto* header : {"X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
                             "Cross-Origin-Resource-Policy: same-origin", "frame-ancestors 'self'",
                             "default-src 'self'", "base-uri 'none'", "form-action 'self'"}) {
    EXPECT_THAT(plain, HasSubstr(header));
  }
  auto request = Get();
  request.secure = true;
  const auto secure = MakeAnswer(request, Response::Html("<p>"), After::kKeepAlive).Head();
  EXPECT_THAT(secure, HasSubstr("Cross-Origin-Opener-Policy: same-origin"));
  for (const auto& head : {plain, secure}) {
    EXPECT_THAT(head, Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(head, Not(HasSubstr("Strict-Transport-Security")));
  }
}

TEST(Answer, AllowsNoInlineScriptOnAPage) {
  const auto head = MakeAnswer(Get(), Response::Html("<p>好"), After::kKeepAlive).Head();
  EXPECT_THAT(head, HasSubstr("Content-Security-Policy: default-src 'self'"));
  EXPECT_THAT(head, Not(HasSubstr("unsafe-inline")));
  EXPECT_THAT(head, HasSubstr("X-Content-Type-Options: nosniff"));
  EXPECT_THAT(head, HasSubstr("Referrer-Policy: same-origin"));
  EXPECT_THAT(head, HasSubstr("X-Frame-Options: SAMEORIGIN"));
}

TEST(Answer, LetsAPageFrameTheOneOriginItNames) {
  auto page = Response::Html("x");
  page.frame_origin = "http://192.168.1.5:8481";
  EXPECT_THAT(MakeAnswer(Get(), page, After::kKeepAlive).Head(),
              HasSubstr("frame-src 'self' http://192.168.1.5:8481\r\n"));
}

TEST(Answer, LetsNoHostHeaderAddDirectives) {
  auto page = Response::Html("x");
  page.frame_origin = "http://a; script-src *";
  EXPECT_THAT(MakeAnswer(Get(), page, After::kKeepAlive).Head(), Not(HasSubstr("script-src *")));
}

TEST(Answer, AStreamGoesInChunksOrUntilTheConnectionEnds) {
  Response response;
  response.body = StreamBody{[]() -> Result<std::string> { return std::string(); }};
  auto request = Get();
  const auto modern = MakeAnswer(request, response, After::kKeepAlive);
  EXPECT_TRUE(modern.streams);
  EXPECT_THAT(modern.Head(), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(modern.Head(), Not(HasSubstr("Content-Length")));
  EXPECT_EQ(Piece(request, std::string(26, 'x')), "1a\r\n" + std::string(26, 'x') + "\r\n");
  EXPECT_EQ(Piece(request, ""), "0\r\n\r\n");
  request.chunks = false;
  const auto old = MakeAnswer(request, response, After::kClose);
  EXPECT_TRUE(old.streams);
  EXPECT_THAT(old.Head(), Not(HasSubstr("Transfer-Encoding")));
  EXPECT_EQ(Piece(request, "abc"), "abc");
  request.method = "HEAD";
  EXPECT_FALSE(MakeAnswer(request, response, After::kKeepAlive).streams);
}

TEST(Answer, UnderARefusedNameThePageNeedsNothingElseFromHere) {
  Request request{
      .method = "GET", .path = "/", .headers = {{"accept", "text/html"}, {"host", "evil.example"}}};
  const auto page = std::get<std::string>(HttpError(request, 421).body);
  EXPECT_THAT(page, HasSubstr("IP 地址"));
  for (const auto* part : {"/assets/", "<svg", "href="}) EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(Answer, KeepsThePolicyThatAPageBrings) {
  const auto head =
      MakeAnswer(Get(), Response::Html("x").With("Content-Security-Policy", "sandbox"), After::kKeepAlive)
          .Head();
  EXPECT_THAT(head, HasSubstr("Content-Security-Policy: sandbox\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("default-src")));
}

TEST(Answer, NeverSplitsAHeader) {
  const auto answer = MakeAnswer(Get(), Response::Redirect("/a\r\nSet-Cookie: x=y"), After::kKeepAlive);
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.Head(), Not(HasSubstr("Set-Cookie")));
}

TEST(Answer, SendsThePartOfAFile) {
  const auto answer = MakeAnswer(Get({{"range", "bytes=100-"}}), Film(), After::kKeepAlive);
  EXPECT_EQ(answer.status, 206);
  ASSERT_TRUE(answer.file);
  EXPECT_EQ(answer.file->first_byte, 100);
  EXPECT_EQ(answer.file->length, 900);
  EXPECT_THAT(answer.Head(), HasSubstr("Content-Range: bytes 100-999/1000"));
  EXPECT_THAT(answer.Head(), HasSubstr("Content-Length: 900"));
  EXPECT_THAT(answer.Head(), HasSubstr("ETag: \"v1\""));
}

TEST(Answer, SendsNoBytesForHead) {
  auto request = Get();
  request.method = "HEAD";
  const auto film = MakeAnswer(request, Film(), After::kKeepAlive);
  EXPECT_FALSE(film.file);
  EXPECT_THAT(film.Head(), HasSubstr("Content-Length: 1000"));
  const auto page = MakeAnswer(request, Response::Html("12345"), After::kKeepAlive);
  EXPECT_TRUE(page.body.empty());
  EXPECT_THAT(page.Head(), HasSubstr("Content-Length: 5"));
}

TEST(Answer, SaysThatARangeLiesBeyondTheFile) {
  const auto answer = MakeAnswer(Get({{"range", "bytes=1000-"}}), Film(), After::kKeepAlive);
  EXPECT_EQ(answer.status, 416);
  EXPECT_FALSE(answer.file);
  EXPECT_THAT(answer.Head(), HasSubstr("Content-Length: 0"));
}

TEST(Answer, SendsNothingTheClientHasAlready) {
  const auto film = MakeAnswer(Get({{"if-none-match", "\"v1\""}}), Film(), After::kKeepAlive);
  EXPECT_EQ(film.status, 304);
  EXPECT_THAT(film.Head(), Not(HasSubstr("Content-Length")));
  const auto style = Response::Text("body{}").With("ETag", "\"s1\"");
  EXPECT_EQ(MakeAnswer(Get({{"if-none-match", "\"s1\""}}), style, After::kKeepAlive).status, 304);
  EXPECT_EQ(MakeAnswer(Get({{"if-none-match", "\"s0\""}}), style, After::kKeepAlive).body, "body{}");
}

TEST(Answer, SaysWhenTheConnectionEnds) {
  EXPECT_THAT(MakeAnswer(Get(), Response::Text("x"), After::kClose).Head(), HasSubstr("Connection: close"));
  EXPECT_THAT(MakeAnswer(Get(), Response::Text("x"), After::kKeepAlive).Head(),
              Not(HasSubstr("Connection:")));
}

TEST(Answer, HasNoLengthWhenThereIsNoContent) {
  EXPECT_THAT(MakeAnswer(Get(), Response::NoContent(), After::kKeepAlive).Head(),
              Not(HasSubstr("Content-Length")));
}

TEST(Errors, SpeakJsonToProgramsPagesToBrowsersAndFewWordsToBoxes) {
  const auto error = [](const std::string& path, const std::string& accept) {
    return HttpError({.path = path, .headers = {{"accept", accept}}}, 404);
  };
  EXPECT_THAT(std::get<std::string>(error("/api/v1/x", "text/html").body),
              HasSubstr("\"code\":\"not_found\""));
  EXPECT_THAT(std::get<std::string>(error("/lesson", "text/html,*/*").body), HasSubstr("<html"));
  const auto plain = std::get<std::string>(error("/metadata/2.root.json", "*/*").body);
  EXPECT_THAT(plain, HasSubstr("没有"));
  EXPECT_LT(plain.size(), 100u);
}

TEST(Errors, TakeTheKeyOffTheMessage) {
  const auto keyed = SplitKey("enrol.code_used: this code was used already");
  EXPECT_EQ(keyed.key, "enrol.code_used");
  EXPECT_EQ(keyed.text, "this code was used already");
  EXPECT_EQ(SplitKey("open journal: disk I/O error").key, "");
  EXPECT_EQ(SplitKey("timestamp.json, version 4: too old").key, "");
  EXPECT_EQ(SplitKey("plain").text, "plain");
}

TEST(Errors, OutliveBytesThatAreNotUtf8) {
  const auto response = JsonError({ErrorCode::kInvalid, "what: \xFF\xFE"});
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr("what:"));
}

}  // namespace
}  // namespace lianxiao::web
