#include "storage/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using formats::Resource;
using formats::ResourceStatus;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Resource Lesson(const std::string& id, std::int64_t version, const std::string& grade,
                const std::string& unit) {
  Resource r;
  r.id = id, r.version = version, r.title = "课 " + id;
  r.stage = "小学", r.grade = grade, r.subject = "数学", r.edition = "人教版", r.volume = "上册";
  r.unit = unit, r.type = "录播课";
  formats::File file;
  file.path = "main.mp4", file.media_type = "video/mp4", file.size_bytes = 3;
  file.blob = HashOf(id + std::to_string(version));
  r.files = {file};
  return r;
}

class CatalogTest : public Box {
 protected:
  std::vector<std::string> Take(const std::string& shard, std::vector<Resource> resources) {
    const auto changed = catalog.ReplaceShard(shard, Sha256Hex(shard), resources);
    EXPECT_TRUE(changed) << changed.error().message;
    return changed.value_or(std::vector<std::string>{"failed"});
  }
  std::vector<std::string> Ids(const CatalogFilter& filter = {}, const Paging& paging = {}) {
    std::vector<std::string> ids;
    const auto page = catalog.List(filter, paging);
    EXPECT_TRUE(page) << page.error().message;
    if (page) {
      for (const auto& entry : page->entries) ids.push_back(entry.published.id);
    }
    return ids;
  }
  ErrorCode FindError(const std::string& id) {
    const auto found = catalog.Find(id);
    EXPECT_FALSE(found);
    return found ? ErrorCode::kInternal : found.error().code;
  }

  Catalog catalog{*journal};
};

TEST_F(CatalogTest, TellsWhichLinesAreNewOrChanged) {
  EXPECT_THAT(Take("s", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第二单元")}),
              UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Take("s", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 2, "三年级", "第二单元")}),
              ElementsAre("b"));
  EXPECT_THAT(Take("s", {Lesson("b", 2, "三年级", "第二单元")}), ElementsAre("a")) << "missing: withdrawn";
  EXPECT_THAT(Take("s", {Lesson("b", 2, "三年级", "第二单元")}), IsEmpty());
  EXPECT_EQ(catalog.Shards()->at("s"), Sha256Hex("s"));
}

