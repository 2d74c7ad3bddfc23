// A county that asks for more lessons than a box plans at a time: all of them come, in the order in which
// they would come if it planned them all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/lone_box.h"

namespace lianxiao::sim {
namespace {

using formats::Bundle;
using formats::Priority;

constexpr int kLessons = 11;
constexpr std::int64_t kBytes = 3'000;

std::string IdOf(int number) { return "lesson-" + std::to_string(10 + number); }

class Ahead : public LoneBox {
 protected:
  Ahead() {
    options_.lessons_ahead = 3;
    for (int i = 0; i < kLessons; ++i) county_.Teach(IdOf(i), IdOf(i), BytesOf(i));
  }
  // Lessons that are published later are larger, too, so that what asks for them says alone what comes first.
  static std::string BytesOf(int number) {
    return std::string(static_cast<std::size_t>(kBytes + 100 * number), static_cast<char>('a' + number));
  }
  int Held() const {
    int held = 0;
    for (int i = 0; i < kLessons; ++i) held += box_->HeldVersion(IdOf(i)) > 0 ? 1 : 0;
    return held;
  }
  void Publish(std::vector<Bundle> bundles) {
    county_.Ask(std::move(bundles));
    county_.Publish();
  }
  static Bundle Everything(Priority priority) {
    return {.id = "all", .name = "all", .everything = true, .priority = priority};
  }
};

TEST_F(Ahead, AllComeInOneRound) {
  Publish({Everything(Priority::kNormal)});
  PowerOn();
  FalseLine line(county_, clock_, random_, {});
  const auto end = rounds_->Make(line, sync::Asked::kBySchedule);
  EXPECT_TRUE(end.status) << end.status.error().message;
  EXPECT_EQ(Held(), kLessons);
  for (int i = 0; i < kLessons; ++i) EXPECT_TRUE(box_->Read(IdOf(i)) == BytesOf(i)) << i;
  const auto now = board_.Now();
  EXPECT_EQ(now.behind, sync::LessonsBehind{});
  EXPECT_EQ(now.bytes_missing, 0);
  EXPECT_TRUE(now.lessons.empty());
}

TEST_F(Ahead, WhatIsBehindIsCountedAndIsPartOfWhatIsMissing) {
  Publish({Everything(Priority::kNormal)});
  PowerOn();
  {
    FalseLine line(county_, clock_, random_, {});
    for (int i = 0; i < kLessons; ++i) line.missing.insert(county_.BlobFile(IdOf(i)));
    (void)rounds_->Make(line, sync::Asked::kBySchedule);
  }
  std::int64_t all = 0;
  for (int i = 0; i < kLessons; ++i) all += std::ssize(BytesOf(i));
  const auto now = board_.Now();
  EXPECT_EQ(Held(), 0);
  EXPECT_EQ(now.lessons.size(), 3U);
  EXPECT_EQ(now.behind.lessons, kLessons - 3);
  EXPECT_EQ(now.behind.files, kLessons - 3);
  EXPECT_EQ(now.bytes_missing, all);
}

TEST_F(Ahead, WhatIsAskedForMoreIsAmongThemWhereverItStandsInTheCatalog) {
  Bundle urgent{.id = "u", .name = "u", .resources = {IdOf(kLessons - 1)}, .priority = Priority::kUrgent};
  Publish({Everything(Priority::kBackground), std::move(urgent)});
  PowerOn();
  for (int round = 0; round < 200 && Held() == 0; ++round) {
    FalseLine bad(county_, clock_, random_, {.cut = 300});
    (void)rounds_->Make(bad, sync::Asked::kBySchedule);
    clock_.Pass(kMinuteMs);
    const auto queue = board_.Now().lessons;
    if (Held() > 0 || queue.empty()) continue;
    EXPECT_EQ(queue[0].resource, IdOf(kLessons - 1));
  }
  EXPECT_GT(box_->HeldVersion(IdOf(kLessons - 1)), 0) << "of " << Held();
}

// Files that no mirror has are not asked for again and again before all others.
TEST_F(Ahead, WhatNoMirrorHasHoldsNobodyUp) {
  Publish({Everything(Priority::kNormal)});
  PowerOn();
  for (int round = 0; round < 6; ++round) {
    FalseLine line(county_, clock_, random_, {});
    for (int i = 0; i < 4; ++i) line.missing.insert(county_.BlobFile(IdOf(i)));
    (void)rounds_->Make(line, sync::Asked::kBySchedule);
    clock_.Pass(5 * kMinuteMs);
  }
  EXPECT_EQ(Held(), kLessons - 4);
  EXPECT_EQ(board_.Now().lessons.size(), 3U);
  EXPECT_EQ(board_.Now().behind.lessons, 1);
}

TEST_F(Ahead, AStopIsHeardBetweenTheStepsOfWhatNeedsNoLine) {
  Publish({Everything(Priority::kNormal)});
  PowerOn();
  Live();
  EXPECT_EQ(Held(), kLessons);
  for (int i = 0; i < kLessons; ++i) EXPECT_TRUE(box_->catalog.Release(IdOf(i)));
  // Their files are all here. A start that is told to stop holds none of them; the next one all.
  auto stopped = std::make_unique<sync::Rounds>(*parts_, options_, board_);
  stopped->StopWhen([] { return true; });
  EXPECT_TRUE(stopped->Begin());
  EXPECT_EQ(Held(), 0);
  stopped.reset();
  PowerOn();
  EXPECT_EQ(Held(), kLessons);
}

}  // namespace
}  // namespace lianxiao::sim
