#include "storage/formats/tuf_names.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

TEST(TufNames, AreSafeInUrlsAndFoldersWhateverARoleIsCalled) {
  EXPECT_EQ(MetadataName("targets", 7, true), "7.targets.json");
  EXPECT_EQ(MetadataName("targets", 7, false), "targets.json");
  EXPECT_EQ(MetadataName("?", 1, true), "1.%3F.json");
  EXPECT_EQ(MetadataName("#", 1, true), "1.%23.json");
  EXPECT_EQ(MetadataName("/delegatedrole", 1, true), "1.%2Fdelegatedrole.json");
  EXPECT_EQ(MetadataName("../delegatedrole", 1, false), "..%2Fdelegatedrole.json");
  EXPECT_EQ(MetadataName("..", 1, false), "...json");
  EXPECT_EQ(MetadataName("a role", 1, false), "a%20role.json");
  EXPECT_EQ(MetadataName("库", 1, false), "%E5%BA%93.json");
  EXPECT_EQ(MetadataName("100%", 1, false), "100%25.json");
}

TEST(TufNames, ReadBackAsTheyWere) {
  for (const char* name : {"targets", "?", "..", "a/b", "库", "100%", "%2F", ""}) {
    EXPECT_EQ(UnescapedName(EscapedName(name)).value(), name);
  }
  for (const char* bad : {"%", "%2", "%2f", "a b", "a/b", "%41", "%GG", "库"}) {
    EXPECT_FALSE(UnescapedName(bad)) << bad;
  }
}

TEST(TufNames, ATargetsHashStandsBeforeItsLastPart) {
  EXPECT_EQ(TargetUrlPath("a/b/c.zst", "beef"), "a/b/beef.c.zst");
  EXPECT_EQ(TargetUrlPath("c.zst", "beef"), "beef.c.zst");
  EXPECT_EQ(TargetUrlPath("a/c.zst", ""), "a/c.zst");
  EXPECT_EQ(TargetUrlPath("a b/c?d#e%f+g", "beef"), "a%20b/beef.c%3Fd%23e%25f+g");
}

}  // namespace
}  // namespace lianxiao::formats
