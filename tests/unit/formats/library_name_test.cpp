#include "storage/formats/library_name.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

TEST(LibraryName, HasNoDashSoThatNothingBelongsToTwo) {
  for (const char* good : {"chen", "school2", "a", "abcdefghijklmnopqrstuvwx"}) {
    EXPECT_TRUE(CheckLibraryName(good)) << good;
  }
  for (const char* bad :
       {"", "studio-chen", "2school", "Chen", "陈", "chen ", "chen.", "..", "abcdefghijklmnopqrstuvwxy",
        "county", "root", "targets", "snapshot", "timestamp"}) {
    EXPECT_EQ(CheckLibraryName(bad).error().code, ErrorCode::kInvalid) << bad;
  }
}

TEST(LibraryName, StandsBeforeTheShards) {
  EXPECT_EQ(LibraryPattern("chen"), "catalog/chen-*");
  EXPECT_EQ(ShardName("chen", "0a1b2c3d", 2), "catalog/chen-0a1b2c3d-2.ndjson.zst");
  EXPECT_EQ(LibraryOfShard(ShardName("chen", "0a1b2c3d", 2)), "chen");
  EXPECT_EQ(LibraryOfShard(ShardName(kCountyLibrary, "0a1b2c3d", 0)), kCountyLibrary);
  for (const char* none : {"", "catalog/", "catalog/chen", "catalog/-x", "bundles/chen-x.json",
                           "catalog/chen-x/y.zst", "catalog/sub/chen-x"}) {
    EXPECT_FALSE(LibraryOfShard(none)) << none;
  }
}

TEST(LibraryName, StandsBeforeTheResources) {
  EXPECT_TRUE(LibraryOwns("chen", "chen-math-3"));
  for (const char* other : {"chen", "chen-", "chens-math", "che-math", "math-chen-3", ""}) {
    EXPECT_FALSE(LibraryOwns("chen", other)) << other;
  }
}

}  // namespace
}  // namespace lianxiao::formats
