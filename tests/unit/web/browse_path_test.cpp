#include "web/classroom/browse_path.h"

#include <gtest/gtest.h>

#include "tests/unit/web/fake_school_view.h"

namespace lianxiao::web {
namespace {

// 小学: 三年级 数学 上册 two units, 下册 one; 一年级 语文 one volume.
FakeSchoolView School() {
  FakeSchoolView school;
  school.resources.clear();
  int n = 0;
  const auto add = [&](std::string grade, std::string subject, std::string volume, std::string unit) {
    auto r = SampleResource("r" + std::to_string(n++), unit, grade, subject, "录播课",
                            {SampleFile(formats::FileRole::kMain, "a.mp4", "video/mp4", 10)});
    r.volume = volume;
    r.unit = unit;
    school.resources.push_back(OnBox(std::move(r), 10));
  };
  add("一年级", "语文", "上册", "第一单元");
  add("三年级", "数学", "上册", "第一单元 时、分、秒");
  add("三年级", "数学", "上册", "第八单元 分数");
  add("三年级", "数学", "下册", "第一单元 位置");
  add("三年级", "语文", "上册", "第一单元 校园");
  return school;
}

BrowseRequest Asked(std::vector<std::pair<std::string, std::string>> query) {
  Request request;
  request.query = std::move(query);
  return BrowseRequest::From(request);
}

BrowseTree Walk(const BrowseRequest& asked, const FakeSchoolView& school) {
  const auto tree = WalkLevels(asked, [&](const std::string& field, const storage::CatalogFilter& filter) {
    return school.Facets(field, filter);
  });
  EXPECT_TRUE(tree);
  return *tree;
}

std::vector<std::string> Levels(const BrowseTree& tree) {
  std::vector<std::string> levels;
  for (const auto& row : tree.rows) levels.push_back(row.level);
  return levels;
}

using List = std::vector<std::string>;

TEST(BrowsePath, PassesOverALevelThatHasOneAnswer) {
  const auto tree = Walk(Asked({}), School());
  EXPECT_EQ(Levels(tree), List{"grade"});
  EXPECT_EQ(tree.filter.stage, "小学");
}

TEST(BrowsePath, OffersTheFirstOpenLevelBelowWhatWasChosen) {
  const auto tree = Walk(Asked({{"grade", "三年级"}, {"subject", "数学"}}), School());
  EXPECT_EQ(Levels(tree), (List{"grade", "subject", "volume"}));
  EXPECT_EQ(tree.filter.edition, "人教版") << "the only one";
  ASSERT_EQ(tree.rows[2].choices.size(), 2U);
  EXPECT_EQ(tree.rows[2].choices[0].resources, 2);
  EXPECT_FALSE(tree.rows[2].chosen);
}

TEST(BrowsePath, ComesDownToUnitsAndLessons) {
  const auto tree = Walk(Asked({{"grade", "三年级"}, {"subject", "数学"}, {"volume", "上册"}}), School());
  EXPECT_EQ(Levels(tree), (List{"grade", "subject", "volume", "unit"}));
  EXPECT_EQ(tree.rows.back().choices[1].value, "第八单元 分数");
}

TEST(BrowsePath, ASubjectChosenFirstStaysWhileTheGradeIsAsked) {
  const auto tree = Walk(Asked({{"subject", "数学"}}), School());
  EXPECT_EQ(Levels(tree), (List{"subject", "volume"})) << "mathematics is taught in one grade here";
  const auto chinese = Walk(Asked({{"subject", "语文"}}), School());
  EXPECT_EQ(Levels(chinese), (List{"grade", "subject"}));
  EXPECT_EQ(chinese.rows[0].choices[0].address,
            Address("/browse", {{"grade", "一年级"}, {"subject", "语文"}}));
}

TEST(BrowsePath, ChoosingAnotherValueDropsWhatLiesBelow) {
  const auto tree = Walk(Asked({{"grade", "三年级"}, {"subject", "数学"}, {"volume", "下册"}}), School());
  EXPECT_EQ(tree.rows[0].choices[0].address, Address("/browse", {{"grade", "一年级"}}));
  EXPECT_EQ(tree.rows[0].all_address, "/browse");
  EXPECT_TRUE(tree.rows[0].choices[1].chosen);
}

TEST(BrowsePath, NarrowingStaysOnTheWayAndThePageDoesNot) {
  const auto asked = Asked({{"type", "录播课"}, {"ready", "1"}, {"page", "3"}});
  EXPECT_EQ(asked.page, 3);
  EXPECT_EQ(asked.Address(), Address("/browse", {{"type", "录播课"}, {"ready", "1"}, {"page", "3"}}));
  const auto tree = Walk(asked, School());
  ASSERT_FALSE(tree.rows.empty());
  EXPECT_EQ(tree.rows[0].choices[0].address,
            Address("/browse", {{"grade", "一年级"}, {"type", "录播课"}, {"ready", "1"}}));
}

TEST(BrowsePath, APageNumberThatIsNoneIsTheFirstPage) {
  for (const std::string bad : {"", "0", "-4", "x", "2x", "99999999999999999999"}) {
    EXPECT_EQ(Asked({{"page", bad}}).page, 1) << bad;
  }
  EXPECT_LE(Asked({{"page", "9999999999"}}).page, 100'000);
}

TEST(BrowsePath, AValueNobodyHasOffersTheOthers) {
  const auto tree = Walk(Asked({{"grade", "九年级"}}), School());
  ASSERT_FALSE(tree.rows.empty());
  EXPECT_EQ(tree.rows[0].level, "grade");
  EXPECT_EQ(tree.rows[0].choices.size(), 2U);
}

TEST(BrowsePath, AFailureOfTheCatalogIsPassedOn) {
  auto school = School();
  school.failure = Error{ErrorCode::kInternal, "disk I/O error"};
  const auto tree =
      WalkLevels(Asked({}), [&](const std::string& field, const storage::CatalogFilter& filter) {
        return school.Facets(field, filter);
      });
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().message, "disk I/O error");
}

}  // namespace
}  // namespace lianxiao::web
