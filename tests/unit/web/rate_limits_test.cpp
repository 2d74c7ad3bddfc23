#include "web/people/rate_limits.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

constexpr Instant kMorning{10'000'000};
Instant After(std::int64_t ms) { return {kMorning.ms + ms}; }

TEST(TokenBuckets, GiveSoManyAtOnceAndThenOneEachTime) {
  TokenBuckets buckets({3, 1'000});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(buckets.WaitMs("a", kMorning), 0);
    buckets.Take("a", kMorning);
  }
  EXPECT_EQ(buckets.WaitMs("a", kMorning), 1'000);
  EXPECT_EQ(buckets.WaitMs("a", After(400)), 600);
  EXPECT_EQ(buckets.WaitMs("b", kMorning), 0) << "another one's bucket is full";
  EXPECT_EQ(buckets.WaitMs("a", After(1'000)), 0);
  buckets.Take("a", After(1'000));
  EXPECT_EQ(buckets.WaitMs("a", After(1'000)), 1'000);
}

TEST(TokenBuckets, NeverHoldMoreThanTheirSizeHoweverLongNobodyCame) {
  TokenBuckets buckets({2, 1'000});
  for (int i = 0; i < 2; ++i) buckets.Take("a", kMorning);
  const auto next_day = After(kDayMs);
  for (int i = 0; i < 2; ++i) buckets.Take("a", next_day);
  EXPECT_EQ(buckets.WaitMs("a", next_day), 1'000);
}

TEST(TokenBuckets, ForgetWhoIsFullAgainAndKeepNoMoreThanTheyMay) {
  TokenBuckets buckets({2, 1'000}, 3);
  for (const auto* who : {"a", "b", "c"}) buckets.Take(who, kMorning);
  buckets.Take("d", After(1'000));
  EXPECT_EQ(buckets.count(), 1U) << "the first three were full again";
  buckets.Take("d", After(1'000));
  buckets.Take("e", After(1'000));
  buckets.Take("f", After(1'500));
  buckets.Take("g", After(1'500));
  EXPECT_EQ(buckets.count(), 3U);
  EXPECT_GT(buckets.WaitMs("d", After(1'500)), 0) << "who is at the limit is not the one forgotten";
}

// Sixty pupils behind one address, each looking for something ten times, as fast as they can type.
TEST(RateLimits, AWholeClassBehindOneAddressSearchesAtTheStartOfALesson) {
  RateLimits limits;
  for (int word = 0; word < 10; ++word) {
    for (int pupil = 0; pupil < 60; ++pupil) {
      ASSERT_EQ(limits.Ask(Cost::kSearch, "192.168.1.1", "", After(word * 200)), 0) << word;
    }
  }
}

// And goes on for the whole lesson, one word each every three seconds.
TEST(RateLimits, AClassThatKeepsSearchingIsNeverTurnedAway) {
  RateLimits limits;
  for (std::int64_t ms = 0; ms < 40 * kMinuteMs; ms += 50) {
    ASSERT_EQ(limits.Ask(Cost::kSearch, "192.168.1.1", "", After(ms)), 0) << ms;
  }
}

TEST(RateLimits, AProgramThatSearchesWithoutAPauseIsSlowedDown) {
  RateLimits limits;
  int answered = 0;
  for (std::int64_t ms = 0; ms < kMinuteMs; ++ms) {
    answered += limits.Ask(Cost::kSearch, "192.168.1.66", "", After(ms)) == 0 ? 1 : 0;
  }
  EXPECT_EQ(answered, 600 + 60 * 20 - 1) << "the last one comes with the minute's end";
  EXPECT_EQ(limits.Ask(Cost::kSearch, "192.168.1.67", "", After(kMinuteMs)), 0) << "others do not notice";
}

TEST(RateLimits, AStaffMeetingTakesItsDataAlongButOnePersonNotAllDay) {
  RateLimits limits;
  for (int teacher = 0; teacher < 100; ++teacher) {
    ASSERT_EQ(limits.Ask(Cost::kExport, "10.0.0.9", std::to_string(teacher), kMorning), 0) << teacher;
  }
  for (int i = 0; i < 6; ++i) EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.7", "wangfang", kMorning), 0);
  EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.7", "wangfang", kMorning), 30'000);
  EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.8", "wangfang", After(29'000)), 1'000) << "wherever";
  EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.7", "lilei", kMorning), 0);
}

TEST(RateLimits, WhoIsTurnedAwayIsNotCountedForIt) {
  RateLimits limits;
  for (int i = 0; i < 6; ++i) limits.Ask(Cost::kExport, "10.0.0.7", "wangfang", kMorning);
  for (int i = 0; i < 500; ++i) limits.Ask(Cost::kExport, "10.0.0.7", "wangfang", kMorning);
  EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.7", "wangfang", After(30'000)), 0);
  EXPECT_EQ(limits.Ask(Cost::kExport, "10.0.0.7", "lilei", kMorning), 0) << "nor is the address";
}

TEST(RateLimits, ThreeHundredBoxesBehindOneRelayBringWhatAWeekWithoutALineLeft) {
  RateLimits limits;
  for (int batch = 0; batch < 10; ++batch) {
    for (int box = 0; box < 300; ++box) {
      ASSERT_EQ(limits.Ask(Cost::kUpload, "10.0.0.2", "", kMorning), 0);
    }
  }
}

TEST(RateLimits, APageCostsNothingAndTheMachineItselfIsNoAddress) {
  RateLimits limits;
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_EQ(limits.Ask(Cost::kLittle, "10.0.0.2", "", kMorning), 0);
    ASSERT_EQ(limits.Ask(Cost::kSearch, CountedAddress("127.0.0.1"), "", kMorning), 0);
  }
  EXPECT_EQ(CountedAddress("::1"), "");
  EXPECT_EQ(CountedAddress("192.168.1.5"), "192.168.1.5");
  EXPECT_EQ(CountedAddress("2001:db8::1"), CountedAddress("2001:db8::ffff:2"));
  EXPECT_NE(CountedAddress("2001:db8::1"), CountedAddress("2001:db8:0:1::1"));
}

}  // namespace
}  // namespace lianxiao::web
