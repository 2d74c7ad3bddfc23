#include "storage/base/spans.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace lianxiao {
namespace {

TEST(Spans, JoinWhatTouchesOrOverlaps) {
  Spans spans;
  spans.Add(10, 20);
  spans.Add(30, 40);
  EXPECT_EQ(spans.Until(10), 20);
  spans.Add(20, 30);
  EXPECT_EQ(spans.Until(10), 40);
  EXPECT_EQ(spans.Bytes(), 30);
  EXPECT_EQ(spans.Until(9), 9);
  EXPECT_EQ(spans.NextFrom(0, 99), 10);
  EXPECT_EQ(spans.NextFrom(15, 99), 15);
  EXPECT_EQ(spans.NextFrom(40, 99), 99);
}

TEST(Spans, KnowEveryByteThatASimpleListKnows) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    constexpr std::int64_t kBytes = 60;
    std::vector<bool> there(kBytes, false);
    Spans spans;
    for (int i = 0; i < 12; ++i) {
      const auto first = static_cast<std::int64_t>(random() % kBytes);
      const auto end = std::min<std::int64_t>(kBytes, first + static_cast<std::int64_t>(random() % 15));
      spans.Add(first, end);
      for (auto at = first; at < end; ++at) there[static_cast<std::size_t>(at)] = true;
    }
    std::int64_t bytes = 0, until = 0, next = kBytes;
    for (auto at = kBytes - 1; at >= 0; --at) {
      const bool here = there[static_cast<std::size_t>(at)];
      until = here ? std::max(until, at + 1) : at;
      next = here ? at : next;
      bytes += here ? 1 : 0;
      ASSERT_EQ(spans.Until(at), until) << "seed " << seed << ", at " << at;
      ASSERT_EQ(spans.NextFrom(at, kBytes), next) << "seed " << seed << ", at " << at;
    }
    ASSERT_EQ(spans.Bytes(), bytes) << "seed " << seed;
  }
}

}  // namespace
}  // namespace lianxiao
