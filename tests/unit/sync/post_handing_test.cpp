#include "sync/relay/post_handing.h"

#include <gtest/gtest.h>

#include "sync/relay/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr Instant kNow{1'000'000};

TEST(PostHanding, WhatSomebodyWroteGoesAtOnceAndTheSameOnceAnHour) {
  PostHanding post;
  EXPECT_TRUE(post.IsDue("nothing", kNow)) << "the county may have news";
  post.Handed("nothing", "http://relay", HashOf("1"), kNow);
  EXPECT_FALSE(post.IsDue("nothing", kNow + kMinuteMs));
  EXPECT_TRUE(post.IsDue("a question", kNow + kMinuteMs));
  post.Handed("a question", "http://relay", HashOf("2"), kNow + kMinuteMs);
  EXPECT_FALSE(post.IsDue("a question", kNow + 2 * kMinuteMs));
  EXPECT_TRUE(post.IsDue("a question", kNow + kMinuteMs + kAskForNewsMs)) << "the relay may have lost it";
}

TEST(PostHanding, WaitsForTheAnswerToTheNewestAlone) {
  PostHanding post;
  EXPECT_FALSE(post.awaited());
  post.Handed("one", "http://near", HashOf("1"), kNow);
  post.Handed("two", "http://far", HashOf("2"), kNow);
  ASSERT_TRUE(post.awaited());
  EXPECT_EQ(post.awaited()->relay, "http://far");
  EXPECT_EQ(post.awaited()->post, HashOf("2"));
  post.Answered();
  EXPECT_FALSE(post.awaited());
  EXPECT_FALSE(post.IsDue("two", kNow + kMinuteMs)) << "an answer changes what goes up, or nothing";
}

}  // namespace
}  // namespace lianxiao::sync
