// A folder, a journal and a clock to try this room's classes on.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "storage/base/log.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/journal_schema.h"

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
    static int count = 0;
    root = "/tmp/lianxiao-unit-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
    std::filesystem::create_directories(root);
    OpenJournal();
  }
  ~Box() override {
    journal.reset();
    std::filesystem::remove_all(root);
  }
  void OpenJournal() {
    journal.reset();
    auto opened = Database::Open(root + "/journal.db", JournalSchema());
    ASSERT_TRUE(opened) << opened.error().message;
    journal = *std::move(opened);
  }

  std::string root;
  RealDisk disk;
  FakeClock clock;
  NoLog log;
  std::unique_ptr<Database> journal;
};

}  // namespace lianxiao::storage
