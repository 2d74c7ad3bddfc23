// From files to lessons and back.
#include "sync/blobs/ordered_wants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

using formats::FileRole;
using testing::ElementsAre;

const WallTime kNow = *ParseRfc3339("2026-11-23T00:00:00Z");
constexpr std::int64_t kMb = 1'000'000;

Want AWant(const std::string& lesson, FileRole role, std::int64_t mb, Rank rank = Rank::kSubscription) {
  Want want{.resource = lesson, .title = lesson, .rank = rank, .since = kNow};
  want.file.role = role;
  want.file.path = lesson + "/" + std::to_string(static_cast<int>(role));
  want.file.size_bytes = mb * kMb;
  want.file.blob = HashOf(want.file.path);
  return want;
}

Want Needed(Want want, std::int64_t in_s) {
  want.rank = Rank::kTimetable;
  want.needed_by = kNow + in_s * kSecondMs;
  return want;
}

OrderedWants Order(std::vector<Want> wants, const Gate& gate = {}) {
  const Forecast steady(kNow, Windows{}, Quota{}, {kMb});  // 1 MB/s.
  return OrderWants(std::move(wants), steady, gate, kNow, [](const BlobId&) { return false; });
}

std::vector<std::string> Paths(const std::vector<Want>& wants) {
  std::vector<std::string> paths;
  for (const auto& want : wants) paths.push_back(want.file.path);
  return paths;
}

TEST(OrderedWants, KeepTheFilesOfALessonTogether) {
  const auto ordered = Order({AWant("large", FileRole::kPoster, 1), AWant("large", FileRole::kMain, 500),
                              AWant("small", FileRole::kMain, 5), AWant("small", FileRole::kAttachment, 1)});
  EXPECT_THAT(Paths(ordered.now), ElementsAre("small/0", "small/4", "large/2", "large/0"));
  ASSERT_EQ(ordered.entries.size(), 2U);
  EXPECT_EQ(ordered.entries[0].resource, "small");
  EXPECT_EQ(ordered.entries[0].why, Why::kMoving);
  EXPECT_EQ(ordered.entries[1].bytes, 501 * kMb);
  EXPECT_EQ(ordered.entries[1].expected, kNow + 507 * kSecondMs);
}

TEST(OrderedWants, TheSmallRenditionComesFirstWhereTheWholeCannotMakeIt) {
  std::vector<Want> wants{AWant("film", FileRole::kSubtitle, 1), AWant("film", FileRole::kMain, 500),
                          AWant("film", FileRole::kRendition, 50)};
  for (auto& want : wants) want = Needed(want, 100);
  const auto ordered = Order(wants);
  EXPECT_EQ(ordered.now[0].file.role, FileRole::kSubtitle);
  EXPECT_EQ(ordered.now[1].file.role, FileRole::kRendition);
  EXPECT_EQ(ordered.now[2].file.role, FileRole::kMain);
  ASSERT_EQ(ordered.entries.size(), 1U);
  EXPECT_TRUE(ordered.entries[0].smaller);
  EXPECT_EQ(ordered.entries[0].promise, Promise::kInTime);
  EXPECT_EQ(ordered.entries[0].expected, kNow + 51 * kSecondMs);
}

TEST(OrderedWants, WithTheRenditionHereTheRestIsNobodysHurry) {
  auto rest = Needed(AWant("film", FileRole::kMain, 500), 100);
  rest.stand_in_here = true;
  const auto ordered = Order({rest, Needed(AWant("next", FileRole::kMain, 50), 200)});
  EXPECT_EQ(ordered.now[0].resource, "next");
  EXPECT_EQ(ordered.entries[1].promise, Promise::kNone);
}

TEST(OrderedWants, WhatMayNotMoveNowWaits) {
  const auto urgent = AWant("flood", FileRole::kMain, 2, Rank::kUrgent);
  const auto lesson = AWant("poem", FileRole::kMain, 1);
  auto ordered = Order({urgent, lesson}, {.window = false});
  EXPECT_THAT(Paths(ordered.now), ElementsAre("flood/0"));
  EXPECT_THAT(Paths(ordered.later), ElementsAre("poem/0"));
  ordered = Order({urgent, lesson}, {.spare = false});
  EXPECT_THAT(Paths(ordered.later), ElementsAre("poem/0"));
}

TEST(OrderedWants, TellOfALessonThatNoPlaceHasRight) {
  const auto lesson = AWant("poem", FileRole::kMain, 1);
  const Forecast steady(kNow, Windows{}, Quota{}, {kMb});
  const auto ordered =
      OrderWants({lesson}, steady, {}, kNow, [&](const BlobId& id) { return id == lesson.file.blob; });
  EXPECT_EQ(ordered.entries[0].why, Why::kNoSource);
  EXPECT_TRUE(OrderWants({}, steady, {}, kNow, [](const BlobId&) { return false; }).entries.empty());
}

}  // namespace
}  // namespace lianxiao::sync
