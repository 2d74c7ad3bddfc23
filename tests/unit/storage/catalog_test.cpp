#include "storage/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

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

// Whatever changes, what is kept counted is what counting would say.
TEST_F(CatalogTest, WhatIsKeptCountedIsWhatIsThere) {
  std::mt19937 random(3);
  const auto any = [&](std::initializer_list<const char*> of) {
    return *(of.begin() + random() % of.size());
  };
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) ids.push_back("l" + std::to_string(i));
  std::map<std::string, std::int64_t> versions;
  for (int step = 0; step < 60; ++step) {
    std::vector<Resource> lessons;
    for (const auto& id : ids) {
      if (random() % 4 == 0) continue;  // Withdrawn, or never there.
      auto lesson =
          Lesson(id, versions[id] += 1 + static_cast<int>(random() % 2), any({"三年级", "四年级", ""}), "一");
      lesson.type = any({"录播课", "课件"});
      lesson.subject = any({"数学", "语文"});
      if (random() % 9 == 0) lesson.status = ResourceStatus::kWithdrawn;
      lessons.push_back(std::move(lesson));
    }
    Take(any({"s", "t"}), lessons);
    for (const auto& id : ids) {
      if (const auto found = catalog.Find(id); found && random() % 2 == 0) {
        (void)catalog.Hold(id, found->published.version);
      } else if (random() % 3 == 0) {
        ASSERT_TRUE(catalog.Release(id));
      }
    }
    for (const auto& filter :
         {CatalogFilter{}, CatalogFilter{.grade = "三年级"}, CatalogFilter{.subject = "语文", .type = "课件"},
          CatalogFilter{.type = "录播课", .cached_only = true}}) {
      const auto listed = catalog.List(filter, {.limit = 500});
      ASSERT_EQ(listed->total, std::ssize(listed->entries)) << "step " << step;
      std::map<std::string, std::pair<std::int64_t, std::int64_t>> there;
      for (const auto& entry : listed->entries) {
        auto& [lessons_of, held_of] = there[entry.Shown().subject];
        ++lessons_of;
        held_of += entry.held ? 1 : 0;
      }
      const auto subjects = catalog.Facets("subject", filter);
      ASSERT_EQ(subjects->size(), there.size());
      for (const auto& subject : *subjects) {
        EXPECT_EQ(subject.resources, there[subject.value].first);
        EXPECT_EQ(subject.cached, there[subject.value].second);
      }
    }
    CatalogTotals totals;
    const auto all = catalog.List({}, {.limit = 500});
    for (const auto& entry : all->entries) {
      ++totals.resources;
      if (entry.held) ++(entry.held->version == entry.published.version ? totals.cached : totals.outdated);
    }
    const auto told = catalog.Totals();
    EXPECT_EQ(told->resources, totals.resources);
    EXPECT_EQ(told->cached, totals.cached);
    EXPECT_EQ(told->outdated, totals.outdated);
  }
}

// A grade alone is looked for in its stage; a name that two stages use is looked for in both.
TEST_F(CatalogTest, AGradeIsFoundInWhateverStageItIs) {
  auto middle = Lesson("m", 1, "三年级", "第一单元");
  middle.stage = "初中";
  Take("s", {Lesson("a", 1, "三年级", "第二单元"), Lesson("b", 1, "四年级", "第一单元")});
  EXPECT_THAT(Ids({.grade = "三年级"}), ElementsAre("a"));
  Take("t", {middle});
  EXPECT_THAT(Ids({.grade = "三年级"}), ElementsAre("a", "m"));
  EXPECT_THAT(Ids({.stage = "初中", .grade = "三年级"}), ElementsAre("m"));
  EXPECT_THAT(Ids({.stage = "小学", .grade = "三年级", .unit = "第二单元"}), ElementsAre("a"));
  EXPECT_THAT(Ids({.stage = "小学", .grade = "3年级"}), IsEmpty()) << "the same place, another word";
}

TEST_F(CatalogTest, HoldsSeveralOrNone) {
  Take("s", {Lesson("a", 1, "三年级", "一"), Lesson("b", 1, "三年级", "二")});
  const Catalog::VersionOf with_a_stranger[] = {{"a", 1}, {"z", 1}};
  EXPECT_EQ(catalog.Hold(with_a_stranger).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(catalog.Find("a")->held);
  const Catalog::VersionOf both[] = {{"b", 1}, {"a", 1}};
  ASSERT_TRUE(catalog.Hold(both));
  EXPECT_THAT(*catalog.LatestHeld(9), ElementsAre("a", "b")) << "the last of them came last";
  EXPECT_EQ(catalog.Totals()->cached, 2);
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
