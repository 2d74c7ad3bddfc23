// A teacher asks the paired school and shares a list with the alliance, in a real Chromium against two boxes
// and their county. Pictures of every page go to the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;

constexpr char kAxe[] = ".cache/axe/axe.min.js";  // As access_test.cpp; fetched by ./dev test.

class Questions : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    village_ = EnrolledSchool();
    town_ = MakeSchool("town");
    town_->Start();
    ASSERT_EQ(town_->Enroll(center_.Code("zhenxiao", "镇小学")).exit_code, 0);
    ASSERT_TRUE(village_->WaitUntilComplete(kSyncMs)) << village_->Status().dump(1);
    ASSERT_TRUE(town_->WaitUntilComplete(kSyncMs)) << town_->Status().dump(1);
  }
  // Until a page of one of the boxes says so.
  bool Becomes(Browser& browser, const std::string& url, const std::string& words) {
    return WaitUntil(
        [&] {
          village_->SyncNow();
          town_->SyncNow();
          browser.Open(url);
          return browser.Text().find(words) != std::string::npos;
        },
        kSyncMs);
  }
  static void ExpectAccessible(Browser& browser, const std::string& name) {
    static const auto axe = std::filesystem::exists(kAxe) ? ReadFile(kAxe) : std::string();
    if (axe.empty()) return;
    browser.Run(axe + ";window.axe = axe;");
    const auto found = browser.Run(
        "return axe.run(document, {resultTypes: ['violations'], iframes: false}).then(function (r) {"
        "  return r.violations.filter(function (v) { return v.impact === 'serious' || v.impact === "
        "'critical' })"
        "    .map(function (v) { return v.id + ': ' + v.help + ' ' + v.nodes[0].html.slice(0, 120) }) })");
    EXPECT_TRUE(found.empty()) << name << ": " << found.dump(1);
  }

  std::unique_ptr<SchoolProgram> village_, town_;
};

TEST_F(Questions, AreAskedOnALessonsPageAnsweredOnAPhoneAndSeenByTheCounty) {
  Browser desktop, phone({.phone = true});
  FirstLogin(desktop, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  desktop.Open(center_.url() + "/alliances");
  desktop.Run(
      "document.getElementById('ps-helper').value = 'zhenxiao';"
      "document.getElementById('ps-school').value = 'shiyangtang'");
  Submit(desktop, "form[action='/alliances/pair'] button");
  desktop.Type("#al-id", "zhen");
  desktop.Type("#al-name", "镇联盟");
  desktop.Run("document.getElementById('al-central').value = 'zhenxiao'");
  Submit(desktop, "form[action='/alliances/put'] button");
  desktop.Run("document.querySelector('form[action=\"/alliances/join\"] select').value = 'shiyangtang'");
  Submit(desktop, "form[action='/alliances/join'] button");
  EXPECT_THAT(desktop.Text(), HasSubstr("镇联盟"));
  ShotThatFits(desktop, "desktop-county-alliances");
  ExpectAccessible(desktop, "alliances");

  Browser teacher;
  FirstLogin(teacher, village_->url(), "wangfang", village_->AddAccount("wangfang", "teacher"));
  const auto lesson = village_->url() + "/r/sx-3s-fenshu-renshi";
  ASSERT_TRUE(Becomes(teacher, lesson, "提问"));
  teacher.Click("#ask summary");
  teacher.Type("#ask-text", "第二题为什么这样分？");
  ShotThatFits(teacher, "desktop-question-ask");
  ExpectAccessible(teacher, "ask");
  Submit(teacher, "#ask button");
  EXPECT_THAT(teacher.Text(), HasSubstr("第二题为什么这样分？"));

  FirstLogin(phone, town_->url(), "lilei", town_->AddAccount("lilei", "teacher"));
  const auto received = town_->url() + "/teaching/questions";
  ASSERT_TRUE(Becomes(phone, received, "第二题为什么这样分？")) << town_->log();
  ShotThatFits(phone, "phone-question-received");
  ExpectAccessible(phone, "received");
  phone.Open(town_->url() + "/r/sx-3s-fenshu-renshi");
  phone.Click("#ask summary");
  phone.Run("document.getElementById('ask').scrollIntoView()");
  ShotThatFits(phone, "phone-question-ask");
  ExpectAccessible(phone, "ask on a phone");
  phone.Open(received);
  phone.Type("form.act-form textarea", "看图：平均分成四份。");
  Submit(phone, "form.act-form button[value=answer]");
  ASSERT_TRUE(Becomes(teacher, village_->url() + "/teaching/questions", "平均分成四份"));
  EXPECT_THAT(teacher.Text(), HasSubstr("已有回答"));
  ShotThatFits(teacher, "desktop-question-answered");
  ExpectAccessible(teacher, "answered");

  desktop.Open(center_.url() + "/questions");
  EXPECT_THAT(desktop.Text(), HasSubstr("平均分成四份"));
  ShotThatFits(desktop, "desktop-county-questions");
  ExpectAccessible(desktop, "county questions");
}

TEST_F(Questions, AListSharedWithTheAllianceIsLookedAtAndCopied) {
  ASSERT_EQ(
      center_
          .Command({"alliance", "zhen", "--name", "镇联盟", "--central", "zhenxiao", "--add", "shiyangtang"})
          .exit_code,
      0);
  Browser writer, reader({.phone = true});
  FirstLogin(writer, town_->url(), "lilei", town_->AddAccount("lilei", "teacher"));
  writer.Open(town_->url() + "/r/sx-3s-fenshu-renshi");
  writer.Click(".own summary");
  writer.Type("#own-name", "分数第一课");
  Submit(writer, "form[action='/teaching/lists'] button");
  const auto list = writer.Url();
  ASSERT_TRUE(Becomes(writer, list, "和联盟一起"));
  ShotThatFits(writer, "desktop-list-alliance");
  ExpectAccessible(writer, "share");
  Submit(writer, "button[value=share_alliance]");
  EXPECT_THAT(writer.Text(), HasSubstr("分享给镇联盟"));

  FirstLogin(reader, village_->url(), "wangfang", village_->AddAccount("wangfang", "teacher"));
  ASSERT_TRUE(Becomes(reader, village_->url() + "/teaching/alliance", "分数第一课")) << village_->log();
  ShotThatFits(reader, "phone-alliance-lists");
  reader.ClickLink("分数第一课");
  EXPECT_THAT(reader.Text(), HasSubstr("分数的初步认识"));
  ShotThatFits(reader, "phone-alliance-list");
  ExpectAccessible(reader, "alliance list");
  Submit(reader, "form.act-form button");
  EXPECT_THAT(reader.Text(), HasSubstr("开始上课"));

  Browser county;
  FirstLogin(county, center_.url(), "reviewer", center_.AddAccount("reviewer", "reviewer"));
  county.Open(center_.url() + "/questions");
  EXPECT_THAT(county.Text(), HasSubstr("分数第一课"));
  county.Run("document.querySelectorAll('details').forEach(function (one) { one.open = true })");
  ShotThatFits(county, "desktop-county-shared-lists");
  ExpectAccessible(county, "shared lists at the county");
}

}  // namespace
}  // namespace lianxiao::test
