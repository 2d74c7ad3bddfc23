#include "storage/spool_rules.h"

#include <gtest/gtest.h>

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

SpoolState Known() {
  SpoolState state;
  state.known = true;
  return state;
}

TEST(SpoolRules, TakeWhatFits) {
  EXPECT_TRUE(MayTake({}, Known(), 256 << 10));
  EXPECT_TRUE(MayTake({}, {}, 256 << 10));
}

TEST(SpoolRules, EndWhereARoomEndsAndSaySo) {
  const SpoolLimits limits{.bytes = 100 * kMiB, .device_bytes = 10 * kMiB, .device_batches = 5, .devices = 3};
  auto full = Known();
  full.all.bytes = 100 * kMiB - 10;
  auto much_of_one = Known();
  much_of_one.device.bytes = 10 * kMiB;
  auto many_of_one = Known();
  many_of_one.device.batches = 5;
  auto many_boxes = Known();
  many_boxes.devices = 3;
  many_boxes.is_new = true;
  for (const auto& state : {full, much_of_one, many_of_one, many_boxes}) {
    const auto may = MayTake(limits, state, 11);
    ASSERT_FALSE(may);
    EXPECT_EQ(may.error().code, ErrorCode::kNoSpace);
    EXPECT_TRUE(may.error().message.starts_with("relay.full: "));
  }
  many_boxes.is_new = false;
  EXPECT_TRUE(MayTake(limits, many_boxes, 11)) << "who has post here already goes on";
}

TEST(SpoolRules, StrangersTogetherFillAQuarterAndOneOfThemLittle) {
  const SpoolLimits limits{.bytes = 100 * kMiB};
  SpoolState stranger;
  stranger.device.bytes = kMiB;
  EXPECT_FALSE(MayTake(limits, stranger, 1));
  stranger.device = {};
  stranger.strangers.bytes = 25 * kMiB;
  EXPECT_FALSE(MayTake(limits, stranger, 1));
  stranger.known = true;
  EXPECT_TRUE(MayTake(limits, stranger, 1)) << "rubbish shuts out nobody who is known";
}

}  // namespace
}  // namespace lianxiao::storage
