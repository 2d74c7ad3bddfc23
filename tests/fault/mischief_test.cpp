// A lesson's bytes from servers that do what bad networks do: each ends with the right file from another
// mirror, or from the same one when it is well again, at a bounded price, and with a reason that a person
// understands.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include "storage/base/keys.h"
#include "sync/blobs/mover.h"
#include "sync/line/fetch.h"
#include "sync/line/tuning.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/process.h"

namespace lianxiao::sync {
namespace {

using test::MisbehavingServer;
using test::Mischief;

constexpr std::int64_t kStallMs = 400;
constexpr std::int64_t kConnectMs = 500;
constexpr int kConnections = 4;
constexpr std::int64_t kFileBytes = 3'300'000;

std::string Noise(std::int64_t size) {
  std::mt19937_64 random(7);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Takes connections in and says nothing, or does not even take them in.
class SilentServer {
 public:
  enum class Kind { kSaysNothing, kNeverAnswers };
  explicit SilentServer(Kind kind) : listener_(Socket()) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    EXPECT_EQ(::bind(listener_, address, size), 0);
    EXPECT_EQ(::getsockname(listener_, address, &size), 0);
    EXPECT_EQ(::listen(listener_, kind == Kind::kNeverAnswers ? 0 : 64), 0);
    // Two in a queue for one: the kernel drops further greetings.
    for (int i = 0; kind == Kind::kNeverAnswers && i < 2; ++i) {
      fillers_.push_back(Socket(SOCK_NONBLOCK));
      EXPECT_TRUE(::connect(fillers_.back(), address, size) == 0 || errno == EINPROGRESS);
    }
  }
  ~SilentServer() {
    for (const int fd : fillers_) ::close(fd);
    ::close(listener_);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::string Address(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
  }

 private:
  static int Socket(int more = 0) { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | more, 0); }
  int listener_;
  sockaddr_in address_{};
  std::vector<int> fillers_;
};

class MischiefTest : public testing::Test {
 protected:
  MischiefTest() {
    EXPECT_TRUE(InitCrypto());
    formats::PieceHasher hasher;
    hasher.Add(bytes_);
    const auto names = hasher.Finish();
    list_ = formats::Encode(names.pieces);
    want_.resource = "lesson";
    want_.file.path = "lesson.mp4";
    want_.file.size_bytes = kFileBytes;
    want_.file.blob = names.blob;
    want_.file.pieces = HashOf(list_);
    for (auto* server : {&bad_, &good_}) {
      server->Put("/" + BlobPath(want_.file.blob), bytes_);
      server->Put("/" + BlobPath(want_.file.pieces), list_);
    }
    // So that what a connection is cut short of is not in the kernel already.
    for (auto* server : {&bad_, &good_}) server->PaceTo(4'000'000);
    line_ = std::move(*CurlLine::Open(clock_, {.connect_ms = kConnectMs, .stall_ms = kStallMs}));
  }

  struct Moved {
    Status status;
    std::vector<Lost> lost;
    std::string Why() const {
      return !status ? status.error().message : lost.empty() ? "" : lost.front().why.message;
    }
  };
  Moved Move(const std::vector<std::string>& bases, std::int64_t longest_ms = 30'000) {
    Mirrors mirrors(bases, &memory_);
    Mover mover(*line_, mirrors, {*box_.library, disk_, log_, mirrors.Count()}, clock_, {kConnections, 0},
                {[](const Want&) {}, [](std::int64_t) {}, [] {}, [] { return true; }});
    auto status = mover.Move({want_}, clock_.Now() + longest_ms);
    return {status, mover.lost()};
  }
  bool IsHere() const {
    const auto found = box_.library->Find(want_.file.blob);
    return found && test::ReadFile(found->path) == bytes_;
  }
  // Of all that a mirror has been asked for.
  std::int64_t Sent() const { return bad_.body_bytes_sent() + good_.body_bytes_sent(); }
  std::int64_t Wasted() const {
    return Sent() - sent_before_ - kFileBytes - static_cast<std::int64_t>(list_.size());
  }

