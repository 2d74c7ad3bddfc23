#include "center/ingest/findings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace lianxiao::center {
namespace {

// Keys and sentences of a fragment; its lines are `key = "sentence"` below [ingest].
std::set<std::string> KeysIn(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::set<std::string> keys;
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find(" = \"");
    if (equals == std::string::npos || line.starts_with("#")) continue;
    EXPECT_GT(line.size(), equals + 6) << line;
    EXPECT_TRUE(keys.insert("ingest." + line.substr(0, equals)).second) << line << " is there twice";
  }
  return keys;
}

TEST(Findings, HaveASentenceInBothLanguages) {
  const std::set<std::string> keys(kFindingKeys.begin(), kFindingKeys.end());
  EXPECT_EQ(keys.size(), kFindingKeys.size());
  EXPECT_EQ(KeysIn("center/ingest/strings_ingest.zh-CN.toml"), keys);
  EXPECT_EQ(KeysIn("center/ingest/strings_ingest.en.toml"), keys);
}

TEST(Findings, AreAllDeclaredWhereTheyAreMade) {
  const std::set<std::string> keys(kFindingKeys.begin(), kFindingKeys.end());
  for (const auto* source : {"ingest", "row_fields", "row_files", "editor_folder", "media_rules",
                             "office_pages", "table_csv", "table_toml"}) {
    std::ifstream file("center/ingest/" + std::string(source) + ".cpp");
    ASSERT_TRUE(file) << source;
    const std::string code(std::istreambuf_iterator<char>(file), {});
    for (auto at = code.find("\"ingest."); at != std::string::npos; at = code.find("\"ingest.", at + 1)) {
      const auto key = code.substr(at + 1, code.find('"', at + 1) - at - 1);
      EXPECT_TRUE(keys.contains(key)) << source << " makes " << key;
    }
  }
}

}  // namespace
}  // namespace lianxiao::center
