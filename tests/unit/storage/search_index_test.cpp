#include "storage/search/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <span>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

formats::Resource Lesson(const std::string& id, const std::string& title) {
  formats::Resource r;
  r.id = id, r.version = 1, r.title = title, r.stage = "小学", r.grade = "三年级", r.subject = "数学";
  return r;
}

class SearchIndexTest : public Box {
 protected:
  SearchIndexTest() { Reopen(); }
  void Reopen() {
    index.reset();
    auto opened = SearchIndex::Open(root + "/search.db", options);
    ASSERT_TRUE(opened) << opened.error().message;
    index = *std::move(opened);
  }
  Status PutAll(const std::vector<formats::Resource>& lessons) {
    LIANXIAO_TRY(index->BeginFill());
    LIANXIAO_TRY(Put(lessons));
    return index->EndFill();
  }
  Status Put(const std::vector<formats::Resource>& lessons) {
    std::vector<Searchable> all;
    for (const auto& lesson : lessons) all.push_back({.shown = lesson});
    return index->Put(all);
  }
  std::vector<std::string> Find(std::string_view query) {
    std::vector<std::string> ids;
    const auto page = index->Find(query, {});
    EXPECT_TRUE(page) << query << ": " << page.error().message;
    if (!page) return {"failed"};
    for (const auto& hit : page->hits) ids.push_back(hit.id);
    EXPECT_EQ(page->total, static_cast<std::int64_t>(ids.size()));
    return ids;
  }
  std::unique_ptr<SearchIndex> index;
};

