#include "storage/formats/path_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace lianxiao::formats {
namespace {

TEST(PathPattern, MatchesAsTheSpecificationShowsIt) {
  EXPECT_TRUE(MatchesPath("targets/*.tgz", "targets/foo.tgz"));
  EXPECT_FALSE(MatchesPath("targets/*.tgz", "targets/foo.txt"));
  EXPECT_TRUE(MatchesPath("foo-version-?.tgz", "foo-version-2.tgz"));
  EXPECT_FALSE(MatchesPath("foo-version-?.tgz", "foo-version-alpha.tgz"));
  EXPECT_TRUE(MatchesPath("*.tgz", "bar.tgz"));
  EXPECT_FALSE(MatchesPath("*.tgz", "targets/foo.tgz"));
  EXPECT_TRUE(MatchesPath("foo.tgz", "foo.tgz"));
  EXPECT_FALSE(MatchesPath("foo.tgz", "foo.tgz.asc"));
}

TEST(PathPattern, NoWildcardReachesOverASlash) {
  EXPECT_FALSE(MatchesPath("*", "a/b"));
  EXPECT_FALSE(MatchesPath("a?b", "a/b"));
  EXPECT_FALSE(MatchesPath("a[/]b", "a/b"));
  EXPECT_FALSE(MatchesPath("a[!x]b", "a/b"));
  EXPECT_FALSE(MatchesPath("a*/b", "a/x/b"));
  EXPECT_TRUE(MatchesPath("*/*/c", "a/b/c"));
  EXPECT_FALSE(MatchesPath("*/*", "a/b/c"));
  EXPECT_FALSE(MatchesPath("a/*", "a"));
  EXPECT_TRUE(MatchesPath("a/*", "a/"));
  EXPECT_FALSE(MatchesPath("/a", "a"));
}

TEST(PathPattern, StarsMeetAsMuchAsIsNeeded) {
  EXPECT_TRUE(MatchesPath("*", ""));
  EXPECT_TRUE(MatchesPath("**a**", "a"));
  EXPECT_TRUE(MatchesPath("*ab*ab", "abxabab"));
  EXPECT_FALSE(MatchesPath("*ab*ab", "ab"));
  EXPECT_TRUE(MatchesPath("catalog/chen-*", "catalog/chen-0a1b2c3d-0.ndjson.zst"));
  EXPECT_FALSE(MatchesPath("catalog/chen-*", "catalog/chens-0.ndjson.zst"));
  EXPECT_FALSE(MatchesPath("", "a"));
  EXPECT_TRUE(MatchesPath("", ""));
}

TEST(PathPattern, BracketsMeetOneOfTheirMembers) {
  EXPECT_TRUE(MatchesPath("[abc]-[0-9]", "b-7"));
  EXPECT_FALSE(MatchesPath("[abc]-[0-9]", "d-7"));
  EXPECT_TRUE(MatchesPath("[!a-c]", "d"));
  EXPECT_FALSE(MatchesPath("[!a-c]", "b"));
  EXPECT_TRUE(MatchesPath("[]]", "]"));
  EXPECT_TRUE(MatchesPath("[a-]", "-"));
  EXPECT_TRUE(MatchesPath("[一-龥]课", "中课"));
  EXPECT_TRUE(MatchesPath("[open", "[open"));  // Without its end it stands for itself.
  EXPECT_TRUE(MatchesPath("\\*", "\\anything"));
}

TEST(PathPattern, AQuestionMarkMeetsOneCharacterAndNotOneByte) {
  EXPECT_TRUE(MatchesPath("?课", "语课"));
  EXPECT_FALSE(MatchesPath("?", "语课"));
  EXPECT_TRUE(MatchesPath("??", "\U0001F600x"));
}

TEST(PathPattern, AHostilePatternDoesNotKeepTheBoxBusy) {
  std::string pattern, path(4'000, 'a');
  for (int i = 0; i < 1'000; ++i) pattern += "a*";
  EXPECT_FALSE(MatchesPath(pattern + "b", path));  // Would take years if every '*' were tried anew.
  EXPECT_TRUE(MatchesPath(pattern, path));
}

}  // namespace
}  // namespace lianxiao::formats
