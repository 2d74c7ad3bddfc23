#include "center/registry/letter_content.h"

#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

constexpr WallTime kMonday{1'795'000'000'000};
constexpr WallTime kTuesday = {kMonday.ms + kDayMs};
constexpr WallTime kFriday = {kMonday.ms + 4 * kDayMs};
const std::string kDevice(32, 'd');

// A box, the letter it was sent last, and what the county has for its school.
class LetterContent : public testing::Test {
 protected:
  ForSchool school;
  SealKey key{{1}};
  std::optional<LastLetter> last;
  std::int64_t held = 0;

  // Sends what is to be sent; its number, or 0 when the last one stands.
  std::int64_t Send(WallTime now) {
    const auto letter = NextLetter(school, kDevice, key, last, held, now);
    if (!letter) return 0;
    sent = *letter;
    last = LastLetter{letter->number, ContentOf(*letter, key), now};
    return letter->number;
  }
  formats::Letter sent;
};

TEST_F(LetterContent, EverySchoolGetsAFirstLetterAndNoSecondWithoutNews) {
  EXPECT_EQ(Send(kMonday), 1);
  EXPECT_EQ(sent.device, kDevice);
  EXPECT_TRUE(sent.all_libraries);
  EXPECT_EQ(Send(kMonday), 0);
  EXPECT_EQ(Send(kFriday), 0);
}

TEST_F(LetterContent, AnyNewsRaisesTheNumber) {
  Send(kMonday);
  school.accounts = {{.id = std::string(32, 'a'), .login = "wangfang", .role = "teacher"}};
  EXPECT_EQ(Send(kTuesday), 2);
  school.accounts[0].revision = 1;
  EXPECT_EQ(Send(kTuesday), 3);
  school.notices = {{"n-1", "停电", kMonday, kFriday}};
  EXPECT_EQ(Send(kTuesday), 4);
  school.commands = {{{1, "recheck"}, kMonday}};
  EXPECT_EQ(Send(kTuesday), 5);
  school.all_libraries = false;
  EXPECT_EQ(Send(kTuesday), 6);
  school.libraries = {"chen"};
  EXPECT_EQ(Send(kTuesday), 7);
  school.classroom_login = true;
  EXPECT_EQ(Send(kTuesday), 8);
  EXPECT_EQ(Send(kTuesday), 0);
}

TEST_F(LetterContent, ANoticeThatEndsCostsNoLetterButIsLeftOutOfTheNext) {
  school.notices = {{"n-1", "停电", kMonday, kTuesday}, {"n-2", "练习", kMonday, kFriday}};
  EXPECT_EQ(Send(kMonday), 1);
  EXPECT_EQ(sent.notices.size(), 2U);
  EXPECT_EQ(Send({kTuesday.ms + 1}), 0);
  school.classroom_login = true;
  EXPECT_EQ(Send({kTuesday.ms + 1}), 2);
  ASSERT_EQ(sent.notices.size(), 1U);
  EXPECT_EQ(sent.notices[0].id, "n-2");
  EXPECT_EQ(Send({kTuesday.ms + 2}), 0);
}

TEST_F(LetterContent, ANoticeTakenBackIsNews) {
  school.notices = {{"n-1", "停电", kMonday, kFriday}};
  Send(kMonday);
  school.notices.clear();
  EXPECT_EQ(Send(kTuesday), 2);
  EXPECT_TRUE(sent.notices.empty());
}

TEST_F(LetterContent, ACommandIsRepeatedForASummerAndThenForgotten) {
  school.commands = {{{1, "recheck"}, kMonday}};
  Send(kMonday);
  school.classroom_login = true;
  EXPECT_EQ(Send({kMonday.ms + kCommandMs - 1}), 2);
  EXPECT_EQ(sent.commands.size(), 1U);
  school.classroom_login = false;
  EXPECT_EQ(Send({kMonday.ms + kCommandMs}), 3);
  EXPECT_TRUE(sent.commands.empty());
}

TEST_F(LetterContent, ABoxWithANewKeyGetsItsLetterAnew) {
  Send(kMonday);
  key.bytes[0] = 2;
  EXPECT_EQ(Send(kMonday), 2);
}

TEST_F(LetterContent, ACenterRestoredFromACopyGoesOnAboveWhatTheBoxHolds) {
  Send(kMonday);
  held = 40;
  EXPECT_EQ(Send(kMonday), 41);
  held = 41;
  EXPECT_EQ(Send(kMonday), 0);
  held = std::int64_t{1} << 52;  // Nonsense must not use up the numbers.
  EXPECT_EQ(Send(kMonday), 0);
}

TEST_F(LetterContent, OfTooManyNoticesTheNewestAreTold) {
  for (int i = 0; i < 60; ++i) {
    school.notices.push_back({"n-" + std::to_string(i), "text", kMonday, kFriday});
  }
  Send(kMonday);
  ASSERT_EQ(sent.notices.size(), formats::kMaxLetterNotices);
  EXPECT_EQ(sent.notices.front().id, "n-10");
  EXPECT_EQ(sent.notices.back().id, "n-59");
}

}  // namespace
}  // namespace lianxiao::center
