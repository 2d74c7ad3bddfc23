#include "storage/partner_lessons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/catalog.h"
#include "storage/county_letter.h"
#include "storage/school_ties.h"
#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using formats::Partner;
using testing::ElementsAre;
using testing::IsEmpty;

class PartnerLessonsTest : public Box {
 protected:
  static formats::Resource Lesson(const std::string& id, const std::string& published) {
    formats::Resource lesson;
    lesson.id = id;
    lesson.version = 1;
    lesson.title = id;
    lesson.published = published;
    lesson.files = {{.path = "a.pdf", .media_type = "application/pdf", .size_bytes = 5, .blob = HashOf(id)}};
    return lesson;
  }
  void Publish(const std::string& shard, const std::vector<formats::Resource>& lessons) {
    ASSERT_TRUE(catalog_.ReplaceShard(shard, std::string(64, 'a'), lessons));
  }
  std::vector<std::string> Newest(const std::vector<Partner>& partners, std::int64_t limit = 10) const {
    std::vector<std::string> told;
    const auto lessons = PartnerLessons(*journal).Newest(partners, limit);
    EXPECT_TRUE(lessons) << lessons.error().message;
    for (const auto& one : *lessons) told.push_back(one.resource + " from " + one.from);
    return told;
  }
  const Partner school_{"helper", "zhenxiao", "镇小学", {}, {}};
  const Partner studio_{"studio", "chen", "陈老师工作室", {}, {}};
  Catalog catalog_{*journal};
};

TEST_F(PartnerLessonsTest, TheNewestOfAllPartnersComeFirstWhetherHereOrNot) {
  auto old = Lesson("sx-old", "2026-09-01T00:00:00Z"), young = Lesson("sx-young", "2026-11-01T00:00:00Z");
  old.school = young.school = "镇小学";
  auto named = Lesson("yw-named", "2026-10-01T00:00:00Z");
  named.studio = "陈老师工作室";
  auto other = Lesson("sx-other", "2026-12-01T00:00:00Z");
  other.school = "别的学校";
  Publish("catalog/county-a-0.ndjson.zst", {named, old, other, young});
  Publish("catalog/chen-a-0.ndjson.zst", {Lesson("chen-1", "2026-10-20T00:00:00Z")});
  EXPECT_THAT(Newest({school_, studio_}), ElementsAre("sx-young from 镇小学", "chen-1 from 陈老师工作室",
                                                      "yw-named from 陈老师工作室", "sx-old from 镇小学"));
  EXPECT_THAT(Newest({school_, studio_}, 2), ElementsAre("sx-young from 镇小学", "chen-1 from 陈老师工作室"));
  EXPECT_THAT(Newest({}), IsEmpty());
}

TEST_F(PartnerLessonsTest, WhatWasWithdrawnIsNoNewsAndALessonStandsOnce) {
  auto twice = Lesson("chen-1", "2026-10-20T00:00:00Z");
  twice.studio = "陈老师工作室";
  Publish("catalog/chen-a-0.ndjson.zst", {twice});
  EXPECT_THAT(Newest({studio_}), ElementsAre("chen-1 from 陈老师工作室"));
  Publish("catalog/chen-a-0.ndjson.zst", {});
  EXPECT_THAT(Newest({studio_}), IsEmpty());
}

TEST_F(PartnerLessonsTest, ANewLetterTellsWhomTheSchoolWorksWith) {
  formats::Letter letter{.device = std::string(32, 'd'), .number = 1, .at = {5}};
  letter.partners = {school_, {"studio", "chen", "陈老师工作室", clock.wall + kDayMs, {}}};
  letter.alliances = {{"zhen", "镇联盟", "zhenxiao", {{"zhenxiao", "镇小学"}}}};
  CountyLetter letters(*journal);
  ASSERT_TRUE(letters.Take(letter));
  OpenJournal();
  const SchoolTies ties(*journal);
  EXPECT_THAT(*ties.Partners(clock.wall), ElementsAre(school_)) << "the studio begins tomorrow";
  EXPECT_EQ(ties.Partners(clock.wall + 2 * kDayMs)->size(), 2U);
  EXPECT_EQ(*ties.Alliances(), letter.alliances);
  const formats::Letter next{.device = letter.device, .number = 2, .at = {6}};
  ASSERT_TRUE(CountyLetter(*journal).Take(next));
  EXPECT_THAT(*ties.Partners(clock.wall), IsEmpty());
  EXPECT_THAT(*ties.Alliances(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::storage
