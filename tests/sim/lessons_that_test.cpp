#include "sync/blobs/lessons_that.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::sync {
namespace {

using formats::Resource;
using storage::CatalogEntry;
using testing::ElementsAre;
using testing::IsEmpty;

std::string IdOf(int number) {
  auto digits = std::to_string(number);
  return "lesson-" + std::string(5 - digits.size(), '0') + digits;
}

Resource Lesson(int number) {
  Resource resource;
  resource.id = IdOf(number);
  resource.version = 1;
  resource.title = "课";
  formats::File file;
  file.path = "a.mp4";
  file.media_type = "video/mp4";
  file.size_bytes = 3'000'000;
  file.blob = HashOf(resource.id);
  file.pieces = HashOf(resource.id + " pieces");
  file.signature = formats::Signature{HashOf(resource.id + " signature"), 900};
  resource.files = {file};
  return resource;
}

class LessonsThatTest : public storage::Box {
 protected:
  void Know(int lessons) {
    std::vector<Resource> shard;
    for (int number = 0; number < lessons; ++number) shard.push_back(Lesson(number));
    ASSERT_TRUE(catalog_.ReplaceShard("shard", Sha256Hex("shard"), shard));
  }
  std::vector<std::string> Ids(const std::function<bool(const CatalogEntry&)>& matter) {
    std::vector<std::string> ids;
    const auto found = LessonsThat(catalog_, matter);
    EXPECT_TRUE(found);
    for (const auto& entry : found.value()) ids.push_back(entry.published.id);
    return ids;
  }

  storage::Catalog catalog_{*journal};
};

TEST_F(LessonsThatTest, LooksAtEachLessonOnceOverAllPages) {
  Know(1'203);
  int looked = 0;
  EXPECT_THAT(Ids([&](const CatalogEntry& entry) {
                ++looked;
                return entry.published.id == IdOf(0) || entry.published.id == IdOf(500) ||
                       entry.published.id == IdOf(1'202);
              }),
              ElementsAre(IdOf(0), IdOf(500), IdOf(1'202)));
  EXPECT_EQ(looked, 1'203);
}

TEST_F(LessonsThatTest, FindsNothingInAnEmptyCatalog) {
  EXPECT_THAT(Ids([](const CatalogEntry&) { return true; }), IsEmpty());
}

TEST_F(LessonsThatTest, KnowsALessonByAnyBlobOfItThatIsHere) {
  Know(20);
  for (const auto* of : {"", " pieces", " signature"}) {
    const std::unordered_set<BlobId> here{HashOf(IdOf(7) + of), HashOf("somebody else's")};
    EXPECT_THAT(Ids([&](const CatalogEntry& entry) { return NamesAnyOf(entry.published, here); }),
                ElementsAre(IdOf(7)));
  }
}

}  // namespace
}  // namespace lianxiao::sync
