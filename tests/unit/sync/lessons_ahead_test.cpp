#include "sync/blobs/lessons_ahead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace lianxiao::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

storage::CatalogEntry Lesson(const std::string& id, int files = 1) {
  storage::CatalogEntry entry;
  entry.published.id = id;
  entry.published.files.resize(static_cast<std::size_t>(files));
  return entry;
}

std::vector<std::string> Ids(std::vector<storage::CatalogEntry> entries) {
  std::vector<std::string> ids;
  for (auto& entry : entries) ids.push_back(std::move(entry.published.id));
  return ids;
}

Precedence Wish(std::int64_t due) { return {Rank::kWish, due, 1}; }
Precedence Subscribed(std::int64_t due) { return {Rank::kSubscription, due, 1}; }

TEST(LessonsAhead, KeepsTheFirstAndCountsTheRest) {
  LessonsAhead ahead(2);
  ahead.Offer(Subscribed(30), 300, Lesson("c", 3));
  ahead.Offer(Subscribed(10), 100, Lesson("a"));
  ahead.Offer(Subscribed(40), 400, Lesson("d", 4));
  EXPECT_EQ(ahead.behind(), (LessonsBehind{1, 4, 400}));
  ahead.Offer(Wish(99), 1, Lesson("wished for"));
  EXPECT_EQ(ahead.behind(), (LessonsBehind{2, 7, 700}));
  EXPECT_THAT(Ids(ahead.Take()), UnorderedElementsAre("a", "wished for"));
  EXPECT_THAT(ahead.Take(), IsEmpty());
}

TEST(LessonsAhead, OfEqualsKeepsTheSameWhateverTheirOrder) {
  std::vector<std::string> ids{"a", "b", "c", "d", "e", "f", "g"};
  std::mt19937 random(5);
  for (int time = 0; time < 20; ++time) {
    std::ranges::shuffle(ids, random);
    LessonsAhead ahead(3);
    for (const auto& id : ids) ahead.Offer(Subscribed(1), 1, Lesson(id));
    auto kept = Ids(ahead.Take());
    std::ranges::sort(kept);
    EXPECT_THAT(kept, ElementsAre("a", "b", "c"));
  }
}

TEST(LessonsAhead, OfNoneHasNone) {
  LessonsAhead ahead(0);
  ahead.Offer(Wish(1), 10, Lesson("a", 2));
  EXPECT_EQ(ahead.behind(), (LessonsBehind{1, 2, 10}));
  EXPECT_THAT(ahead.Take(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::sync
