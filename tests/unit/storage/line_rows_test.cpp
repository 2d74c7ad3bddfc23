#include "storage/line_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using LineRowsTest = Box;

TEST_F(LineRowsTest, ANewBoxKnowsNothingOfItsLine) {
  const LineRows rows(*journal);
  EXPECT_THAT(*rows.Months(), IsEmpty());
  EXPECT_FALSE(*rows.Speed());
}

TEST_F(LineRowsTest, AQuotaIsNotRenewedByAPowerCut) {
  ASSERT_TRUE(LineRows(*journal).SaveMonth({"2026-11-05", 700, 30}, 3));
  ASSERT_TRUE(LineRows(*journal).SaveMonth({"2026-11-05", 900, 40}, 3));
  ASSERT_TRUE(LineRows(*journal).SaveSpeed({40'000, 9'000, 12, 970'000, 80}));
  OpenJournal();
  EXPECT_THAT(*LineRows(*journal).Months(), ElementsAre(LineMonth{"2026-11-05", 900, 40}));
  EXPECT_EQ(*LineRows(*journal).Speed(), (LineSpeedRow{40'000, 9'000, 12, 970'000, 80}));
}

TEST_F(LineRowsTest, OldMonthsGo) {
  LineRows rows(*journal);
  for (const auto* day : {"2026-09-05", "2026-10-05", "2026-11-05"}) {
    ASSERT_TRUE(rows.SaveMonth({day, 1, 1}, 2));
  }
  const auto months = *rows.Months();
  ASSERT_EQ(months.size(), 2U);
  EXPECT_EQ(months[0].begins, "2026-10-05");
}

}  // namespace
}  // namespace lianxiao::storage
