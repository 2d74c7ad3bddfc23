#include "web/http/outgoing.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace lianxiao::web {
namespace {

using State = Outgoing::State;

// A client that takes so many bytes and then has to catch its breath.
class Narrow final : public SocketIo {
 public:
  explicit Narrow(std::size_t room) : room_(room) {}
  Moved Receive(char*, std::size_t) override { return {}; }
  Moved Send(std::string_view bytes, Then) override {
    const auto taken = bytes.substr(0, room_);
    if (taken.empty()) return {Moved::End::kWantWrite, 0};
    got_ += taken;
    room_ -= taken.size();
    return {Moved::End::kMoved, taken.size()};
  }
  Moved SendFile(int, std::int64_t, std::int64_t) override { return {Moved::End::kFileBroken, 0}; }
  void SayGoodbye() override {}
  void Breathe(std::size_t room) { room_ = room; }
  const std::string& got() const { return got_; }

 private:
  std::size_t room_;
  std::string got_;
};

Asked AskedBy(bool chunks = true) {
  Asked question;
  question.request.method = "GET";
  question.request.path = "/x";
  question.request.chunks = chunks;
  return question;
}

Response Pieces(std::vector<Result<std::string>> pieces) {
  const auto left = std::make_shared<std::vector<Result<std::string>>>(std::move(pieces));
  Response response;
  response.body = StreamBody{[left]() -> Result<std::string> {
    if (left->empty()) return std::string();
    auto piece = left->front();
    left->erase(left->begin());
    return piece;
  }};
  return response;
}

constexpr std::int64_t kPlenty = 1 << 20;

TEST(Outgoing, GoesOnWhereTheClientStoppedTaking) {
  NoLog log;
  auto outgoing = MakeOutgoing(AskedBy(), Response::Text("hello"), log);
  Narrow io(10);
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kWantWrite);
  io.Breathe(3);
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kWantWrite);
  io.Breathe(10'000);
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kDone);
  EXPECT_TRUE(io.got().starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(io.got().ends_with("\r\n\r\nhello"));
}

TEST(Outgoing, MakesAPieceOnlyWhenTheOneBeforeHasGone) {
  NoLog log;
  auto outgoing = MakeOutgoing(AskedBy(), Pieces({"one", "two"}), log);
  Narrow io(10'000);
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kWantPiece);
  EXPECT_TRUE(io.got().ends_with("\r\n\r\n3\r\none\r\n"));
  ASSERT_TRUE(outgoing.Prepare(log));
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kWantPiece);
  EXPECT_TRUE(io.got().ends_with("one\r\n3\r\ntwo\r\n"));
  ASSERT_TRUE(outgoing.Prepare(log));
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kDone);
  EXPECT_TRUE(io.got().ends_with("two\r\n0\r\n\r\n"));
}

TEST(Outgoing, ATextThatFailsAtOnceIsToldAsAFailureAndALaterOneCutsOff) {
  NoLog log;
  const auto torn = [] { return Fail(ErrorCode::kCorrupt, "torn"); };
  auto at_once = MakeOutgoing(AskedBy(), Pieces({torn()}), log);
  Narrow io(10'000);
  EXPECT_EQ(at_once.SendSome(io, kPlenty), State::kDone);
  EXPECT_TRUE(io.got().starts_with("HTTP/1.1 500 "));
  auto later = MakeOutgoing(AskedBy(), Pieces({"one", torn()}), log);
  EXPECT_EQ(later.SendSome(io, kPlenty), State::kWantPiece);
  EXPECT_FALSE(later.Prepare(log));
}

TEST(Outgoing, AFileThatIsNotThereIsNotFound) {
  NoLog log;
  auto outgoing = MakeOutgoing(AskedBy(), Response::File({"/nonexistent/film", 5, "v1"}, "video/mp4"), log);
  Narrow io(10'000);
  EXPECT_EQ(outgoing.SendSome(io, kPlenty), State::kDone);
  EXPECT_TRUE(io.got().starts_with("HTTP/1.1 404 "));
}

// Where it may wait for the disk; the loop that sends may not.
TEST(Outgoing, ASmallFileGoesOutWithItsHeadInOneStep) {
  NoLog log;
  const test::TempFolder folder;
  test::WriteFile(folder.path() + "/style", "0123456789");
  const auto file = Response::File({folder.path() + "/style", 10, "v1"}, "text/css");
  Route route{.method = "GET", .pattern = "/x", .handler = {}};
  auto question = AskedBy();
  question.route = &route;
  question.request.headers["range"] = "bytes=2-5";
  auto on_a_lane = MakeOutgoing(question, file, log);
  Narrow io(10'000);
  EXPECT_EQ(on_a_lane.SendSome(io, kPlenty), State::kDone);
  EXPECT_TRUE(io.got().starts_with("HTTP/1.1 206 "));
  EXPECT_TRUE(io.got().ends_with("\r\n\r\n2345"));

  route.where = Where::kAtOnce;
  auto on_the_loop = MakeOutgoing(question, file, log);
  Narrow other(10'000);
  EXPECT_EQ(on_the_loop.SendSome(other, kPlenty), State::kFileBroken);  // Asked to send from the file.
  EXPECT_TRUE(other.got().ends_with("\r\n\r\n"));
}

TEST(Outgoing, AHandlerThatThrowsIsAFailureOfOurs) {
  NoLog log;
  const Route route{
      .method = "GET", .pattern = "/x", .handler = [](const Request&, const Captures&) -> Response {
        throw std::runtime_error("bug");
      }};
  auto question = AskedBy();
  question.route = &route;
  EXPECT_EQ(Handle(question, log).status, 500);
}

}  // namespace
}  // namespace lianxiao::web
