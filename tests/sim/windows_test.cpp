// The engine's rounds keep the windows and the quota that the plan sets, over a good line and through power
// cuts.
#include <gtest/gtest.h>

#include <algorithm>

#include "storage/line_rows.h"
#include "sync/rounds/enrol.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

using sync::Why;

constexpr std::int64_t kMb = 1'000'000;

class OnALineWithRules : public testing::Test {
 protected:
  OnALineWithRules() {
    EXPECT_TRUE(InitCrypto());
    EXPECT_TRUE(disk_.MakeFolders("/box"));
    options_.keep_free_bytes = 0;
    options_.zone = FixedOffset(0);
    options_.round_every_ms = 5 * kMinuteMs;
  }

  void PowerOn() {
    rounds_.reset();
    rows_.reset();
    box_.reset();
    box_ =
        std::make_unique<test::BoxOnDisk>(disk_, "/box", folder_.path() + "/search.db", clock_, vfs_.name());
    rows_ = std::make_unique<storage::LineRows>(*box_->journal);
    parts_ = std::make_unique<sync::Parts>(sync::Parts{box_->state, box_->catalog, *box_->library,
                                                       box_->usage, *box_->search, box_->disk, clock_, log_});
    parts_->line_rows = rows_.get();
    FalseLine line(county_, clock_, random_, {});
    if (!*box_->state.Enrolment()) {
      ASSERT_TRUE(sync::Enrol(line, *parts_, options_, county_.Code()));
    }
    rounds_ = std::make_unique<sync::Rounds>(*parts_, options_, board_);
    ASSERT_TRUE(rounds_->Begin());
  }

  // As the engine does, for so long.
  void Live(std::int64_t ms) {
    FalseLine line(county_, clock_, random_, {});
    for (const auto until = clock_.Now() + ms; clock_.Now() < until;) {
      const auto end = rounds_->Make(line, sync::Asked::kBySchedule);
      ASSERT_TRUE(end.status) << end.status.error().message;
      auto pause = end.more ? 0 : options_.round_every_ms;
      if (const auto opening = rounds_->MsToOpening()) pause = std::min(pause, *opening);
      rounds_->Idle();
      clock_.Pass(std::max<std::int64_t>(pause, 1));
    }
    received_ += line.Moved().received;
  }

  void Teach(const std::string& id, std::int64_t bytes) {
    std::string noise(static_cast<std::size_t>(bytes), '\0');
    for (auto& byte : noise) byte = static_cast<char>(random_());
    county_.Teach(id, id + "课", noise);
    county_.Publish(60);  // Days: longer than a test lives.
  }

  const sync::QueueEntry* Entry(const std::string& id) {
    now_ = board_.Now();
    const auto found = std::ranges::find(now_.lessons, id, &sync::QueueEntry::resource);
    return found == now_.lessons.end() ? nullptr : &*found;
  }
  std::int64_t Held(const std::string& id) { return box_->HeldVersion(id); }

  std::mt19937 random_{5};
  FalseClock clock_{*ParseRfc3339("2026-11-23T12:00:00Z")};
  test::SmallCounty county_{{"http://mirror-1"}, "http://center", *ParseRfc3339("2026-11-23T12:00:00Z")};
  test::FalseDisk disk_;
  test::FalseVfs vfs_{disk_, "rules"};
  test::TempFolder folder_;
  NoLog log_;
  sync::Options options_;
  sync::StatusBoard board_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<storage::LineRows> rows_;
  std::unique_ptr<sync::Parts> parts_;
  std::unique_ptr<sync::Rounds> rounds_;
  std::int64_t received_ = 0;
  sync::EngineStatus now_;
};
using LineRules = OnALineWithRules;

