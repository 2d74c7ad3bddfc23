#include "center/registry/timetable_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/registry.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::vector<PublishedLesson> kPublished = {{"sx-3", "分数的初步认识", "数学", "三年级"},
                                                 {"sx-5", "分数的初步认识", "数学", "五年级"},
                                                 {"yw-1", "看图说话", "语文", "一年级"}};

TimetableRow Row(const std::string& title, const std::string& grade, const std::string& kind = "录播",
                 const std::string& resource = "") {
  TimetableRow row{.row = 2};
  row.lesson.title = title;
  row.lesson.grade = grade;
  row.lesson.kind = kind;
  row.lesson.resource = resource;
  return row;
}

TEST(LinkLessons, ByTitleAndWhatElseIsSaidWhenOnlyOneFits) {
  std::vector rows = {Row("分数的初步认识", "三年级"), Row("《看图说话》", "")};
  EXPECT_THAT(LinkLessons(rows, kPublished), IsEmpty());
  EXPECT_EQ(rows[0].lesson.resource, "sx-3");
  EXPECT_EQ(rows[1].lesson.resource, "yw-1");
}

TEST(LinkLessons, TellsWhatItCannotLink) {
  std::vector rows = {Row("分数的初步认识", ""), Row("看图说话", "二年级"),
                      Row("看图说话", "", "录播", "yw-9"), Row("公开课", "", "直播")};
  const auto unlinked = LinkLessons(rows, kPublished);
  ASSERT_EQ(unlinked.size(), 3U);
  EXPECT_EQ(unlinked[0].why, Unlinked::kSeveral);
  EXPECT_EQ(unlinked[1].why, Unlinked::kNone);
  EXPECT_EQ(unlinked[2].why, Unlinked::kUnknown);
  EXPECT_EQ(rows[0].lesson.resource, "");
  EXPECT_EQ(rows[2].lesson.resource, "yw-9");  // It may be published tomorrow.
}

class TimetableDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    CenterKeys keys;
    keys.sign = SigningKey::Generate();
    keys.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys.sign.verify, keys.seal.seal, std::string(64, '0')};
    auto opened = Registry::Open(temp_.At("center.db"), keys, card, "{}", clock_,
                                 {.public_address = "http://10.0.3.7:8440"});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
    for (const auto* school : {"shiyangtang", "longtan"})
      ASSERT_TRUE(registry_->MakeCode(school, school, ""));
  }
  Result<TimetableDesk::Outcome> Put(const std::string& name, const std::string& table,
                                     const std::vector<std::string>& schools = {}) {
    return registry_->timetables().Put(
        name, schools, table,
        [](const auto&, const auto&) -> Result<std::vector<PublishedLesson>> { return kPublished; });
  }

  TempFolder temp_;
  FakeClock clock_;
  std::unique_ptr<Registry> registry_;
};

TEST_F(TimetableDeskTest, AHandedInTimetableComesBackInTheFormOfTheCounty) {
  const auto taken = Put("2026-w49",
                         "课程名称,开课时间,年级,联系方式,备注\n"
                         "看图说话,2026-12-10 9:00-9:40,一年级,138,\"带纸,笔\"\n"
                         "=1+1,2026-12-10 10:00-10:40,,,\n");
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_THAT(taken->findings, IsEmpty());
  EXPECT_EQ(taken->lessons, 2);
  const auto csv = registry_->timetables().Csv("2026-w49").value();
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBF序号,授课类型,学科,"));
  EXPECT_THAT(csv, HasSubstr("1,,,,,,看图说话,12月10日 9:00-9:40,,一年级,,138,,\"带纸,笔\",yw-1\r\n"));
  EXPECT_THAT(csv, HasSubstr("\"'=1+1\""));
  const auto all = registry_->timetables().All().value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].lessons, 2);
  EXPECT_EQ(all[0].linked, 1);
}

TEST_F(TimetableDeskTest, OneWithAMistakeIsNotTakenAndTheOldOneStays) {
  ASSERT_TRUE(Put("w", "课程名称,开课时间\n看图说话,2026-12-10 9:00-9:40\n"));
  const auto taken = Put("w", "课程名称,开课时间\n看图说话,某天\n");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->findings.size(), 1U);
  EXPECT_THAT(registry_->timetables().Csv("w").value(), HasSubstr("12月10日 9:00-9:40"));
}

TEST_F(TimetableDeskTest, RefusesUnknownSchoolsAndNames) {
  const std::string table = "课程名称,开课时间\n看图说话,2026-12-10 9:00-9:40\n";
  EXPECT_THAT(Put("w", table, {"nowhere"}).error().message, HasSubstr("school.unknown"));
  EXPECT_EQ(Put("第 49 周", table).error().code, ErrorCode::kInvalid);
  EXPECT_THAT(registry_->timetables().Remove("w").error().message, HasSubstr("timetable.unknown"));
  EXPECT_EQ(registry_->timetables().Csv("w").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(Put("w", table, {"longtan"}));
  EXPECT_THAT(registry_->timetables().All()->front().schools, ElementsAre("longtan"));
  EXPECT_TRUE(registry_->timetables().Remove("w"));
  EXPECT_THAT(registry_->timetables().All().value(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::center
