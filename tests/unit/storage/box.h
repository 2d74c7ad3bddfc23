// A disk, a journal and a clock to try this room's classes on, all in memory.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/journal_schema.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"

namespace lianxiao::storage {

class FakeClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  WallTime Wall() const override { return wall; }
  std::string BootId() const override { return "boot"; }
  Instant now{0};
  WallTime wall{1'795'250'000'000};
};

class Box : public testing::Test {
 protected:
  Box() {
    EXPECT_TRUE(disk.MakeFolders(root));
    OpenJournal();
  }
  void OpenJournal() {
    journal.reset();
    auto opened = Database::Open(root + "/journal.db", JournalSchema(), options);
    ASSERT_TRUE(opened) << opened.error().message;
    journal = *std::move(opened);
  }

  const std::string root = "/box";
  test::FalseDisk disk;
  test::FalseVfs vfs{disk, "unit"};
  const DatabaseOptions options{.vfs = vfs.name(), .disk = &disk};
  FakeClock clock;
  NoLog log;
  std::unique_ptr<Database> journal;
};

}  // namespace lianxiao::storage
