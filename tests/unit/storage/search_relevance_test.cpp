// Whether teachers find what they mean: tests/support/search/pairs.tsv over catalog.tsv. The floors are what
// was reached; whoever makes the search better raises them, and nobody lowers them without a reason in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/search/index.h"
#include "tests/support/search_set.h"
#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

struct Floor {
  const char* kind;
  int queries;  // As many there are at least; a set that shrinks proves less.
  double recall, reciprocal_rank;
};

constexpr Floor kFloors[] = {
    {"words", 35, 1.0, 1.0},    {"pinyin", 20, 1.0, 1.0},      {"initials", 16, 1.0, 1.0},
    {"mixed", 12, 1.0, 1.0},    {"traditional", 13, 1.0, 1.0}, {"width", 10, 1.0, 1.0},
    {"typo_han", 20, 1.0, 1.0}, {"typo_pinyin", 10, 1.0, 1.0}, {"typo_latin", 6, 1.0, 1.0},
    {"filters", 32, 1.0, 1.0},  {"nearest", 8, 1.0, 1.0},      {"", 180, 1.0, 1.0},
};

class SearchRelevance : public Box {
 protected:
  SearchRelevance() {
    auto opened = SearchIndex::Open(root + "/search.db", options);
    EXPECT_TRUE(opened) << opened.error().message;
    index = *std::move(opened);
    EXPECT_TRUE(index->BeginFill());
    EXPECT_TRUE(index->Fill(test::JudgedLessons()));
    EXPECT_TRUE(index->EndFill());
  }
  std::vector<std::string> FirstTen(const std::string& typed) {
    const auto page = index->Find(typed, {.offset = 0, .limit = 10});
    EXPECT_TRUE(page) << typed << ": " << page.error().message;
    std::vector<std::string> ids;
    if (page) {
      for (const auto& hit : page->hits) ids.push_back(hit.id);
    }
    return ids;
  }
  std::unique_ptr<SearchIndex> index;
};

TEST_F(SearchRelevance, TeachersFindWhatTheyMean) {
  std::string missed;
  const auto judged = test::Judge(
      test::JudgedQueries(), [&](const std::string& typed) { return FirstTen(typed); },
      [&](const test::JudgedQuery& query) {
        missed += query.kind + " \"" + query.typed + "\":";
        for (const auto& id : FirstTen(query.typed)) missed += " " + id;
        missed += "\n";
      });
  for (const auto& floor : kFloors) {
    ASSERT_TRUE(judged.contains(floor.kind)) << floor.kind;
    const auto& reached = judged.at(floor.kind);
    EXPECT_GE(reached.queries, floor.queries) << floor.kind;
    EXPECT_GE(reached.recall + 0.0005, floor.recall) << floor.kind << ", not all found:\n" << missed;
    EXPECT_GE(reached.reciprocal_rank + 0.0005, floor.reciprocal_rank) << floor.kind;
  }
}

}  // namespace
}  // namespace lianxiao::storage
