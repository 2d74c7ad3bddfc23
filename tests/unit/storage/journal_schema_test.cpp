#include "storage/journal_schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

class JournalSchemaTest : public Box {
 protected:
  std::unique_ptr<Database> Open(const std::string& name, std::span<const EmbeddedFile> steps) {
    auto opened = Database::Open(root + "/" + name, steps, options);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? *std::move(opened) : nullptr;
  }

  // Every table with its columns, and every index with its text: what two schemas must have in common.
  static std::set<std::string> Shape(const Database& db) {
    std::set<std::string> shape;
    const auto read = db.Read([&](Connection& c) -> Status {
      auto rows = c.Prepare(
          "SELECT t.name || '.' || c.name || ' ' || c.type || ' notnull=' || c.\"notnull\" || ' pk=' || c.pk"
          " || ' default=' || coalesce(c.dflt_value, '-') FROM sqlite_schema t, pragma_table_info(t.name) c"
          " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
          " UNION ALL SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
          " UNION ALL SELECT 'strict=' || strict || ' without rowid=' || wr || ' ' || name"
          " FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'");
      for (;;) {
        LIANXIAO_ASSIGN(const bool more, rows.Step());
        if (!more) return {};
        shape.insert(rows.Text(0));
      }
    });
    EXPECT_TRUE(read) << read.error().message;
    return shape;
  }
};

TEST_F(JournalSchemaTest, TheSumShownForReadingIsWhatTheStepsMake) {
  std::ifstream file("storage/schema.sql");
  ASSERT_TRUE(file) << "run from the top folder of the source";
  std::stringstream text;
  text << file.rdbuf();
  const auto sum_text = text.str();
  const EmbeddedFile sum{"schema.sql", sum_text};
  const auto steps = Shape(*journal);
  EXPECT_GT(steps.size(), 50U);
  EXPECT_EQ(Shape(*Open("sum.db", {&sum, 1})), steps);
}

TEST_F(JournalSchemaTest, EveryOlderVersionThereEverWasComesUpToTheNewest) {
  const auto newest = Shape(*journal);
  for (std::size_t version = 0; version < JournalSchema().size(); ++version) {
    const auto name = "from" + std::to_string(version) + ".db";
    Open(name, JournalSchema().first(version)).reset();
    EXPECT_EQ(Shape(*Open(name, JournalSchema())), newest) << "from version " << version;
  }
}

}  // namespace
}  // namespace lianxiao::storage
