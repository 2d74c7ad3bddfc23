#include "web/http/send_pace.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kIdleMs = 30'000;

TEST(SendPace, GivesUpAClientThatTakesNothing) {
  SendPace pace(kIdleMs, 1'000, 500);
  EXPECT_TRUE(pace.GoesOn(30'999, 500));
  EXPECT_FALSE(pace.GoesOn(31'000, 500));
}

TEST(SendPace, WaitsForAPhoneOnASlowLine) {
  SendPace pace(kIdleMs, 0, 0);
  for (std::int64_t s = 1; s < 600; ++s) ASSERT_TRUE(pace.GoesOn(s * 1'000, s * 2'500)) << s;  // 20 kbit/s
}

TEST(SendPace, GivesUpAClientThatTakesAByteNowAndThen) {
  SendPace pace(kIdleMs, 0, 0);
  std::int64_t s = 0;
  while (s < 600 && pace.GoesOn(s * 1'000, s)) ++s;
  EXPECT_EQ(s, SendPace::kWindowMs / 1'000);
}

}  // namespace
}  // namespace lianxiao::web
