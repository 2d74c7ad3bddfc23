// The line over libcurl against a server that does what bad networks do.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "sync/line/fetch.h"
#include "tests/support/misbehaving_server.h"

namespace lianxiao::sync {
namespace {

using test::CannedAnswer;
using test::MisbehavingServer;
using test::Mischief;
using test::SeenRequest;

constexpr std::int64_t kStallMs = 400;

std::string Noise(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class Taker final : public RangeSink {
 public:
  void Arrived(std::string_view more) override { bytes += more; }
  void Ended(Status status) override { end = std::move(status); }
  std::string bytes;
  std::optional<Status> end;
};

class LineTest : public testing::Test {
 protected:
  void SetUp() override {
    Open({.connect_ms = 2'000, .stall_ms = kStallMs});
    server_.Put("/blob", file_);
  }
  void Open(LineOptions options) { line_ = std::move(*CurlLine::Open(clock_, std::move(options))); }

  RangeRequest Ask(std::int64_t first, std::int64_t end) const {
    return {server_.address() + "/blob", first, end, static_cast<std::int64_t>(file_.size())};
  }
  RangeRequest Whole() const { return Ask(0, static_cast<std::int64_t>(file_.size())); }
  Status Get(const RangeRequest& request, Taker& taker) {
    line_->Fetch(request, taker);
    while (!taker.end) line_->Turn(50);
    return *taker.end;
  }
  ErrorCode Failure(Mischief mischief, const RangeRequest& request) {
    server_.Misbehave("/blob", mischief, 10);
    Taker taker;
    const auto status = Get(request, taker);
    server_.Behave();
    EXPECT_LE(taker.bytes.size(), static_cast<std::size_t>(request.end - request.first));
    if (status) ADD_FAILURE() << "taken for good";
    return status ? ErrorCode::kInternal : status.error().code;
  }

  SystemClock clock_;
  MisbehavingServer server_;
  std::string file_ = Noise(300'000);
  std::unique_ptr<CurlLine> line_;
};

TEST_F(LineTest, BringsARangeAndAWholeFile) {
  Taker range, whole;
  ASSERT_TRUE(Get(Ask(1'000, 200'000), range));
  EXPECT_EQ(range.bytes, file_.substr(1'000, 199'000));
  ASSERT_TRUE(Get(Whole(), whole));
  EXPECT_EQ(whole.bytes, file_);
  EXPECT_EQ(server_.Seen().at(0).range, "bytes=1000-199999");
  EXPECT_EQ(server_.Seen().at(1).range, "");
}

TEST_F(LineTest, BringsSeveralRangesAtOnce) {
  std::vector<Taker> takers(8);
  for (std::size_t i = 0; i < takers.size(); ++i) {
    const auto first = static_cast<std::int64_t>(i) * 30'000;
    line_->Fetch(Ask(first, first + 30'000), takers[i]);
  }
  const auto busy = [&] {
    return std::ranges::any_of(takers, [](const Taker& taker) { return !taker.end; });
  };
  while (busy()) line_->Turn(50);
  std::string bytes;
  for (const auto& taker : takers) {
    EXPECT_TRUE(*taker.end);
    bytes += taker.bytes;
  }
  EXPECT_EQ(bytes, file_.substr(0, 240'000));
}

TEST_F(LineTest, GoesOverNoConnectionThatWasIdleThroughACut) {
  const auto greeted = [&] { return line_->CameFrom(server_.address())->greeted; };
  Taker first, next, after_cut;
  ASSERT_TRUE(Get(Whole(), first));
  ASSERT_TRUE(Get(Whole(), next));
  ASSERT_EQ(greeted(), 1) << "connections are kept otherwise";
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));
  auto request = Whole();
  request.reuse = RangeRequest::Reuse::kLately;
  ASSERT_TRUE(Get(request, after_cut));
  EXPECT_EQ(greeted(), 2);
}

TEST_F(LineTest, CallsACutACutAndHandsOverWhatCame) {
  for (const auto mischief : {Mischief::kShortBody, Mischief::kReset, Mischief::kStall}) {
    server_.Misbehave("/blob", mischief, 1);
    Taker taker;
    const auto status = Get(Whole(), taker);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kOffline);
    EXPECT_EQ(taker.bytes, file_.substr(0, file_.size() / 2)) << status.error().message;
  }
}

TEST_F(LineTest, NoticesSilenceInTime) {
  server_.Misbehave("/blob", Mischief::kStall, 1);
  Taker taker;
  const auto start = clock_.Now();
  ASSERT_FALSE(Get(Whole(), taker));
  EXPECT_GE(clock_.Now() - start, kStallMs);
  EXPECT_LT(clock_.Now() - start, kStallMs + 1'500);
}

TEST_F(LineTest, TellsApartWhatMirrorsDoWrong) {
  const auto part = Ask(100, 5'000);
  EXPECT_EQ(Failure(Mischief::kIgnoreRange, part), ErrorCode::kRefused);
  EXPECT_EQ(Failure(Mischief::kWrongStart, part), ErrorCode::kCorrupt);
  EXPECT_EQ(Failure(Mischief::kWrongTotal, part), ErrorCode::kCorrupt);
  EXPECT_EQ(Failure(Mischief::k416, part), ErrorCode::kCorrupt);
  EXPECT_EQ(Failure(Mischief::k404, part), ErrorCode::kNotFound);
  EXPECT_EQ(Failure(Mischief::k503, part), ErrorCode::kOffline);
  EXPECT_EQ(Failure(Mischief::kLoginPage, part), ErrorCode::kOffline);
  EXPECT_EQ(Failure(Mischief::kLoginPage, Whole()), ErrorCode::kOffline);
  EXPECT_EQ(Failure(Mischief::kEndlessBody, Whole()), ErrorCode::kCorrupt);
  EXPECT_EQ(Failure(Mischief::kEndlessHeaders, Whole()), ErrorCode::kInvalid);
  EXPECT_EQ(Failure(Mischief::kRedirectLoop, Whole()), ErrorCode::kOffline);
}

TEST_F(LineTest, IsOfflineWhenNobodyListens) {
  std::string gone;
  {
    MisbehavingServer other;
    gone = other.address();
  }
  const auto answer = line_->Exchange({Method::kGet, gone + "/x", {}, 100});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kOffline);
}

TEST_F(LineTest, KnowsAnAddressThatCanNeverWork) {
  for (const auto* url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://"}) {
    const auto answer = line_->Exchange({Method::kGet, url, {}, 100});
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalid) << url << ": " << answer.error().message;
  }
}

TEST_F(LineTest, ReadsNoMoreOfASmallFileThanAllowed) {
  server_.Put("/small", std::string(1'000, 'a'));
  const auto fits = line_->Exchange({Method::kGet, server_.address() + "/small", {}, 1'000});
  ASSERT_TRUE(fits);
  EXPECT_EQ(fits->body.size(), 1'000u);
  EXPECT_EQ(fits->status, 200);
  const auto large = line_->Exchange({Method::kGet, server_.address() + "/small", {}, 999});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kInvalid);
}

TEST_F(LineTest, ABatchThatCreepsUpASlowLineIsNotTakenForSilence) {
  server_.ReadAt(100'000);
  server_.Handle("/slow", [](const SeenRequest& request) {
    return CannedAnswer{200, std::to_string(request.body.size()), "text/plain"};
  });
  const auto start = clock_.Now();
  const auto answer = line_->Exchange({Method::kPut, server_.address() + "/slow", Noise(250'000), 1'000});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "250000");
  EXPECT_GT(clock_.Now() - start, 4 * kStallMs) << "too quick to show anything";
}

TEST_F(LineTest, SendsBodiesAndKeepsTheAnswerOfARefusal) {
  server_.Handle("/api", [](const test::SeenRequest& request) {
    return test::CannedAnswer{409, request.method + ":" + std::to_string(request.body.size()),
                              "application/json"};
  });
  const auto body = Noise(200'000);
  const auto answer = line_->Exchange({Method::kPut, server_.address() + "/api/x", body, 1'000});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 409);
  EXPECT_EQ(answer->body, "PUT:200000");
  EXPECT_EQ(server_.Seen().at(0).body, body);
  EXPECT_GT(line_->Moved().sent, 200'000);
}

TEST_F(LineTest, CountsWhatReallyMoved) {
  Taker taker;
  ASSERT_TRUE(Get(Whole(), taker));
  const auto whole = line_->Moved();
  EXPECT_GT(whole.received, 300'000);
  EXPECT_LT(whole.received, 300'500);
  EXPECT_GT(whole.sent, 50);
  EXPECT_LT(whole.sent, 500);
  server_.Misbehave("/blob", Mischief::kShortBody, 1);
  Taker half;
  ASSERT_FALSE(Get(Whole(), half));
  EXPECT_GT(line_->Moved().received, 450'000) << "bytes of a cut transfer are paid for as well";
}

TEST_F(LineTest, KeepsToTheRateCapOverAllConnections) {
  Open({.connect_ms = 2'000, .stall_ms = kStallMs, .max_bytes_per_second = 200'000});
  Taker one, two;
  const auto start = clock_.Now();
  line_->Fetch(Ask(0, 150'000), one);
  line_->Fetch(Ask(150'000, 300'000), two);
  while (!one.end || !two.end) line_->Turn(50);
  EXPECT_TRUE(*one.end);
  EXPECT_TRUE(*two.end);
  EXPECT_EQ(one.bytes + two.bytes, file_);
  EXPECT_GT(clock_.Now() - start, 1'000);
  EXPECT_LT(clock_.Now() - start, 2'500);
}

TEST_F(LineTest, StopsAtOnce) {
  server_.Misbehave("/blob", Mischief::kStall);
  Open({.connect_ms = 60'000, .stall_ms = 60'000});
  Taker taker;
  line_->Fetch(Whole(), taker);
  std::thread stopper([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    line_->Stop();
  });
  const auto start = clock_.Now();
  while (!taker.end) line_->Turn(10'000);
  stopper.join();
  EXPECT_LT(clock_.Now() - start, 1'000);
  EXPECT_FALSE(*taker.end);
  EXPECT_FALSE(line_->Exchange({Method::kGet, server_.address() + "/blob", {}, 1'000'000}));
}

TEST_F(LineTest, SaysNothingMoreAfterCancel) {
  server_.PaceTo(100'000);
  Taker taker;
  line_->Fetch(Whole(), taker);
  while (taker.bytes.empty()) line_->Turn(50);
  line_->Cancel(taker);
  const auto so_far = taker.bytes.size();
  for (int i = 0; i < 5; ++i) line_->Turn(20);
  EXPECT_EQ(taker.bytes.size(), so_far);
  EXPECT_FALSE(taker.end);
}

}  // namespace
}  // namespace lianxiao::sync