TEST_F(CatalogTest, ListsInTheOrderOfTheTextbook) {
  Take("s", {Lesson("c", 1, "三年级", "第十单元"), Lesson("b", 1, "三年级", "第二单元"),
             Lesson("d", 1, "四年级", "第一单元"), Lesson("a", 1, "一年级", "第九单元")});
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Ids({.grade = "三年级"}), ElementsAre("b", "c"));
  EXPECT_THAT(Ids({}, {.offset = 1, .limit = 2}), ElementsAre("b", "c"));
  EXPECT_EQ(catalog.List({}, {.offset = 1, .limit = 2})->total, 4);
  EXPECT_EQ(catalog.List({}, {.offset = 0, .limit = 501}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(catalog.List({}, {.offset = -1, .limit = 1}).error().code, ErrorCode::kInvalid);
}

TEST_F(CatalogTest, CountsTheValuesOfAFieldUnderAFilter) {
  Take("s", {Lesson("a", 1, "四年级", "第一单元"), Lesson("b", 1, "三年级", "第二单元"),
             Lesson("c", 1, "三年级", "第一单元"), Lesson("d", 1, "", "")});
  ASSERT_TRUE(catalog.Hold("b", 1));
  const auto grades = catalog.Facets("grade", {.subject = "数学"});
  ASSERT_EQ(grades->size(), 2U);
  EXPECT_EQ((*grades)[0].value, "三年级");
  EXPECT_EQ((*grades)[0].resources, 2);
  EXPECT_EQ((*grades)[0].cached, 1);
  EXPECT_EQ((*grades)[1].value, "四年级");
  EXPECT_THAT(*catalog.Facets("grade", {.subject = "语文"}), IsEmpty());
  EXPECT_EQ(catalog.Facets("id; DROP TABLE blobs", {}).error().code, ErrorCode::kInvalid);
}

TEST_F(CatalogTest, CountsAnewWhateverChanged) {
  const auto counted = [&] {
    const auto totals = catalog.Totals().value_or(CatalogTotals{-1, -1, -1});
    const auto grades = catalog.Facets("grade", {}).value_or(std::vector<Facet>{});
    const auto listed =
        catalog.List({}, {.limit = 0}).value_or(CatalogPage{.entries = {}, .total = -1}).total;
    const auto cached = grades.empty() ? 0 : grades[0].cached;
    return std::vector<std::int64_t>{totals.resources, totals.cached,
                                     totals.outdated,  static_cast<std::int64_t>(grades.size()),
                                     cached,           listed};
  };
  EXPECT_THAT(counted(), ElementsAre(0, 0, 0, 0, 0, 0));
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  EXPECT_THAT(counted(), ElementsAre(1, 0, 0, 1, 0, 1));
  ASSERT_TRUE(catalog.Hold("a", 1));
  EXPECT_THAT(counted(), ElementsAre(1, 1, 0, 1, 1, 1));
  Take("s", {Lesson("a", 2, "三年级", "第一单元"), Lesson("b", 1, "四年级", "第一单元")});
  EXPECT_THAT(counted(), ElementsAre(2, 0, 1, 2, 1, 2));
  ASSERT_TRUE(catalog.Release("a"));
  EXPECT_THAT(counted(), ElementsAre(2, 0, 0, 2, 0, 2));
  ASSERT_TRUE(catalog.DropShard("s"));
  EXPECT_THAT(counted(), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST_F(CatalogTest, ShowsTheOldVersionUntilTheNewOneIsHeld) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  ASSERT_TRUE(catalog.Hold("a", 1));
  Take("s", {Lesson("a", 2, "四年级", "第一单元")});

  auto entry = catalog.Find("a");
  EXPECT_EQ(entry->Shown().version, 1);
  EXPECT_FALSE(entry->UpToDate());
  EXPECT_THAT(Ids({.grade = "三年级"}), ElementsAre("a")) << "filters follow what teachers see";
  EXPECT_EQ(catalog.Totals()->outdated, 1);
  EXPECT_EQ(catalog.Hold("a", 1).error().code, ErrorCode::kInvalid);

  ASSERT_TRUE(catalog.Hold("a", 2));
  entry = catalog.Find("a");
  EXPECT_EQ(entry->Shown(), Lesson("a", 2, "四年级", "第一单元"));
  EXPECT_TRUE(entry->UpToDate());
  EXPECT_THAT(Ids({.grade = "四年级"}), ElementsAre("a"));
  EXPECT_EQ(catalog.Totals()->cached, 1);
}

TEST_F(CatalogTest, AFileThatAnOlderProgramPassedOverIsHeldLaterAndIsNoNews) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第一单元")});
  ASSERT_TRUE(catalog.Hold("a", 1));
  ASSERT_TRUE(catalog.Hold("b", 1));
  auto whole = Lesson("a", 1, "三年级", "第一单元");
  whole.files.push_back({.role = formats::FileRole::kChapters,
                         .path = "chapters.vtt",
                         .media_type = "text/vtt",
                         .size_bytes = 3,
                         .blob = HashOf("chapters")});
  EXPECT_THAT(Take("s", {whole, Lesson("b", 1, "三年级", "第一单元")}), ElementsAre("a"));

  EXPECT_FALSE(catalog.Find("a")->UpToDate());
  EXPECT_EQ(catalog.Find("a")->Shown().files.size(), 1U) << "until the other one is here";
  ASSERT_TRUE(catalog.Hold("a", 1));
  EXPECT_TRUE(catalog.Find("a")->UpToDate());
  EXPECT_EQ(catalog.Find("a")->Shown(), whole);
  EXPECT_EQ(catalog.UseOf(HashOf("chapters"))->resource, "a");
  EXPECT_THAT(*catalog.LatestHeld(2), ElementsAre("b", "a")) << "nobody is told of it as of a new lesson";
}

TEST_F(CatalogTest, AnotherWayToTheSameFileLeavesALessonUpToDate) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  ASSERT_TRUE(catalog.Hold("a", 1));
  auto nearer = Lesson("a", 1, "三年级", "第一单元");
  nearer.files[0].deltas = {{.from = HashOf("older"), .blob = HashOf("delta"), .size_bytes = 1}};
  Take("s", {nearer});
  EXPECT_TRUE(catalog.Find("a")->UpToDate());
}

