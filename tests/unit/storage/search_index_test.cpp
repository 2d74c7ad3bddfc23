#include "storage/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  ASSERT_TRUE(
      index->PutAll({Lesson("a", "看图说话"), Lesson("b", "分数的初步认识"), Lesson("c", "认识图形")}));
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
  ASSERT_TRUE(index->PutAll({mentioned, taught, Lesson("c", "分数的初步认识")}));
  EXPECT_THAT(Find("分数"), ElementsAre("c", "b", "a"));
}

TEST_F(SearchIndexTest, MarksTheHitInTheTitle) {
  ASSERT_TRUE(index->Put(Lesson("a", "看图<说话>")));
  EXPECT_EQ(index->Find("看图", {})->hits[0].title_html, "<mark>看图</mark>&lt;说话&gt;");
}

TEST_F(SearchIndexTest, ReplacesAndRemoves) {
  ASSERT_TRUE(index->Put(Lesson("a", "看图说话")));
  ASSERT_TRUE(index->Put(Lesson("a", "听故事")));
  EXPECT_THAT(Find("看图"), IsEmpty());
  EXPECT_THAT(Find("故事"), ElementsAre("a"));
  ASSERT_TRUE(index->Remove("a"));
  ASSERT_TRUE(index->Remove("a")) << "twice is no harm";
  EXPECT_THAT(Find("故事"), IsEmpty());
  auto withdrawn = Lesson("b", "故事");
  withdrawn.status = formats::ResourceStatus::kWithdrawn;
  ASSERT_TRUE(index->Put(withdrawn));
  EXPECT_THAT(Find("故事"), IsEmpty());
}

TEST_F(SearchIndexTest, GivesPages) {
  std::vector<formats::Resource> many;
  for (int n = 0; n < 25; ++n) many.push_back(Lesson("r" + std::to_string(n), "口算练习"));
  ASSERT_TRUE(index->PutAll(many));
  const auto page = index->Find("口算", {.offset = 20, .limit = 10});
  EXPECT_EQ(page->total, 25);
  EXPECT_EQ(page->hits.size(), 5U);
  EXPECT_EQ(index->Find("口算", {.offset = 0, .limit = 501}).error().code, ErrorCode::kInvalid);
}

TEST_F(SearchIndexTest, AsksToBeFilledOnceOnly) {
  EXPECT_TRUE(index->Outdated());
  ASSERT_TRUE(index->PutAll({Lesson("a", "看图说话")}));
  EXPECT_FALSE(index->Outdated());
  Reopen();
  EXPECT_FALSE(index->Outdated());
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
}

TEST_F(SearchIndexTest, ABrokenFileIsReplacedByAnEmptyIndex) {
  ASSERT_TRUE(index->PutAll({Lesson("a", "看图说话")}));
  index.reset();
  ASSERT_TRUE(WriteWhole(disk, root + "/search.db", std::string(20'000, 'x')));
  Reopen();
  EXPECT_TRUE(index->Outdated());
  EXPECT_THAT(Find("看图"), IsEmpty());
  ASSERT_TRUE(index->PutAll({Lesson("a", "看图说话")}));
  EXPECT_THAT(Find("看图"), ElementsAre("a"));
}

TEST_F(SearchIndexTest, DamageFoundWhileSearchingIsMendedByFillingAgain) {
  std::vector<formats::Resource> many;
  for (int n = 0; n < 300; ++n)
    many.push_back(Lesson("r" + std::to_string(n), "口算练习" + std::to_string(n)));
  ASSERT_TRUE(index->PutAll(many));
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
  ASSERT_TRUE(index->PutAll(many));
  EXPECT_EQ(index->Find("口算", {})->total, 300);
}

}  // namespace
}  // namespace lianxiao::storage
