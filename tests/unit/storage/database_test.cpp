#include "storage/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

const EmbeddedFile kFirst{"1.sql", "CREATE TABLE words (word TEXT NOT NULL) STRICT;"};
const EmbeddedFile kSecond{"2.sql", "ALTER TABLE words ADD COLUMN times INTEGER NOT NULL DEFAULT 7;"};
const EmbeddedFile kBroken{"3.sql", "CREATE TABLE more (x TEXT) STRICT; CREATE TABLE words (x TEXT) STRICT;"};

class DatabaseTest : public Box {
 protected:
  std::unique_ptr<Database> Open(std::vector<EmbeddedFile> steps) {
    auto opened = Database::Open(root + "/test.db", steps, options);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? *std::move(opened) : nullptr;
  }
  static std::int64_t Ask(const Database& db, std::string_view sql) {
    std::int64_t answer = -1;
    const auto read = db.Read([&](Connection& c) -> Status {
      auto row = c.Prepare(sql);
      LIANXIAO_TRY(row.Step());
      answer = row.Int(0);
      return {};
    });
    EXPECT_TRUE(read) << read.error().message;
    return answer;
  }
};

TEST_F(DatabaseTest, MigratesFromAnOlderVersionAndKeepsTheRows) {
  auto db = Open({kFirst});
  ASSERT_TRUE(db->Write([](Connection& c) { return c.Execute("INSERT INTO words VALUES ('看图')"); }));
  db.reset();
  db = Open({kFirst, kSecond});
  EXPECT_EQ(Ask(*db, "SELECT times FROM words WHERE word = '看图'"), 7);
  EXPECT_EQ(Ask(*db, "PRAGMA user_version"), 2);
}

TEST_F(DatabaseTest, RefusesADatabaseOfANewerProgramAndLeavesItAlone) {
  Open({kFirst, kSecond}).reset();
  const auto refused = Database::Open(root + "/test.db", std::vector{kFirst}, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_NE(refused.error().message.find("written by a newer program"), std::string::npos);
  EXPECT_EQ(Ask(*Open({kFirst, kSecond}), "PRAGMA user_version"), 2);
}

TEST_F(DatabaseTest, AStepThatFailsLeavesTheVersionBefore) {
  Open({kFirst}).reset();
  const auto failed = Database::Open(root + "/test.db", std::vector{kFirst, kBroken}, options);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("3.sql"), std::string::npos) << failed.error().message;
  auto db = Open({kFirst});
  EXPECT_EQ(Ask(*db, "PRAGMA user_version"), 1);
  EXPECT_EQ(Ask(*db, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'"), 0);
}

TEST_F(DatabaseTest, CallsAFileThatIsNoDatabaseCorrupt) {
  ASSERT_TRUE(WriteWhole(disk, root + "/test.db", std::string(8'192, 'x')));
  const auto opened = Database::Open(root + "/test.db", std::vector{kFirst}, options);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << opened.error().message;
}

TEST_F(DatabaseTest, AFailedWriteLeavesNothingBehind) {
  auto db = Open({kFirst});
  const auto failed = db->Write([](Connection& c) -> Status {
    LIANXIAO_TRY(c.Execute("INSERT INTO words VALUES ('a')"));
    return Fail(ErrorCode::kInvalid, "no");
  });
  EXPECT_EQ(failed.error().code, ErrorCode::kInvalid);
  const auto thrown = db->Write([](Connection& c) -> Status {
    LIANXIAO_TRY(c.Execute("INSERT INTO words VALUES ('b')"));
    throw std::runtime_error("surprise");
  });
  EXPECT_EQ(thrown.error().code, ErrorCode::kInternal);
  EXPECT_EQ(Ask(*db, "SELECT count(*) FROM words"), 0);
}

TEST_F(DatabaseTest, AFullDiskIsCalledThatAndTheNextWriteWorks) {
  auto db = Open({kFirst});
  disk.SetCapacity(64 << 10);
  const auto fill = [&](Connection& c) {
    return c.Prepare("INSERT INTO words VALUES (?)").Bind(1, std::string(200'000, 'w')).Run();
  };
  const auto full = db->Write(fill);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kNoSpace) << full.error().message;
  disk.SetCapacity(64 << 20);
  ASSERT_TRUE(db->Write(fill));
  EXPECT_EQ(Ask(*db, "SELECT count(*) FROM words"), 1);
}

TEST_F(DatabaseTest, WhatWriteHasReportedSurvivesAPowerCut) {
  auto db = Open({kFirst});
  ASSERT_TRUE(db->Write([](Connection& c) { return c.Execute("INSERT INTO words VALUES ('a')"); }));
  disk.CutPowerNow();
  db.reset();
  journal.reset();
  disk.PowerOn(1);
  EXPECT_EQ(Ask(*Open({kFirst}), "SELECT count(*) FROM words"), 1);
}

TEST_F(DatabaseTest, ReadersCannotWrite) {
  auto db = Open({kFirst});
  EXPECT_FALSE(db->Read([](Connection& c) { return c.Execute("INSERT INTO words VALUES ('a')"); }));
  EXPECT_EQ(Ask(*db, "SELECT count(*) FROM words"), 0);
}

TEST_F(DatabaseTest, AReaderSeesOneMomentWhileAWriterGoesOn) {
  auto db = Open({kFirst});
  ASSERT_TRUE(db->Read([&](Connection& c) -> Status {
    auto count = [&]() -> std::int64_t {
      auto row = c.Prepare("SELECT count(*) FROM words");
      EXPECT_TRUE(row.Step());
      return row.Int(0);
    };
    EXPECT_EQ(count(), 0);
    EXPECT_TRUE(db->Write([](Connection& w) { return w.Execute("INSERT INTO words VALUES ('a')"); }));
    EXPECT_EQ(count(), 0);
    return {};
  }));
  EXPECT_EQ(Ask(*db, "SELECT count(*) FROM words"), 1);
}

TEST_F(DatabaseTest, MoreThreadsThanReadersTakeTurns) {
  auto db = Open({kFirst});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) right += Ask(*db, "SELECT 42") == 42 ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 240);
}

TEST_F(DatabaseTest, KeepsTextAndBytesAsTheyAre) {
  auto db = Open({kFirst});
  const std::string text("分数\0的", 10);
  for (const auto& word : {std::string_view(text), std::string_view()}) {
    ASSERT_TRUE(db->Write(
        [&](Connection& c) { return c.Prepare("INSERT INTO words VALUES (?)").Bind(1, word).Run(); }));
  }
  ASSERT_TRUE(db->Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT word FROM words ORDER BY rowid");
    EXPECT_TRUE(*row.Step());
    EXPECT_EQ(row.Text(0), text);
    EXPECT_TRUE(*row.Step());
    EXPECT_EQ(row.Text(0), "");
    EXPECT_FALSE(row.IsNull(0));
    return {};
  }));
}

TEST_F(DatabaseTest, ABadStatementFailsWhenItIsRun) {
  auto db = Open({kFirst});
  const auto failed = db->Write([](Connection& c) { return c.Prepare("SELEKT 1").Bind(1, 1).Run(); });
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("SELEKT"), std::string::npos) << failed.error().message;
}

}  // namespace
}  // namespace lianxiao::storage