TEST_F(LineRules, LessonsWaitForTheWindowAndSaySo) {
  options_.plan.windows.open = {{0x7f, 22 * 60, 6 * 60, 0}};
  Teach("poem", 2 * kMb);
  PowerOn();
  Live(9 * kHourMs);
  EXPECT_EQ(Held("poem"), 0);
  EXPECT_LT(received_, kMb / 2) << "only small things";
  ASSERT_NE(Entry("poem"), nullptr);
  EXPECT_EQ(Entry("poem")->why, Why::kWindow);
  EXPECT_EQ(ToRfc3339(*Entry("poem")->until), "2026-11-23T22:00:00Z");
  ASSERT_TRUE(Entry("poem")->expected);
  EXPECT_GE(*Entry("poem")->expected, *Entry("poem")->until);
  EXPECT_FALSE(board_.Now().line.open);
  // Use goes up all the same.
  box_->Use("poem");
  Live(10 * kMinuteMs);
  EXPECT_EQ(county_.Events(), 1);

  Live(90 * kMinuteMs);  // Past 22:00 and the half hour over which boxes spread.
  EXPECT_EQ(Held("poem"), 1);
  EXPECT_EQ(Entry("poem"), nullptr);
}

TEST_F(LineRules, ALargeLessonGoesOnInTheNextWindow) {
  // Two minutes a day, in which the false line carries some 100 MB; a cap lets 2.4 MB through, less the
  // spread.
  options_.plan.windows.open = {{0x7f, 22 * 60, 22 * 60 + 2, 20'000}};
  options_.connections = 1;
  Teach("film", 5 * kMb);
  PowerOn();
  std::vector<std::int64_t> missing;
  for (int day = 0; day < 10 && Held("film") == 0; ++day) {
    Live(kDayMs);
    missing.push_back(board_.Now().bytes_missing);
  }
  EXPECT_EQ(Held("film"), 1);
  EXPECT_GE(missing.size(), 3U);
  for (std::size_t i = 1; i < missing.size(); ++i) EXPECT_LT(missing[i], missing[i - 1]);
  EXPECT_LT(received_, 5 * kMb * 13 / 10) << "nothing came twice but the round's small files";
}

TEST_F(LineRules, TheQuotaHoldsThroughPowerCuts) {
  options_.connections = 1;  // Several would share the last bytes between both lessons.
  options_.plan.quota = {.month_bytes = 4 * kMb, .billing_day = 1};
  Teach("first", 2 * kMb);
  Teach("second", 3 * kMb);
  PowerOn();
  for (int day = 0; day < 5; ++day) {
    Live(20 * kMinuteMs);
    clock_.Pass(kDayMs);
    PowerOn();
  }
  Live(kMinuteMs);
  EXPECT_LE(received_, 4 * kMb * 1000 / 1065);
  EXPECT_EQ(Held("first") + Held("second"), 1);
  const auto waits = Held("first") == 0 ? "first" : "second";
  ASSERT_NE(Entry(waits), nullptr);
  EXPECT_EQ(Entry(waits)->why, Why::kQuota);
  EXPECT_GT(*Entry(waits)->until, clock_.Wall());
  EXPECT_EQ(board_.Now().line.quota_bytes, 4 * kMb);
  EXPECT_GT(board_.Now().line.quota_used, kMb);

  while (clock_.Wall() < *ParseRfc3339("2026-12-25T00:00:00Z")) clock_.Pass(kHourMs);
  Live(20 * kMinuteMs);
  EXPECT_EQ(Held("first") + Held("second"), 2) << "the next month";
}

TEST_F(LineRules, TheQuotaHoldsOverAllConnectionsTogether) {
  options_.connections = 16;
  options_.plan.quota = {.month_bytes = 4 * kMb, .billing_day = 1};
  for (const char* id : {"first", "second", "third"}) Teach(id, 3 * kMb);
  PowerOn();
  Live(2 * kHourMs);
  EXPECT_GT(received_, 2 * kMb) << "what there was to use was used";
  EXPECT_LE(received_, 4 * kMb * 1000 / 1065);
  EXPECT_LE(board_.Now().line.quota_used, 4 * kMb);
  EXPECT_LT(Held("first") + Held("second") + Held("third"), 2);
}

TEST_F(LineRules, AMeteredMonthKeepsItsReserveForUseAndTheCatalog) {
  options_.plan.quota = {.month_bytes = 4 * kMb, .billing_day = 1};
  Teach("film", 20 * kMb);
  PowerOn();
  for (int day = 0; day < 6; ++day) {
    Live(20 * kMinuteMs);
    clock_.Pass(kDayMs);
  }
  Live(kHourMs);
  EXPECT_GT(board_.Now().line.quota_used, 4 * kMb * 6 / 10) << "lessons used what they may";
  EXPECT_LE(board_.Now().line.quota_used, 4 * kMb * 94 / 100) << "and small things a part of the reserve";
  ASSERT_NE(Entry("film"), nullptr);
  EXPECT_EQ(Entry("film")->why, Why::kQuota);

  box_->Use("film");
  Teach("poem", 200'000);
  Live(20 * kMinuteMs);
  EXPECT_EQ(county_.Events(), 1) << "use goes up";
  EXPECT_NE(Entry("poem"), nullptr) << "and the catalog comes";
  EXPECT_EQ(Held("poem"), 0);
  EXPECT_LE(board_.Now().line.quota_used, 4 * kMb);
}

TEST_F(LineRules, InSchoolHoursLessonsGiveWayToTheClass) {
  options_.plan.windows.school = {{0x7f, 8 * 60, 17 * 60, 0}};
  Teach("film", 20 * kMb);
  PowerOn();
  // Monday, 12:00. The line is short at first, and then long: somebody else is on it.
  FalseLine line(county_, clock_, random_, {});
  line.trip_ms = 60;
  options_.connections = 1;
  options_.round_every_ms = 3'000;
  ASSERT_TRUE(rounds_->Make(line, sync::Asked::kBySchedule).status);
  EXPECT_EQ(std::ranges::count(line.rates, 0), static_cast<std::ptrdiff_t>(line.rates.size()));
  line.trip_ms = 400;
  options_.round_every_ms = 6'000;
  ASSERT_TRUE(rounds_->Make(line, sync::Asked::kBySchedule).status);
  const auto slowest = *std::ranges::max_element(line.rates);
  EXPECT_GT(slowest, 0) << "a rate was set";
  EXPECT_EQ(line.rates.back(), 0) << "and is taken back for what is not lessons";
}

TEST_F(LineRules, ABacklogOfUseGoesUpByTurns) {
  PowerOn();
  for (int i = 0; i < 5'001; ++i) box_->Use("poem");  // Two batches.
  FalseLine line(county_, clock_, random_, {});
  sync::Uplink uplink(*parts_);
  const auto enrolled = *box_->state.Enrolment();
  const auto keys = *box_->state.Keys();
  ASSERT_TRUE(uplink.SendUsage(line, *enrolled, keys, 1));
  EXPECT_EQ(county_.BatchesTaken(), 1);
  EXPECT_TRUE(uplink.more());
  ASSERT_TRUE(uplink.SendUsage(line, *enrolled, keys));
  EXPECT_FALSE(uplink.more());
  EXPECT_EQ(county_.Events(), 5'001);
}

TEST_F(LineRules, WithTheLineForOthersNotAByteMoves) {
  options_.plan.windows.open = {{0x7f, 22 * 60, 6 * 60, 0}};
  options_.plan.outside = sync::Outside::kNothing;
  PowerOn();
  received_ = 0;
  box_->Use("poem");
  Live(3 * kHourMs);
  EXPECT_EQ(received_, 0);
  EXPECT_EQ(county_.Events(), 0);
  Live(8 * kHourMs);
  EXPECT_EQ(county_.Events(), 1);
}

TEST_F(LineRules, AClockAt1970KeepsTheWindowsGoing) {
  options_.plan.windows.open = {{0x7f, 22 * 60, 6 * 60, 0}};
  Teach("poem", kMb);
  PowerOn();
  Live(kHourMs);
  // The battery is flat: from now on the wall clock says 1970, and only elapsed time can be trusted.
  clock_.Set(WallTime{5'000});
  PowerOn();
  Live(4 * kHourMs);
  EXPECT_EQ(Held("poem"), 0);
  Live(kDayMs);
  EXPECT_EQ(Held("poem"), 1);
}

}  // namespace
}  // namespace lianxiao::sim