  SystemClock clock_;
  NoLog log_;
  storage::RealDisk disk_;
  test::TempFolder folder_;
  test::BoxOnDisk box_{disk_, folder_.path(), folder_.path() + "/search.db", clock_};
  std::string bytes_ = Noise(kFileBytes), list_;
  Want want_;
  MisbehavingServer bad_, good_;
  MirrorMemory memory_;
  std::int64_t sent_before_ = 0;  // The part of Sent() that an earlier lesson cost.
  std::unique_ptr<CurlLine> line_;
};

struct Case {
  Mischief mischief;
  std::string name;
  std::int64_t wasted_bytes;  // At most, beside what is needed, of both servers.
  std::string reason;         // In what is told when no other mirror is there; empty: it is no hindrance.
  std::int64_t most_requests = 60;  // That the bad one sees while it is alone.
};

class EachMischief : public MischiefTest, public testing::WithParamInterface<Case> {};

constexpr std::int64_t kPage = 70;                              // Bytes of a login page.
constexpr std::int64_t kPages = 4 * kFirstConnections * kPage;  // Each connection may meet it more than once.
constexpr std::int64_t kByHalves = kFileBytes / kLeastAskBytes * 8;
constexpr std::int64_t kSocket = 1 << 20;  // What a server has handed to the kernel when it is cut short.

TEST_P(EachMischief, ALessonComesFromTheOtherMirrorAtABoundedPrice) {
  bad_.Misbehave("/", GetParam().mischief);
  const auto start = clock_.Now();
  const auto moved = Move({bad_.address(), good_.address()});
  EXPECT_TRUE(moved.status) << moved.Why();
  EXPECT_TRUE(IsHere()) << moved.Why();
  EXPECT_LE(Wasted(), GetParam().wasted_bytes);
  EXPECT_LE(bad_.SeenCount("/"), 4 * kFirstConnections);
  EXPECT_LT(clock_.Now() - start, 15'000);
  EXPECT_EQ(box_.library->List()->size(), 2u) << "the lesson and its list of pieces, and nothing else";
}

TEST_P(EachMischief, ALessonComesFromTheSameMirrorWhenItIsWellAgain) {
  bad_.Misbehave("/", GetParam().mischief);
  const auto moved = Move({bad_.address()}, 12'000);
  if (GetParam().reason.empty()) {
    EXPECT_TRUE(IsHere()) << moved.Why();
    return;
  }
  EXPECT_FALSE(box_.library->Has(want_.file.blob));
  EXPECT_NE(moved.Why().find(GetParam().reason), std::string::npos) << moved.Why();
  EXPECT_LE(bad_.SeenCount("/"), GetParam().most_requests);
  bad_.Behave();
  memory_.clear();
  EXPECT_TRUE(Move({bad_.address()}).status);
  EXPECT_TRUE(IsHere());
  EXPECT_LE(Wasted(), 2 * GetParam().wasted_bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Mischief, EachMischief,
    testing::Values(
        Case{Mischief::kPortalElsewhere, "PortalElsewhere", kPages, "does this network want a login?"},
        Case{Mischief::k511, "Portal511", kPages, "does this network want a login?"},
        Case{Mischief::kLoginPage, "PortalPage", kPages, "does this network want a login?"},
        Case{Mischief::kGzip, "GzippedRange", kSocket, "packed"},
        Case{Mischief::kGzipWhole, "GzippedWhole", kSocket, "packed"},
        Case{Mischief::kIgnoreRange, "RangeDropped", kSocket, ""},
        Case{Mischief::kChunked, "ChunkedWithoutLength", 0, ""},
        Case{Mischief::k416, "NotSatisfiable", 0, "shorter than the catalog says"},
        Case{Mischief::k503, "Busy", 1'000, "cannot answer now"},
        Case{Mischief::kOtherVersion, "OtherVersion", 2 * kFileBytes + kSocket, "wrong at every mirror"},
        Case{Mischief::kOtherLength, "OtherLength", kSocket, "where there should be"},
        Case{Mischief::kReset, "ResetMidBody", 1 << 20, "reset by peer"},
        // All but its list comes, by halves.
        Case{Mischief::kShortBody, "ShortBody", 1 << 20, "remaining to read", kByHalves},
        Case{Mischief::kDribble, "AByteNowAndThen", 10'000, "bytes in 0 s"}),
    [](const auto& one) { return one.param.name; });

class ChangedContent : public MischiefTest, public testing::WithParamInterface<Mischief> {};

// The list and the first ranges are of the right file; then somebody puts another in its place.
TEST_P(ChangedContent, BetweenTwoRangesIsNeverTakenAndTheRestComesFromTheOther) {
  bad_.Misbehave("/", Mischief::kNone, 3);
  bad_.Misbehave("/", GetParam());
  const auto moved = Move({bad_.address(), good_.address()});
  EXPECT_TRUE(moved.status) << moved.Why();
  EXPECT_TRUE(IsHere());
  EXPECT_LE(Wasted(), 2 * kFileBytes) << "each piece is believed to be wrong after two copies";
}

INSTANTIATE_TEST_SUITE_P(Mischief, ChangedContent,
                         testing::Values(Mischief::kOtherVersion, Mischief::kOtherLength));

TEST_F(MischiefTest, AMirrorThatCannotEvenBeReachedCostsOneWaitAndNoByte) {
  const SilentServer dead(SilentServer::Kind::kNeverAnswers), mute(SilentServer::Kind::kSaysNothing);
  for (const auto& gone : {std::string("http://no-such-host.invalid"), dead.Address("http"),
                           mute.Address("https"), mute.Address("http")}) {
    const auto start = clock_.Now();
    EXPECT_TRUE(Move({gone, good_.address()}).status) << gone;
    EXPECT_TRUE(IsHere()) << gone;
    EXPECT_EQ(Wasted(), 0) << gone;
    EXPECT_LT(clock_.Now() - start, 10'000) << gone;
    ASSERT_TRUE(box_.library->Remove(want_.file.blob));
    ASSERT_TRUE(box_.library->Remove(want_.file.pieces));
    sent_before_ = Sent();
  }
}

TEST_F(MischiefTest, AMirrorThatCannotBeReachedIsNamedWithTheReason) {
  const SilentServer dead(SilentServer::Kind::kNeverAnswers), mute(SilentServer::Kind::kSaysNothing);
  for (const auto& gone : {dead.Address("http"), mute.Address("https")}) {
    const auto moved = Move({gone});
    ASSERT_FALSE(moved.status) << gone;
    EXPECT_EQ(moved.status.error().code, ErrorCode::kOffline) << gone;
    EXPECT_NE(moved.Why().find(gone), std::string::npos) << moved.Why();
  }
}

TEST_F(MischiefTest, ABusyServerIsLeftAloneForAsLongAsItSays) {
  bad_.Misbehave("/", Mischief::k503);
  const auto next_year = clock_.Wall().ms / kSecondMs / 31'556'952 + 1971;
  std::int64_t seen = 0;
  for (const auto& when :
       {std::string("3600"), "Mon, 01 Jan " + std::to_string(next_year) + " 00:00:00 GMT"}) {
    memory_.clear();
    bad_.SayRetryAfter(when);
    const auto start = clock_.Now();
    const auto moved = Move({bad_.address()});
    EXPECT_FALSE(moved.status);
    EXPECT_NE(moved.Why().find("cannot answer now"), std::string::npos) << moved.Why();
    EXPECT_GT(bad_.SeenCount("/"), seen) << when;
    EXPECT_LE(bad_.SeenCount("/"), seen + kConnections) << when << ": those that asked before it said so";
    seen = bad_.SeenCount("/");
    EXPECT_LT(clock_.Now() - start, 2'000) << "the round does not wait for it";
    const auto& rest = memory_.at(bad_.address());
    EXPECT_GT(rest.rests_until - clock_.Now(), 25 * kMinuteMs);
    EXPECT_LE(rest.rests_until - clock_.Now(), 30 * kMinuteMs) << "nor do others for a year";
  }
  EXPECT_TRUE(Move({bad_.address(), good_.address()}).status);
  EXPECT_TRUE(IsHere());
  EXPECT_EQ(bad_.SeenCount("/"), seen) << "it comes after the others now";
}

}  // namespace
}  // namespace lianxiao::sync
