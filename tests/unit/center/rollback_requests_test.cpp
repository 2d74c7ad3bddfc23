#include "center/registry/rollback_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/registry.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

class RollbackRequestsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    CenterKeys keys;
    keys.sign = SigningKey::Generate();
    keys.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys.sign.verify, keys.seal.seal, std::string(64, '0')};
    auto opened = Registry::Open(temp_.At("center.db"), keys, card, "{}", clock_,
                                 {.public_address = "http://10.0.3.7:8440"});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
    requests_ = &registry_->rollbacks();
  }

  std::int64_t Add(const std::string& id, const std::string& plan) {
    RollbackRequest request;
    request.kind = "lesson";
    request.id = id;
    request.plan = plan;
    request.who = "chen";
    request.why = "第二页有错";
    return requests_->Add(request).value_or(-1);
  }

  TempFolder temp_;
  FakeClock clock_;
  std::unique_ptr<Registry> registry_;
  RollbackRequests* requests_ = nullptr;
};

TEST_F(RollbackRequestsTest, TheSameWishWaitsOnceAndTheNewestPlanCounts) {
  const auto first = Add("sx-1", "aaaa");
  const auto second = Add("sx-1", "bbbb");
  EXPECT_GT(second, first) << "a number is never used twice";
  const auto all = requests_->All();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().plan, "bbbb");
  EXPECT_EQ(all->front().state, "waiting");
  EXPECT_FALSE(all->front().decided);
}

TEST_F(RollbackRequestsTest, IsDecidedOnceAndStaysToBeRead) {
  const auto number = Add("sx-1", "aaaa");
  Add("sx-2", "cccc");
  const auto done = requests_->Decide(number, "done", "root");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->decided_by, "root");
  EXPECT_EQ(requests_->Decide(number, "dropped", "chen").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(requests_->Decide(99, "done", "root").error().code, ErrorCode::kNotFound);
  const auto all = requests_->All();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].id, "sx-2") << "what waits stands first";
  EXPECT_EQ((*all)[1].state, "done");
}

TEST_F(RollbackRequestsTest, NobodyCanPileUpWishesWithoutEnd) {
  for (std::int64_t i = 0; i < RollbackRequests::kMostWaiting; ++i)
    ASSERT_GT(Add("sx-" + std::to_string(i), "a"), 0);
  RollbackRequest one_more;
  one_more.kind = "lesson";
  one_more.id = "sx-x";
  EXPECT_EQ(requests_->Add(one_more).error().code, ErrorCode::kRefused);
  EXPECT_GT(Add("sx-0", "b"), 0) << "one that waits already may change";
}

}  // namespace
}  // namespace lianxiao::center
