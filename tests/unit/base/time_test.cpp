#include "storage/base/time.h"

#include <gtest/gtest.h>

namespace lianxiao {
namespace {

TEST(Rfc3339, ReadsBackWhatItWrote) {
  for (const std::int64_t seconds : {0LL, 951'782'400LL, 1'795'250'000LL, 4'102'444'799LL}) {
    const WallTime time{seconds * kSecondMs};
    const auto back = ParseRfc3339(ToRfc3339(time));
    ASSERT_TRUE(back) << ToRfc3339(time);
    EXPECT_EQ(*back, time);
  }
}

TEST(Rfc3339, KnowsTheLeapDay) {
  EXPECT_TRUE(ParseRfc3339("2028-02-29T00:00:00Z"));
  EXPECT_FALSE(ParseRfc3339("2026-02-29T00:00:00Z"));
  EXPECT_FALSE(ParseRfc3339("2100-02-29T00:00:00Z"));
  EXPECT_TRUE(ParseRfc3339("1970-01-01T00:00:00Z"));
  EXPECT_FALSE(ParseRfc3339("1969-12-31T23:59:59Z")) << "ToRfc3339 could not write it again";
}

TEST(Rfc3339, RefusesEveryOtherForm) {
  for (const auto* text : {"", "2026-11-21", "2026-11-21T08:30:00", "2026-11-21T08:30:00+08:00",
                           "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-2xT08:30:00Z"}) {
    const auto time = ParseRfc3339(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, ErrorCode::kInvalid);
  }
}

TEST(Rfc3339, ShowsATimeOutsideItsRangeAsTheNearestWithin) {
  EXPECT_EQ(ToRfc3339(WallTime{-5}), "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace lianxiao
