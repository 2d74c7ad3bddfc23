// One box and its county, for the engine's rounds over a false line; the clock is good and so is the weather.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "sync/rounds/enrol.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {

inline constexpr WallTime kMonday{1'795'420'800'000};

class LoneBox : public testing::Test {
 protected:
  LoneBox() {
    EXPECT_TRUE(InitCrypto());
    EXPECT_TRUE(disk_.MakeFolders("/box"));
    options_.keep_free_bytes = 0;
  }

  // A start of the program. Enrols the box once.
  void PowerOn() {
    rounds_.reset();
    box_.reset();
    box_ =
        std::make_unique<test::BoxOnDisk>(disk_, "/box", folder_.path() + "/search.db", clock_, vfs_.name());
    parts_ = std::make_unique<sync::Parts>(sync::Parts{box_->state, box_->catalog, *box_->library,
                                                       box_->usage, *box_->search, box_->disk, clock_, log_});
    FalseLine line(county_, clock_, random_, {});
    const auto enrolled = box_->state.Enrolment();
    if (enrolled && !*enrolled) {
      EXPECT_TRUE(sync::Enrol(line, *parts_, options_, county_.Code()));
    }
    rounds_ = std::make_unique<sync::Rounds>(*parts_, options_, board_);
    EXPECT_TRUE(rounds_->Begin());
  }

  void Live() {
    for (int round = 0; round < 3; ++round) {
      FalseLine line(county_, clock_, random_, {});
      const auto end = rounds_->Make(line, sync::Asked::kBySchedule);
      EXPECT_TRUE(end.status) << end.status.error().message;
      received_ += line.Moved().received;
      clock_.Pass(5 * kMinuteMs);
    }
  }

  std::mt19937 random_{7};
  FalseClock clock_{kMonday};
  test::SmallCounty county_{{"http://mirror-1"}, "http://center", kMonday};
  test::FalseDisk disk_;
  test::FalseVfs vfs_{disk_, "lone"};
  test::TempFolder folder_;
  NoLog log_;
  sync::Options options_;
  sync::StatusBoard board_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<sync::Parts> parts_;
  std::unique_ptr<sync::Rounds> rounds_;
  std::int64_t received_ = 0;
};

}  // namespace lianxiao::sim
