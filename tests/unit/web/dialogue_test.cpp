#include "web/http/dialogue.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

using Wants = Dialogue::Wants;

constexpr std::int64_t kHeadMs = 10'000, kIdleMs = 30'000, kKeepAliveMs = 60'000;
const std::string kGet = "GET / HTTP/1.1\r\nHost: box\r\n\r\n";

std::string Post(std::size_t length, const std::string& more = "") {
  return "POST /note HTTP/1.1\r\nHost: box\r\nContent-Length: " + std::to_string(length) + "\r\n" + more +
         "\r\n";
}

Response Hello(const Request&, const Captures&) { return Response::Text("hello"); }

class DialogueTest : public testing::Test {
 protected:
  DialogueTest() {
    router_.Add({.method = "GET", .pattern = "/", .handler = Hello});
    router_.Add({.method = "POST", .pattern = "/note", .handler = Hello, .max_body = 100'000});
  }
  Dialogue Fresh() { return {rules_, "192.168.1.23", 0}; }
  // What the client is told, when it is told something without a handler; 0: a handler is asked.
  static int StatusOf(Dialogue& dialogue) {
    EXPECT_EQ(dialogue.wants(), Wants::kAnswer);
    const auto question = dialogue.TakeQuestion();
    return question.route != nullptr ? 0 : question.ready.status;
  }
  int StatusOf(const std::string& bytes) {
    auto dialogue = Fresh();
    dialogue.Received(bytes, 1);
    return StatusOf(dialogue);
  }

  Router router_;
  DialogueRules rules_{.router = &router_,
                       .hosts = nullptr,
                       .local = false,
                       .secure = false,
                       .head_ms = kHeadMs,
                       .idle_ms = kIdleMs,
                       .keep_alive_ms = kKeepAliveMs,
                       .max_head_bytes = 1'000};
};

TEST_F(DialogueTest, ARequestInOnePacketIsAskedAtOnce) {
  auto dialogue = Fresh();
  EXPECT_TRUE(dialogue.rests());
  dialogue.Received(kGet, 1);
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  EXPECT_FALSE(dialogue.rests());
  const auto question = dialogue.TakeQuestion();
  EXPECT_EQ(question.request.method, "GET");
  EXPECT_EQ(question.request.path, "/");
  EXPECT_EQ(question.request.peer, "192.168.1.23");
  ASSERT_TRUE(question.route);
  EXPECT_EQ(question.after, After::kKeepAlive);
}

TEST_F(DialogueTest, BytesThatComeOneByOneMakeTheSameRequest) {
  auto dialogue = Fresh();
  const auto bytes = Post(3) + "abc";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_EQ(dialogue.wants(), Wants::kBytes) << i;
    dialogue.Received(bytes.substr(i, 1), static_cast<std::int64_t>(i));
  }
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  EXPECT_EQ(dialogue.TakeQuestion().request.body, "abc");
}

TEST_F(DialogueTest, RequestsThatCameTogetherAreAnsweredInTheirOrder) {
  auto dialogue = Fresh();
  dialogue.Received(kGet + Post(3) + "abc\r\n" + kGet, 1);
  EXPECT_EQ(dialogue.TakeQuestion().request.method, "GET");
  dialogue.Answered(After::kKeepAlive, 2);
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  EXPECT_EQ(dialogue.TakeQuestion().request.body, "abc");
  dialogue.Answered(After::kKeepAlive, 3);
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  EXPECT_EQ(dialogue.TakeQuestion().request.method, "GET");
  dialogue.Answered(After::kKeepAlive, 4);
  EXPECT_EQ(dialogue.wants(), Wants::kBytes);
  EXPECT_TRUE(dialogue.rests());
}

TEST_F(DialogueTest, AHeadThatDripsInEndsAtItsTimeHoweverBusily) {
  auto dialogue = Fresh();
  dialogue.Received("G", 5'000);
  for (std::int64_t now = 5'001; now < 15'000; now += 100) {
    dialogue.Received("E", now);
    dialogue.Late(now);
    ASSERT_EQ(dialogue.wants(), Wants::kBytes) << now;
    ASSERT_EQ(dialogue.until_ms(), 15'000);
  }
  dialogue.Late(15'000);
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, WaitsForTheFirstRequestAndLongerForFurtherOnes) {
  auto dialogue = Fresh();
  EXPECT_EQ(dialogue.until_ms(), kIdleMs);
  dialogue.Received(kGet, 100);
  dialogue.TakeQuestion();
  dialogue.Answered(After::kKeepAlive, 200);
  EXPECT_EQ(dialogue.until_ms(), 200 + kKeepAliveMs);
  dialogue.Late(199 + kKeepAliveMs);
  EXPECT_EQ(dialogue.wants(), Wants::kBytes);
  dialogue.Late(200 + kKeepAliveMs);
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, AHeadTooLargeIsRefusedWhetherItEndsOrNot) {
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: box\r\nX: " + std::string(1'000, 'x')), 431);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: box\r\nX: " + std::string(1'000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: box\r\nX: " + std::string(900, 'x') + "\r\n\r\n"), 0);
}

TEST_F(DialogueTest, TellsWhatIsWrong) {
  EXPECT_EQ(StatusOf("hello\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("GET /../x HTTP/1.1\r\nHost: box\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("GET /nowhere HTTP/1.1\r\nHost: box\r\n\r\n"), 404);
  EXPECT_EQ(StatusOf("DELETE / HTTP/1.1\r\nHost: box\r\n\r\n"), 405);
  EXPECT_EQ(StatusOf(Post(100'001)), 413);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: box\r\nContent-Length: 65537\r\n\r\n"), 413);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n"), 411);
  EXPECT_EQ(StatusOf("GET / HTTP/2.0\r\nHost: box\r\n\r\n"), 505);
}

TEST_F(DialogueTest, AForeignNameIsRefused) {
  const HostRule ours("box", {});
  rules_.hosts = &ours;
  EXPECT_EQ(StatusOf(kGet), 0);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 421);
}

TEST_F(DialogueTest, WhatIsRefusedEndsTheConnectionAfterPassingOverTheRest) {
  auto dialogue = Fresh();
  dialogue.Received(Post(100'001) + "some of it", 1);
  EXPECT_EQ(dialogue.TakeQuestion().after, After::kClose);
  dialogue.Answered(After::kClose, 10);
  EXPECT_TRUE(dialogue.lingers());
  dialogue.Received(kGet, 11);
  EXPECT_EQ(dialogue.wants(), Wants::kBytes) << "what comes now is no request";
  dialogue.Late(500);
  EXPECT_EQ(dialogue.wants(), Wants::kBytes);
  dialogue.Late(510);
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, DoesNotListenForEverToWhatItPassesOver) {
  auto dialogue = Fresh();
  dialogue.Received("nonsense\r\n\r\n", 1);
  dialogue.TakeQuestion();
  dialogue.Answered(After::kClose, 1);
  const std::string flood(64 << 10, 'x');
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(dialogue.wants(), Wants::kBytes) << i;
    dialogue.Received(flood, 2);
  }
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, GivesTheGoAheadWhereItIsAskedFor) {
  auto dialogue = Fresh();
  dialogue.Received(Post(3, "Expect: 100-continue\r\n"), 1);
  ASSERT_EQ(dialogue.wants(), Wants::kGoAhead);
  dialogue.GoneAhead(2);
  ASSERT_EQ(dialogue.wants(), Wants::kBytes);
  dialogue.Received("abc", 3);
  EXPECT_EQ(dialogue.TakeQuestion().request.body, "abc");
}

TEST_F(DialogueTest, NoGoAheadForABodyThatWouldNotBeRead) {
  EXPECT_EQ(StatusOf(Post(100'001, "Expect: 100-continue\r\n")), 413);
}

TEST_F(DialogueTest, ABodyMayBeSlowButNotSilent) {
  auto dialogue = Fresh();
  dialogue.Received(Post(3), 1'000);
  EXPECT_EQ(dialogue.until_ms(), 1'000 + kIdleMs);
  dialogue.Received("a", 20'000);
  dialogue.Late(30'999);
  EXPECT_EQ(dialogue.wants(), Wants::kBytes);
  dialogue.Late(31'002);
  EXPECT_EQ(dialogue.wants(), Wants::kEnd) << "three bytes need no minute";
}

TEST_F(DialogueTest, ALargeBodyOnASlowLineHasItsTime) {
  auto dialogue = Fresh();
  dialogue.Received(Post(100'000), 0);
  std::int64_t now = 0;
  for (int i = 0; i < 99; ++i) {
    now += 1'250;  // 800 bytes a second, and nothing for more than a second.
    dialogue.Late(now);
    ASSERT_EQ(dialogue.wants(), Wants::kBytes) << now;
    dialogue.Received(std::string(1'000, 'x'), now);
  }
  dialogue.Received(std::string(1'000, 'x'), now);
  EXPECT_EQ(dialogue.TakeQuestion().request.body.size(), 100'000U);
}

TEST_F(DialogueTest, GoesWhenTheClientGoes) {
  auto dialogue = Fresh();
  dialogue.Received("GET / HT", 1);
  dialogue.PeerEnded();
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, AnswersWhatWasAskedBeforeTheClientStoppedSending) {
  auto dialogue = Fresh();
  dialogue.Received(kGet + kGet + "GE", 1);
  dialogue.PeerEnded();
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  dialogue.TakeQuestion();
  dialogue.Answered(After::kKeepAlive, 2);
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  dialogue.TakeQuestion();
  dialogue.Answered(After::kKeepAlive, 3);
  EXPECT_EQ(dialogue.wants(), Wants::kEnd);
}

TEST_F(DialogueTest, EndsAfterTheAnswerWhereTheClientWantsIt) {
  for (const std::string head :
       {"GET / HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    auto dialogue = Fresh();
    dialogue.Received(head, 1);
    EXPECT_EQ(dialogue.TakeQuestion().after, After::kClose) << head;
  }
}

TEST_F(DialogueTest, AThousandRequestsAreEnoughForOneConnection) {
  auto dialogue = Fresh();
  for (int i = 1; i < 1'000; ++i) {
    dialogue.Received(kGet, i);
    ASSERT_EQ(dialogue.TakeQuestion().after, After::kKeepAlive) << i;
    dialogue.Answered(After::kKeepAlive, i);
  }
  dialogue.Received(kGet, 1'000);
  EXPECT_EQ(dialogue.TakeQuestion().after, After::kClose);
}

TEST_F(DialogueTest, AClientTooManyIsToldToComeBack) {
  auto dialogue = Fresh();
  dialogue.TurnAway();
  ASSERT_EQ(dialogue.wants(), Wants::kAnswer);
  const auto question = dialogue.TakeQuestion();
  EXPECT_EQ(question.ready.status, 503);
  EXPECT_TRUE(question.ready.Has("Retry-After"));
  EXPECT_EQ(question.after, After::kClose);
}

TEST_F(DialogueTest, PlainHttpWhereTlsIsSpokenIsSentToTheRightDoor) {
  auto browser = Fresh();
  browser.AtWrongDoor();
  browser.Received("GET /a?b HTTP/1.1\r\nHost: center:8440\r\nAccept: text/html\r\n\r\n", 1);
  const auto there = browser.TakeQuestion();
  EXPECT_EQ(there.route, nullptr);
  EXPECT_EQ(there.ready.status, 307);
  EXPECT_EQ(there.after, After::kClose);
  auto box = Fresh();
  box.AtWrongDoor();
  box.Received(Post(3) + "abc", 1);
  EXPECT_EQ(box.TakeQuestion().ready.status, 400);
}

}  // namespace
}  // namespace lianxiao::web
