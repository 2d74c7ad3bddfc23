#include "web/http/small_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

using testing::IsNull;
using testing::Pointee;

FileBody Blob(const std::string& etag, std::int64_t size) { return {"/blobs/" + etag, size, etag, true}; }
SmallFiles::Bytes BytesOf(char c, std::size_t size) { return std::make_shared<std::string>(size, c); }

TEST(SmallFiles, KeepsWhatNeverChangesAndIsSmall) {
  SmallFiles files;
  files.Keep(Blob("script", 5), BytesOf('s', 5));
  EXPECT_THAT(files.Find(Blob("script", 5)), Pointee(std::string("sssss")));
  EXPECT_THAT(files.Find(Blob("other", 5)), IsNull());

  FileBody metadata{"/timestamp.json", 5, "w1", false};
  files.Keep(metadata, BytesOf('m', 5));
  EXPECT_THAT(files.Find(metadata), IsNull());
  metadata.never_changes = true;
  EXPECT_THAT(files.Find(metadata), IsNull()) << "nor was it put there";

  files.Keep(Blob("film", SmallFiles::kMostOfOne + 1), BytesOf('f', SmallFiles::kMostOfOne + 1));
  EXPECT_THAT(files.Find(Blob("film", SmallFiles::kMostOfOne + 1)), IsNull());
}

TEST(SmallFiles, BytesOfAnotherLengthAreNotKeptNorFound) {
  SmallFiles files;
  files.Keep(Blob("a", 6), BytesOf('a', 5));
  EXPECT_THAT(files.Find(Blob("a", 6)), IsNull());
  files.Keep(Blob("a", 5), BytesOf('a', 5));
  EXPECT_THAT(files.Find(Blob("a", 6)), IsNull());
}

TEST(SmallFiles, WhatIsAskedForLeastLatelyMakesWay) {
  SmallFiles files(30);
  for (const auto* etag : {"a", "b", "c"}) files.Keep(Blob(etag, 10), BytesOf(*etag, 10));
  EXPECT_TRUE(files.Find(Blob("a", 10)));
  files.Keep(Blob("d", 10), BytesOf('d', 10));
  EXPECT_THAT(files.Find(Blob("b", 10)), IsNull());
  for (const auto* etag : {"a", "c", "d"}) EXPECT_TRUE(files.Find(Blob(etag, 10))) << etag;
}

TEST(SmallFiles, KeptTwiceItTakesRoomOnce) {
  SmallFiles files(20);
  files.Keep(Blob("a", 10), BytesOf('a', 10));
  files.Keep(Blob("b", 10), BytesOf('b', 10));
  for (int time = 0; time < 5; ++time) files.Keep(Blob("b", 10), BytesOf('b', 10));
  EXPECT_TRUE(files.Find(Blob("a", 10)));
}

}  // namespace
}  // namespace lianxiao::web
