#include "center/libraries/library_report.h"

#include <gtest/gtest.h>

#include "storage/formats/tuf.h"

namespace lianxiao::center {
namespace {

constexpr WallTime kNow{1'795'000'000'000};

class LibraryReportTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }
  LibraryRow Row(const std::string& name, std::int64_t days) const {
    LibraryRow row{.name = name, .keys = {key_.verify}, .open = true, .listed = true, .version = 3};
    row.metadata = formats::SignTufTargets({.version = 3, .expires = WallTime{kNow.ms + days * kDayMs}},
                                           std::span(&key_, 1));
    return row;
  }
  static std::vector<LibraryDue> Due(const std::vector<LibraryRow>& rows) {
    std::vector<LibraryReport> reports;
    for (const auto& row : rows) reports.push_back(Report(row));
    return WhatIsDue(reports, kNow);
  }

  SigningKey key_ = SigningKey::Generate();
};

TEST_F(LibraryReportTest, NothingIsDueWhileAllIsInDate) {
  EXPECT_TRUE(Due({Row("chen", kLibraryWarningDays)}).empty());
  const auto report = Report(Row("chen", 100));
  EXPECT_TRUE(report.held);
  EXPECT_EQ(report.expires, WallTime{kNow.ms + 100 * kDayMs});
  EXPECT_EQ(report.key_ids, std::vector{formats::TufKey::From(key_.verify).Id()});
}

TEST_F(LibraryReportTest, SaysWhatStopsSoonestFirst) {
  const auto due = Due({Row("li", 30), Row("wang", -2), Row("chen", kLibraryWarningDays - 1)});
  EXPECT_EQ(due, (std::vector<LibraryDue>{{"cli.library.due.expired", "wang", -2},
                                          {"cli.library.due.soon", "li", 30},
                                          {"cli.library.due.soon", "chen", kLibraryWarningDays - 1}}));
}

TEST_F(LibraryReportTest, ALibraryWhoseKeyWasReplacedOwesANewExport) {
  auto row = Row("chen", 300);
  row.keys = {SigningKey::Generate().verify};
  EXPECT_EQ(Due({row}), (std::vector<LibraryDue>{{"cli.library.due.other_key", "chen", 300}}));
}

TEST_F(LibraryReportTest, AnEmptyLibraryOwesItsFirstAndAClosedOneNothing) {
  auto row = Row("chen", 300);
  row.listed = false;
  EXPECT_EQ(Due({row}), (std::vector<LibraryDue>{{"cli.library.due.nothing_yet", "chen", 0}}));
  row.open = false;
  EXPECT_TRUE(Due({row}).empty());
}

}  // namespace
}  // namespace lianxiao::center
