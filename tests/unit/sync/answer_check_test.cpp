#include "sync/line/answer_check.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

const RangeRequest kMiddle{"http://m/blobs/ab/c", 1'000, 2'000, 5'000};
const RangeRequest kWholeFile{"http://m/blobs/ab/c", 0, 5'000, 5'000};

AnswerHead Head(std::initializer_list<const char*> lines) {
  AnswerHead head;
  for (const auto* line : lines) TakeHeaderLine(line, head);
  return head;
}

ErrorCode Why(const RangeRequest& request, std::initializer_list<const char*> lines) {
  const auto status = CheckHead(request, Head(lines));
  return status ? ErrorCode::kInternal : status.error().code;
}

TEST(CheckHead, TakesExactlyTheRangeAskedFor) {
  EXPECT_TRUE(
      CheckHead(kMiddle, Head({"HTTP/1.1 206 Partial Content\r\n", "content-RANGE: bytes 1000-1999/5000\r\n",
                               "Content-Length: 1000\r\n", "\r\n"})));
}

TEST(CheckHead, TakesAWholeFileThatWasAskedForWhole) {
  EXPECT_TRUE(CheckHead(kWholeFile, Head({"HTTP/1.1 200 OK", "Content-Length: 5000"})));
  EXPECT_TRUE(
      CheckHead(kWholeFile, Head({"HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 5000"})))
      << "a blob may be a web page";
}

TEST(CheckHead, LooksOnlyAtTheLastAnswerAfterARedirect) {
  EXPECT_TRUE(
      CheckHead(kWholeFile, Head({"HTTP/1.1 302 Found", "Content-Length: 12", "Content-Type: text/html",
                                  "\r\n", "HTTP/1.1 200 OK", "Content-Length: 5000"})));
}

TEST(CheckHead, RefusesOtherBytesThanAskedFor) {
  for (const auto* range : {"bytes 0-999/5000", "bytes 1000-2000/5000", "bytes 1000-1999/5001",
                            "bytes 1000-1999/*", "bytes 1999-1000/5000", "bytes -1-1999/5000",
                            "bytes 1000-1999", "items 1000-1999/5000", "bytes 1000-1999/5000x", ""}) {
    AnswerHead head;
    head.status = 206;
    head.content_range = range;
    const auto status = CheckHead(kMiddle, head);
    ASSERT_FALSE(status) << range;
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt) << range;
  }
}

TEST(CheckHead, KnowsALoginPageFromAFile) {
  EXPECT_EQ(Why(kWholeFile, {"HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8"}),
            ErrorCode::kOffline);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 200 OK", "Content-Type: TEXT/HTML", "Content-Length: 420"}),
            ErrorCode::kOffline);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 511 Network Authentication Required"}), ErrorCode::kOffline);
}

TEST(CheckHead, TellsWaitingFromAskingElsewhere) {
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 503 Service Unavailable"}), ErrorCode::kOffline);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 429 Too Many Requests"}), ErrorCode::kOffline);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 404 Not Found"}), ErrorCode::kNotFound);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 416 Range Not Satisfiable"}), ErrorCode::kCorrupt);
  EXPECT_EQ(Why(kMiddle, {"HTTP/1.1 200 OK", "Content-Length: 5000"}), ErrorCode::kRefused);
  EXPECT_EQ(Why(kWholeFile, {"HTTP/1.1 200 OK", "Content-Length: 4999"}), ErrorCode::kCorrupt);
  EXPECT_EQ(Why(kWholeFile, {"HTTP/1.1 401 Unauthorized"}), ErrorCode::kRefused);
}

TEST(TakeHeaderLine, SurvivesAnything) {
  AnswerHead head;
  for (const auto* line : {"", ":", "HTTP/", "HTTP/1.1", "HTTP/1.1 x", "Content-Length: -5",
                           "Content-Length: 99999999999999999999"}) {
    TakeHeaderLine(line, head);
  }
  EXPECT_EQ(head.status, 0);
  EXPECT_FALSE(head.content_length);
}

}  // namespace
}  // namespace lianxiao::sync
