#include "center/publish/rollback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kMonday = "2026-11-16T08:00:00Z";
constexpr const char* kTuesday = "2026-11-17T08:00:00Z";

formats::Resource Version(const std::string& id, std::int64_t version, const std::string& content,
                          const std::string& published) {
  formats::Resource resource{.id = id, .version = version, .title = id};
  resource.published = published;
  resource.files = {{.path = "main.mp4", .size_bytes = 1, .blob = HashOf(content)}};
  resource.files[0].deltas = {{.blob = HashOf("delta " + content)}};
  return resource;
}

BundleVersion Composition(std::vector<std::string> ids, const std::string& published) {
  return {{.id = "autumn", .name = "秋季", .resources = std::move(ids)}, published};
}

TEST(Rollback, ALessonGetsItsOldContentUnderAHigherVersion) {
  const auto step =
      GoBack({Version("a", 2, "bad", kTuesday), Version("a", 1, "good", kMonday)}, std::nullopt);
  ASSERT_TRUE(step) << step.error().message;
  EXPECT_EQ(step->again.version, 3);
  EXPECT_EQ(step->from_version, 2);
  EXPECT_EQ(step->content_of, 1);
  EXPECT_EQ(step->again.files[0].blob, HashOf("good"));
  EXPECT_THAT(step->again.files[0].deltas, IsEmpty()) << "those led to it from what was older still";
}

TEST(Rollback, ALessonMayGoBackToAnyVersionThatIsKept) {
  const LessonVersions versions{Version("a", 3, "three", kTuesday), Version("a", 2, "two", kMonday),
                                Version("a", 1, "one", kMonday)};
  EXPECT_EQ(GoBack(versions, 1)->again.files[0].blob, HashOf("one"));
  EXPECT_EQ(GoBack(versions, 7).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(GoBack(versions, 3).error().code, ErrorCode::kInvalid) << "it is published as that";
  EXPECT_EQ(GoBack({versions[2]}, std::nullopt).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(GoBack({}, std::nullopt).error().code, ErrorCode::kNotFound);
}

TEST(Rollback, OfABundleTakesBackWhatItsLastPublicationChangedAndNothingElse) {
  const auto plan = GoBack("autumn", {Composition({"a", "b", "c"}, kMonday)},
                           {{Version("a", 2, "a2", kTuesday), Version("a", 1, "a1", kMonday)},
                            {Version("b", 2, "b2", kMonday), Version("b", 1, "b1", kMonday)},
                            {Version("c", 1, "c1", kTuesday)}});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_FALSE(plan->bundle);
  ASSERT_EQ(plan->lessons.size(), 1U);
  EXPECT_EQ(plan->lessons[0].again.id, "a");
  EXPECT_THAT(plan->stay, ElementsAre("c"));
}

TEST(Rollback, OfABundleThatAsksForOtherLessonsNowAsksForTheOldOnesAgain) {
  const auto plan =
      GoBack("autumn", {Composition({"a", "new"}, kTuesday), Composition({"a", "old"}, kMonday)},
             {{Version("a", 2, "a2", kMonday), Version("a", 1, "a1", kMonday)}});
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_TRUE(plan->bundle);
  EXPECT_THAT(plan->bundle->resources, ElementsAre("a", "old"));
  EXPECT_THAT(plan->leave, ElementsAre("new"));
  EXPECT_THAT(plan->join, ElementsAre("old"));
  EXPECT_THAT(plan->lessons, IsEmpty()) << "they changed earlier";
}

TEST(Rollback, TakesBackBothWhenTheyCameTogether) {
  const auto plan = GoBack("autumn", {Composition({"a"}, kTuesday), Composition({"b"}, kMonday)},
                           {{Version("a", 2, "a2", kTuesday), Version("a", 1, "a1", kMonday)}});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->bundle);
  EXPECT_EQ(plan->lessons.size(), 1U);
}

TEST(Rollback, SaysThatThereIsNothingToGoBackTo) {
  EXPECT_EQ(GoBack("autumn", {Composition({"a"}, kMonday)}, {{Version("a", 1, "a1", kMonday)}}).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(GoBack("autumn", {}, {}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianxiao::center
