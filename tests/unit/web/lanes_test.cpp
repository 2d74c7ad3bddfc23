#include "web/http/lanes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

namespace lianxiao::web {
namespace {

// Jobs that are under way until they are let go.
class Gated {
 public:
  Lane::Job Job() {
    return [this] {
      began_.fetch_add(1);
      began_.notify_all();
      open_.wait(false);
      ++ended_;
    };
  }
  void AwaitBegun(int count) {
    for (int now = began_; now < count; now = began_) began_.wait(now);
  }
  void Open() {
    open_ = true;
    open_.notify_all();
  }
  int began() const { return began_; }
  int ended() const { return ended_; }

 private:
  std::atomic<int> began_ = 0, ended_ = 0;
  std::atomic<bool> open_ = false;
};

TEST(Lane, TakesAsManyAsMayWaitAndTurnsTheOthersAway) {
  Gated gated;
  Lane lane(2, 3);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(lane.Offer(gated.Job())) << i;
  EXPECT_FALSE(lane.Offer(gated.Job()));
  gated.AwaitBegun(2);
  EXPECT_EQ(gated.began(), 2) << "no more at once than it has threads";
  EXPECT_FALSE(lane.Offer(gated.Job()));
  gated.Open();
  gated.AwaitBegun(5);
}

TEST(Lane, GoesOnWithWhatItBeganHoweverManyWait) {
  Gated gated;
  Lane lane(1, 1);
  EXPECT_TRUE(lane.Offer(gated.Job()));
  gated.AwaitBegun(1);
  EXPECT_TRUE(lane.Offer(gated.Job()));
  EXPECT_FALSE(lane.Offer(gated.Job()));
  EXPECT_TRUE(lane.GoOn(gated.Job()));
  gated.Open();
  gated.AwaitBegun(3);
}

TEST(Lane, EndsWhatIsUnderWayAndDropsWhatWaits) {
  Gated gated;
  auto lane = std::make_unique<Lane>(1, 5);
  const auto waits = std::make_shared<int>(0);
  lane->Offer(gated.Job());
  gated.AwaitBegun(1);
  EXPECT_TRUE(lane->Offer([waits] { ++*waits; }));
  auto stopped = std::async(std::launch::async, [&] { lane->Stop(); });
  while (lane->GoOn([waits] { ++*waits; })) std::this_thread::yield();  // Until it is stopped.
  gated.Open();
  stopped.get();
  EXPECT_EQ(gated.ended(), 1);
  EXPECT_EQ(*waits, 0);
  EXPECT_EQ(waits.use_count(), 1) << "what is dropped is let go";
  EXPECT_FALSE(lane->GoOn([] {}));
}

TEST(Lanes, PasswordsAndSearchesKeepNobodyFromHisPage) {
  Gated slow;
  Lanes lanes;
  for (const auto cost : {Cost::kSearch, Cost::kPassword, Cost::kExport}) {
    while (lanes.For(cost).Offer(slow.Job())) {
    }
  }
  std::promise<void> served;
  ASSERT_TRUE(lanes.For(Cost::kLittle).Offer([&] { served.set_value(); }));
  served.get_future().wait();
  slow.Open();
}

}  // namespace
}  // namespace lianxiao::web