TEST_F(SearchIndexTest, FindsWordsOfTwoCharactersAndOfOne) {
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话"), Lesson("b", "分数的初步认识"), Lesson("c", "认识图形")}));
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
  EXPECT_THAT(Find("分数"), ElementsAre("b"));
  EXPECT_THAT(Find("图"), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(Find("话"), ElementsAre("a")) << "last of its run";
  EXPECT_THAT(Find("认识"), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(Find("认识 三年级 图形"), ElementsAre("c")) << "every word must occur";
  EXPECT_THAT(Find("看说"), IsEmpty());
  EXPECT_THAT(Find(""), IsEmpty());
  EXPECT_THAT(Find("\" OR 1=1 --"), IsEmpty());
}

TEST_F(SearchIndexTest, ATitleCountsMoreThanADescription) {
  auto mentioned = Lesson("a", "练习");
  mentioned.description = "分数，分数，分数";
  auto taught = Lesson("b", "练习二");
  taught.keywords = {"分数"};
  ASSERT_TRUE(PutAll({mentioned, taught, Lesson("c", "分数的初步认识")}));
  EXPECT_THAT(Find("分数"), ElementsAre("c", "b", "a"));
}

TEST_F(SearchIndexTest, MarksTheHitInTheTitle) {
  ASSERT_TRUE(Put({Lesson("a", "看图<说话>")}));
  EXPECT_EQ(index->Find("看图", {})->hits[0].title_html, "<mark>看图</mark>&lt;说话&gt;");
}

TEST_F(SearchIndexTest, ReplacesAndRemoves) {
  ASSERT_TRUE(Put({Lesson("a", "看图说话")}));
  ASSERT_TRUE(Put({Lesson("a", "听故事")}));
  EXPECT_THAT(Find("看图"), IsEmpty());
  EXPECT_THAT(Find("故事"), ElementsAre("a"));
  ASSERT_TRUE(index->Remove("a"));
  ASSERT_TRUE(index->Remove("a")) << "twice is no harm";
  EXPECT_THAT(Find("故事"), IsEmpty());
  auto withdrawn = Lesson("b", "故事");
  withdrawn.status = formats::ResourceStatus::kWithdrawn;
  ASSERT_TRUE(Put({withdrawn}));
  EXPECT_THAT(Find("故事"), IsEmpty());
}

TEST_F(SearchIndexTest, GivesPages) {
  std::vector<formats::Resource> many;
  for (int n = 0; n < 25; ++n) many.push_back(Lesson("r" + std::to_string(n), "口算练习"));
  ASSERT_TRUE(PutAll(many));
  const auto page = index->Find("口算", {.offset = 20, .limit = 10});
  EXPECT_EQ(page->total, 25);
  EXPECT_EQ(page->hits.size(), 5U);
  EXPECT_EQ(index->Find("口算", {.offset = 0, .limit = 501}).error().code, ErrorCode::kInvalid);
}

TEST_F(SearchIndexTest, AsksToBeFilledOnceOnly) {
  EXPECT_TRUE(index->Outdated());
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话")}));
  EXPECT_FALSE(index->Outdated());
  Reopen();
  EXPECT_FALSE(index->Outdated());
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
}

TEST_F(SearchIndexTest, ABrokenFileIsReplacedByAnEmptyIndex) {
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话")}));
  index.reset();
  ASSERT_TRUE(WriteWhole(disk, root + "/search.db", std::string(20'000, 'x')));
  Reopen();
  EXPECT_TRUE(index->Outdated());
  EXPECT_THAT(Find("看图"), IsEmpty());
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话")}));
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
}

TEST_F(SearchIndexTest, DamageFoundWhileSearchingIsMendedByFillingAgain) {
  std::vector<formats::Resource> many;
  for (int n = 0; n < 300; ++n)
    many.push_back(Lesson("r" + std::to_string(n), "口算练习" + std::to_string(n)));
  ASSERT_TRUE(PutAll(many));
  index.reset();
  const auto file = disk.Open(root + "/search.db", OpenMode::kWrite);
  // The first page, with the schema, is left whole.
  ASSERT_TRUE((*file)->WriteAt(4'096, std::string(static_cast<std::size_t>(*(*file)->Size() - 4'096), 'x')));
  Reopen();
  if (!index->Outdated()) {
    const auto found = index->Find("口算", {});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::kCorrupt) << found.error().message;
    EXPECT_TRUE(index->Outdated());
  }
  ASSERT_TRUE(PutAll(many));
  EXPECT_EQ(index->Find("口算", {})->total, 300);
}

TEST_F(SearchIndexTest, UnderstandsFiltersAndSaysWhich) {
  auto other = Lesson("b", "分数的意义");
  other.grade = "五年级";
  ASSERT_TRUE(PutAll({Lesson("a", "分数的初步认识"), other}));
  const auto page = index->Find("五年级数学分数", {});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->hits.size(), 1U);
  EXPECT_EQ(page->hits[0].title_html, "<mark>分数</mark>的意义");
  ASSERT_EQ(page->filters.size(), 2U);
  EXPECT_EQ(page->filters[0].shown, "五年级");
  EXPECT_EQ(page->filters[1].shown, "数学");
  EXPECT_EQ(page->match, Match::kExact);
  EXPECT_THAT(Find("三年级 五年级"), UnorderedElementsAre("a", "b")) << "one of each field is enough";
}

TEST_F(SearchIndexTest, ShowsWhatIsNearestAndSaysHowNear) {
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话"), Lesson("b", "认识图形")}));
  const auto find = [&](std::string_view typed) { return index->Find(typed, {}).value(); };
  EXPECT_EQ(find("看图说话").match, Match::kExact);
  EXPECT_EQ(find("看图说活").match, Match::kCorrected);
  EXPECT_EQ(find("看图说活").hits[0].title_html, "<mark>看图说话</mark>");
  auto elsewhere = Lesson("c", "观潮");
  elsewhere.grade = "四年级";
  ASSERT_TRUE(Put({elsewhere}));
  EXPECT_EQ(find("三年级观潮").match, Match::kWithoutFilters);
  EXPECT_TRUE(find("三年级观潮").filters.empty()) << "none was applied";
  EXPECT_EQ(find("看图作文大全").match, Match::kSomeWords);
  EXPECT_TRUE(find("恐龙").hits.empty());
}

TEST_F(SearchIndexTest, WhatPlaysHereComesFirstThenWhatIsOpenedOftenThenTheMark) {
  std::vector<Searchable> lessons;
  for (const auto* id : {"plain", "marked", "opened", "here"})
    lessons.push_back({.shown = Lesson(id, "口算练习")});
  lessons[1].shown.quality = "省级";
  lessons[2].opened = 5;
  lessons[3].here = true;
  ASSERT_TRUE(index->Put(lessons));
  EXPECT_THAT(Find("口算"), ElementsAre("here", "opened", "marked", "plain"));
  lessons[0].here = true;
  lessons[0].opened = 20;
  ASSERT_TRUE(index->Put(lessons));
  EXPECT_THAT(Find("口算"), ElementsAre("plain", "here", "opened", "marked"));
}

TEST_F(SearchIndexTest, OfTheRestWhatTheSchoolTeachesComesFirst) {
  std::vector<Searchable> lessons{{.shown = Lesson("a", "口算练习")}, {.shown = Lesson("b", "口算练习")}};
  lessons[0].shown.quality = "部级";
  lessons[0].shown.grade = "五年级";
  Searchable here{.shown = Lesson("c", "看图说话"), .here = true};
  ASSERT_TRUE(index->Put(std::array{lessons[0], lessons[1], here}));
  EXPECT_THAT(Find("口算"), ElementsAre("b", "a"))
      << "of the same grade, subject and edition as what is here";
}

TEST_F(SearchIndexTest, BroadQueriesAreCountedUpToAThousand) {
  std::vector<formats::Resource> many;
  for (int n = 0; n < 1'200; ++n) many.push_back(Lesson("r" + std::to_string(n), "口算练习"));
  ASSERT_TRUE(PutAll(many));
  const auto page = index->Find("口算", {.offset = 990, .limit = 24});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->total, kSearchCounted);
  EXPECT_TRUE(page->more);
  EXPECT_EQ(page->hits.size(), 10U);
}

TEST_F(SearchIndexTest, GoesOnServingWhileItIsFilledAnew) {
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话"), Lesson("b", "认识图形")}));
  ASSERT_TRUE(index->BeginFill());
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
  ASSERT_TRUE(Put({Lesson("c", "看图写话")}));
  EXPECT_THAT(Find("看图"), UnorderedElementsAre("a", "c"));
  Reopen();
  EXPECT_TRUE(index->Outdated()) << "cut off in the middle";
  EXPECT_THAT(Find("看图"), UnorderedElementsAre("a", "c"));
  ASSERT_TRUE(PutAll({Lesson("b", "认识图形"), Lesson("c", "看图写话")}));
  EXPECT_THAT(Find("看图"), ElementsAre("c")) << "what no filling named is gone";
  EXPECT_THAT(Find("图形"), ElementsAre("b"));
  EXPECT_FALSE(index->Outdated());
}

TEST_F(SearchIndexTest, SuggestsTitlesTeachersAndUnits) {
  auto lesson = Lesson("a", "看图说话");
  lesson.teacher = "李明霞";
  lesson.unit = "第七单元 观察与成长";
  auto again = Lesson("b", "看图说话");
  ASSERT_TRUE(PutAll({lesson, again, Lesson("c", "看图写话")}));
  EXPECT_THAT(index->Suggest("看", 8).value(), UnorderedElementsAre("看图说话", "看图写话"));
  EXPECT_THAT(index->Suggest("kantush", 8).value(), ElementsAre("看图说话"));
  EXPECT_THAT(index->Suggest("limi", 8).value(), ElementsAre("李明霞"));
  EXPECT_THAT(index->Suggest("观察", 8).value(), ElementsAre("第七单元 观察与成长"));
  EXPECT_THAT(index->Suggest("看", 1).value().size(), 1U);
  EXPECT_THAT(index->Suggest("", 8).value(), IsEmpty());
}

TEST_F(SearchIndexTest, AnIndexOfTheFirstReleaseIsEmptiedAndAsksToBeFilled) {
  index.reset();
  ASSERT_TRUE(disk.Remove(root + "/search.db"));
  const EmbeddedFile first{"0001",
                           "CREATE TABLE docs (number INTEGER PRIMARY KEY); CREATE TABLE words (x);"
                           "CREATE TABLE filled (row INTEGER); INSERT INTO filled VALUES (1)"};
  ASSERT_TRUE(Database::Open(root + "/search.db", std::span(&first, 1), options));
  Reopen();
  EXPECT_TRUE(index->Outdated());
  EXPECT_THAT(Find("看图"), IsEmpty());
  ASSERT_TRUE(PutAll({Lesson("a", "看图说话")}));
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
}

}  // namespace
}  // namespace lianxiao::storage
