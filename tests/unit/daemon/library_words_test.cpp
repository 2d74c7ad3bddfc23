#include "daemon/library_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/key_words.h"

namespace lianxiao::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LibraryWords, AFingerprintIsReadAloudInFourGroups) {
  EXPECT_EQ(Fingerprint("364eff02cceee862c2e7e7a8afeb3036"), "364e ff02 ccee e862");
  EXPECT_EQ(Fingerprint("364e"), "364e");
}

TEST(LibraryWords, TellEachLibraryItsKeysAndWhatIsDue) {
  center::LibraryReport chen{.row = {.name = "chen", .title = "陈老师工作室", .open = true, .listed = true}};
  chen.row.version = 7;
  chen.row.resources = 12;
  chen.key_ids = {"364eff02cceee862c2e7"};
  const std::vector<center::LibraryDue> due = {{"cli.library.due.expired", "chen", -3}};
  EXPECT_THAT(LibraryLines(Console(web::Language::kChinese), {chen}, due),
              ElementsAre(HasSubstr("chen 陈老师工作室：第 7 版"), HasSubstr("364e ff02 ccee e862"),
                          HasSubstr("! chen 已过期 3 天")));
  EXPECT_THAT(LibraryLines(Console(web::Language::kEnglish), {chen}, due),
              ElementsAre(HasSubstr("chen 陈老师工作室: version 7"), HasSubstr("364e ff02 ccee e862"),
                          HasSubstr("! chen ended 3 days ago")));
  EXPECT_EQ(LibraryLines(Console(web::Language::kEnglish), {}, {}).size(), 1u);
}

}  // namespace
}  // namespace lianxiao::daemon
