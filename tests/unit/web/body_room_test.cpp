#include "web/http/body_room.h"

#include <gtest/gtest.h>

#include "web/http/dialogue.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

TEST(BodyRoom, IsGivenBackWhenTheBodyGoes) {
  const auto room = BodyRoom::Make(4 * kMiB, 3 * kMiB);
  auto first = room->Take("a", 3 * kMiB);
  EXPECT_TRUE(first);
  EXPECT_FALSE(room->Take("b", 2 * kMiB)) << "of all";
  first.reset();
  EXPECT_EQ(room->taken(), 0);
  EXPECT_TRUE(room->Take("b", 3 * kMiB));
}

TEST(BodyRoom, OneAddressHasOnlyItsShareAndTheMachineItselfHasAll) {
  const auto room = BodyRoom::Make(4 * kMiB, 2 * kMiB);
  EXPECT_FALSE(room->Take("a", 3 * kMiB));
  const auto local = room->Take("", 3 * kMiB);
  EXPECT_TRUE(local);
  EXPECT_TRUE(room->Take("a", kMiB));
}

TEST(BodyRoom, OutlivesItsOwnerWhileABodyIsThere) {
  auto room = BodyRoom::Make(kMiB, kMiB);
  auto place = room->Take("a", kMiB);
  room.reset();
  place.reset();  // A sanitizer would tell.
}

class LargeBodies : public testing::Test {
 protected:
  LargeBodies() {
    router_.Add({.method = "PUT",
                 .pattern = "/piece",
                 .handler = [](const Request&, const Captures&) { return Response::NoContent(); },
                 .max_body = 2 * kMiB});
  }
  static std::string Put(std::int64_t bytes) {
    return "PUT /piece HTTP/1.1\r\nHost: box\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
  }
  Router router_;
  DialogueRules rules_{.router = &router_,
                       .head_ms = 10'000,
                       .idle_ms = 30'000,
                       .keep_alive_ms = 60'000,
                       .max_head_bytes = 1'000,
                       .bodies = BodyRoom::Make(2 * kMiB, 2 * kMiB)};
};

TEST_F(LargeBodies, AreTakenWhileThereIsRoomAndToldToComeBackWhenThereIsNone) {
  Dialogue first(rules_, "10.0.0.1", 0), second(rules_, "10.0.0.2", 0);
  first.Received(Put(2 * kMiB), 1);
  EXPECT_EQ(first.wants(), Dialogue::Wants::kBytes);
  second.Received(Put(kMiB), 1);
  ASSERT_EQ(second.wants(), Dialogue::Wants::kAnswer);
  const auto busy = second.TakeQuestion();
  EXPECT_EQ(busy.ready.status, 503);
  EXPECT_EQ(busy.after, After::kClose);
  {
    first.Received(std::string(2 * kMiB, 'x'), 2);
    const auto question = first.TakeQuestion();
    EXPECT_EQ(question.request.body.size(), static_cast<std::size_t>(2 * kMiB));
    EXPECT_EQ(rules_.bodies->taken(), 2 * kMiB) << "until it is answered";
  }
  EXPECT_EQ(rules_.bodies->taken(), 0);
}

TEST_F(LargeBodies, AClientThatGoesGivesItsRoomBack) {
  {
    Dialogue dialogue(rules_, "10.0.0.1", 0);
    dialogue.Received(Put(2 * kMiB) + "some", 1);
    EXPECT_EQ(rules_.bodies->taken(), 2 * kMiB);
    dialogue.PeerEnded();
  }
  EXPECT_EQ(rules_.bodies->taken(), 0);
}

TEST_F(LargeBodies, SmallOnesNeedNoRoom) {
  Dialogue greedy(rules_, "10.0.0.1", 0), small(rules_, "10.0.0.2", 0);
  greedy.Received(Put(2 * kMiB), 1);
  small.Received(Put(1'000) + std::string(1'000, 'x'), 1);
  EXPECT_NE(small.TakeQuestion().route, nullptr);
}

}  // namespace
}  // namespace lianxiao::web
