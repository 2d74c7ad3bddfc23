#include "web/api/mailbox_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_mailbox_view.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;

class MailboxApi : public testing::Test {
 protected:
  void SetUp() override {
    AddLetters(routes_, view_);
    AddMailboxControl(control_, view_);
  }
  Response Letter(const std::string& query = "") const {
    return Ask(routes_, {.target = "/api/v1/devices/" + std::string(32, 'a') + "/letter" + query});
  }
  Response Control(const std::string& target, const std::string& body, bool local = true) const {
    return Ask(control_, {.method = "POST", .target = "/control/v1/" + target, .body = body, .local = local});
  }

  FakeMailboxView view_;
  Router routes_, control_;
};

TEST_F(MailboxApi, GivesTheSealedLetterWithItsNumberAsTag) {
  const auto letter = Letter();
  EXPECT_EQ(letter.status, 200);
  EXPECT_EQ(TextOf(letter), view_.letter.sealed);
  EXPECT_EQ(HeaderOf(letter, "Content-Type"), "application/octet-stream");
  EXPECT_EQ(HeaderOf(letter, "ETag"), "\"7\"");
  EXPECT_EQ(HeaderOf(letter, "Cache-Control"), "no-cache");
  EXPECT_THAT(view_.asked_of, ElementsAre("letter " + std::string(32, 'a')));
}

TEST_F(MailboxApi, ABoxThatHasTheNewestPaysForNoBody) {
  EXPECT_EQ(Letter("?above=6").status, 200);
  EXPECT_EQ(Letter("?above=7").status, 204);
  EXPECT_EQ(Letter("?above=8").status, 204);
  EXPECT_EQ(Letter("?above=x").status, 200);
}

TEST_F(MailboxApi, ARevokedBoxGetsNoLetter) {
  view_.failure = Error{ErrorCode::kRefused, "device.revoked: this box may not ask any more"};
  const auto answer = Letter();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(JsonOf(answer).at("error").at("key"), "device.revoked");
}

TEST_F(MailboxApi, TheMachinesAdminSaysWhatGoesIntoLetters) {
  EXPECT_EQ(JsonOf(Control("notices", R"({"school":"a","text":"停电","until":"2026-12-01T00:00:00Z"})"))
                .at("number"),
            3);
  EXPECT_EQ(Control("notices/3/end", "{}").status, 204);
  EXPECT_EQ(Control("schools/shiyangtang/follow", R"({"libraries":["chen"]})").status, 204);
  EXPECT_EQ(Control("schools/all/line", R"({"rules":{"month_mb":"much"}})").status, 400);
  EXPECT_EQ(Control("schools/all/follow", R"({"all":true})").status, 204);
  EXPECT_EQ(Control("schools/shiyangtang/classroom-login", R"({"asked":true})").status, 204);
  EXPECT_EQ(Control("schools/all/recheck", "{}").status, 204);
  EXPECT_THAT(view_.asked_of,
              ElementsAre("notice a|停电|2026-12-01T00:00:00Z", "end 3", "follow shiyangtang chen",
                          "follow  all", "login shiyangtang on", "recheck "));
}

TEST_F(MailboxApi, TakesNothingOfTheWrongFormAndNothingFromTheNetwork) {
  EXPECT_EQ(Control("notices", R"({"text":"t","until":"tomorrow"})").status, 400);
  EXPECT_EQ(Control("notices", "not json").status, 400);
  EXPECT_EQ(Control("notices/x/end", "{}").status, 400);
  EXPECT_EQ(Control("schools/a/follow", R"({"libraries":"all"})").status, 400);
  EXPECT_EQ(Control("schools/a/classroom-login", "{}").status, 400);
  EXPECT_EQ(Control("schools/a/recheck", "{}", false).status, 403);
  EXPECT_TRUE(view_.asked_of.empty());
  view_.failure = Error{ErrorCode::kNotFound, "school.unknown: no school a"};
  EXPECT_EQ(Control("schools/a/recheck", "{}").status, 404);
}

TEST_F(MailboxApi, RulesOfTheLineAreSetShownAndTakenBack) {
  EXPECT_EQ(
      Control("schools/all/line", R"({"rules":{"open":["daily 22:00-06:00"],"month_mb":20000}})").status,
      204);
  EXPECT_THAT(view_.asked_of.back(), R"(line  {"month_mb":20000,"open":["daily 22:00-06:00"]})");
  const auto shown = JsonOf(Ask(control_, {.target = "/control/v1/schools/all/line", .local = true}));
  EXPECT_EQ(shown.at("rules").at("open").at(0), "daily 22:00-06:00");
  EXPECT_EQ(shown.at("rules").at("month_mb"), 20000);
  EXPECT_FALSE(shown.at("rules").contains("closed")) << "what is as ever is left out";
  EXPECT_EQ(Control("schools/shiyangtang/line", "{}").status, 204);
  EXPECT_EQ(view_.asked_of.back(), "line shiyangtang back");
}

}  // namespace
}  // namespace lianxiao::web