TEST_F(CatalogTest, AWithdrawnResourceIsNeitherShownNorFound) {
  auto withdrawn = Lesson("a", 2, "三年级", "第一单元");
  withdrawn.status = ResourceStatus::kWithdrawn;
  withdrawn.files.clear();
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  ASSERT_TRUE(catalog.Hold("a", 1));
  Take("s", {withdrawn});

  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_THAT(*catalog.Facets("grade", {}), IsEmpty());
  EXPECT_EQ(catalog.Find("a")->published.status, ResourceStatus::kWithdrawn) << "until it is released";
  EXPECT_EQ(catalog.Hold("a", 2).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(catalog.Release("a"));
  EXPECT_EQ(FindError("a"), ErrorCode::kNotFound);
  EXPECT_EQ(catalog.After("", 10)->size(), 1U);
  EXPECT_EQ(catalog.Totals()->resources, 0);
}

TEST_F(CatalogTest, ALineThatComesBackIsPublishedAgain) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  Take("s", {});
  EXPECT_EQ(FindError("a"), ErrorCode::kNotFound);
  EXPECT_EQ((*catalog.After("", 10))[0].published.status, ResourceStatus::kWithdrawn);
  EXPECT_THAT(Take("s", {Lesson("a", 1, "三年级", "第一单元")}), ElementsAre("a"));
  EXPECT_THAT(Ids(), ElementsAre("a"));
}

TEST_F(CatalogTest, ALessonMayMoveFromOneShardToAnother) {
  Take("third", {Lesson("a", 1, "三年级", "第一单元")});
  Take("fourth", {Lesson("a", 2, "四年级", "第一单元")});
  EXPECT_THAT(Take("third", {}), IsEmpty()) << "it is the other shard's now";
  EXPECT_EQ(catalog.Find("a")->published.version, 2);

  Take("fifth", {Lesson("a", 1, "五年级", "第一单元")});
  EXPECT_EQ(catalog.Find("a")->published.version, 2) << "an older line elsewhere counts for nothing";
  ASSERT_TRUE(catalog.DropShard("fourth"));
  EXPECT_EQ(FindError("a"), ErrorCode::kNotFound);
  EXPECT_FALSE(catalog.Shards()->contains("fourth"));
}

TEST_F(CatalogTest, ALessonThatAnotherShardTookOverComesBackWhenThatOneGoes) {
  Take("county", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第一单元")});
  Take("thief", {Lesson("a", 1'000, "三年级", "第一单元")});
  EXPECT_EQ(catalog.Shards()->at("county"), "") << "so that it is fetched and taken in again";
  Take("county", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第一单元")});
  EXPECT_EQ(catalog.Shards()->at("county"), "") << "for as long as the two disagree";
  ASSERT_TRUE(catalog.DropShard("thief"));
  Take("county", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第一单元")});
  EXPECT_EQ(catalog.Find("a")->published.version, 1);
  EXPECT_EQ(catalog.Shards()->at("county"), Sha256Hex("county"));
}

TEST_F(CatalogTest, KnowsWhoseFileABlobIs) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元")});
  ASSERT_TRUE(catalog.Hold("a", 1));
  Take("s", {Lesson("a", 2, "三年级", "第一单元")});
  for (const auto* blob : {"a1", "a2"}) {
    const auto use = catalog.UseOf(HashOf(blob));
    ASSERT_TRUE(use) << blob;
    EXPECT_EQ(use->resource, "a");
    EXPECT_EQ(use->file.blob, HashOf(blob));
  }
  ASSERT_TRUE(catalog.Hold("a", 2));
  EXPECT_EQ(catalog.UseOf(HashOf("a1")).error().code, ErrorCode::kNotFound);
}

TEST_F(CatalogTest, TellsWhatArrivedLast) {
  Take("s", {Lesson("a", 1, "三年级", "第一单元"), Lesson("b", 1, "三年级", "第二单元"),
             Lesson("c", 1, "三年级", "第三单元")});
  for (const auto* id : {"b", "a"}) ASSERT_TRUE(catalog.Hold(id, 1));
  ASSERT_TRUE(catalog.Hold("b", 1)) << "again: nothing new arrived";
  EXPECT_THAT(*catalog.LatestHeld(10), ElementsAre("a", "b"));
  EXPECT_THAT(*catalog.LatestHeld(1), ElementsAre("a"));
  EXPECT_THAT(Ids({.cached_only = true}), ElementsAre("a", "b"));
}

TEST_F(CatalogTest, KeepsBundlesAsTheCountyPushedThem) {
  formats::Bundle bundle;
  bundle.id = "autumn", bundle.name = "秋季开学资源包", bundle.everything = true;
  ASSERT_TRUE(catalog.ReplaceBundles(std::vector{bundle}));
  EXPECT_THAT(*catalog.Bundles(), ElementsAre(bundle));
  ASSERT_TRUE(catalog.ReplaceBundles({}));
  EXPECT_THAT(*catalog.Bundles(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::storage
