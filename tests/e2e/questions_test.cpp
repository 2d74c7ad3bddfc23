// 答疑 and 联盟分享 with real programs: two schools and their county. A question asked at one box appears at
// the other, is answered, and the answer is back where it was asked, each step with its honest state.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Teacher {
  SchoolProgram* school = nullptr;
  std::string cookie, csrf;

  json Ask(const std::string& method, const std::string& path, const json& body = {}) const {
    const auto answer =
        Http({.method = method,
              .url = school->url() + "/api/v1/me/" + path,
              .body = method == "GET" ? "" : body.dump(),
              .headers = {"Content-Type: application/json", "Cookie: " + cookie, "X-CSRF: " + csrf}});
    EXPECT_TRUE(answer.status == 200 || answer.status == 204) << path << answer.body;
    return answer.status == 200 ? json::parse(answer.body) : json();
  }
  std::string Page(const std::string& path) const {
    return Http({.method = "GET", .url = school->url() + path, .body = "", .headers = {"Cookie: " + cookie}})
        .body;
  }
};

class Questions : public World {
 protected:
  static Teacher LoggedIn(SchoolProgram& school, const std::string& login) {
    const auto code = school.AddAccount(login, "teacher");
    const auto post = [&](const json& body) {
      return Http({.method = "POST",
                   .url = school.url() + "/api/v1/session",
                   .body = body.dump(),
                   .headers = {"Content-Type: application/json", "Origin: " + school.url()}});
    };
    const auto first = json::parse(post({{"login", login}, {"password", code}}).body);
    auto in = post({{"ticket", first.at("ticket")}, {"new_password", kPassword}});
    EXPECT_EQ(in.status, 200) << in.body;
    const auto set = in.headers["set-cookie"];
    return {&school, set.substr(0, set.find(';')), json::parse(in.body).at("csrf")};
  }
  // Until `what` is true, with rounds of both schools.
  template <typename What>
  static bool Comes(const Teacher& one, const Teacher& other, What what) {
    return WaitUntil(
        [&] {
          if (what()) return true;
          one.school->SyncNow();
          other.school->SyncNow();
          return false;
        },
        kSyncMs);
  }
  static std::string StateOf(const Teacher& teacher) {
    return teacher.Ask("GET", "questions").at("questions").at(0).at("state");
  }
};

TEST_F(Questions, AQuestionReachesThePairedSchoolAndItsAnswerComesBack) {
  PublishSamples();
  center_.Start();
  const auto village = EnrolledSchool();
  auto town = MakeSchool("town");
  town->Start();
  ASSERT_EQ(town->Enroll(center_.Code("zhenxiao", "镇小学")).exit_code, 0);
  const std::string village_id = "shiyangtang";  // As EnrolledSchool() joins.
  const auto paired = center_.Command({"pair", village_id, "--with", "zhenxiao"});
  ASSERT_EQ(paired.exit_code, 0) << paired.err;
  ASSERT_EQ(
      center_.Command({"alliance", "zhen", "--name", "镇联盟", "--central", "zhenxiao", "--add", village_id})
          .exit_code,
      0);
  EXPECT_THAT(center_.Command({"pairs"}).out, HasSubstr("镇小学"));
  EXPECT_THAT(center_.Command({"alliances"}).out, HasSubstr("镇联盟"));
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->Status().dump(1);
  ASSERT_TRUE(town->WaitUntilComplete(kSyncMs)) << town->Status().dump(1);
  const auto asker = LoggedIn(*village, "wangfang"), helper = LoggedIn(*town, "lilei");
  ASSERT_TRUE(Comes(asker, helper, [&] {
    return !asker.Ask("GET", "partners").at("partners").empty() &&
           !helper.Ask("GET", "partners").at("partners").empty();
  })) << village->log();

  // The county is away: it waits here, and a killed box does not forget it.
  center_.Stop();
  const auto lesson =
      village->Get("/api/v1/resources?limit=1").at("resources").at(0).at("id").get<std::string>();
  asker.Ask("POST", "questions",
            {{"kind", "school"}, {"to", "zhenxiao"}, {"resource", lesson}, {"text", "第二题为什么这样分？"}});
  EXPECT_EQ(StateOf(asker), "waiting");
  EXPECT_THAT(asker.Page("/teaching/questions"), HasSubstr("还在这里，等线路"));
  village->Kill();
  village->Start();
  EXPECT_EQ(StateOf(asker), "waiting");

  // The other school is away: the county has it, and no more is claimed.
  town->Stop();
  center_.Start();
  ASSERT_TRUE(WaitUntil(
      [&] {
        village->SyncNow();
        return StateOf(asker) == "with_county";
      },
      kSyncMs))
      << village->log();
  EXPECT_THAT(asker.Page("/teaching/questions"), HasSubstr("县里收到了，还没有送到"));
  town->Start();
  ASSERT_TRUE(Comes(asker, helper, [&] {
    return !helper.Ask("GET", "received-questions").at("questions").empty() && StateOf(asker) == "delivered";
  })) << town->log();
  const auto received = helper.Ask("GET", "received-questions").at("questions").at(0);
  EXPECT_EQ(received.at("text"), "第二题为什么这样分？");
  EXPECT_EQ(received.at("resource"), lesson);

  helper.Ask("POST", "questions/" + received.at("id").get<std::string>() + "/answers", {{"text", "看图。"}});
  ASSERT_TRUE(Comes(asker, helper, [&] {
    return !asker.Ask("GET", "questions").at("questions").at(0).at("answers").empty();
  }));
  const auto page = asker.Page("/teaching/questions");
  EXPECT_THAT(page, HasSubstr("看图。"));
  EXPECT_THAT(page, HasSubstr("镇小学"));
  EXPECT_THAT(page, HasSubstr("已有回答"));
  EXPECT_EQ(helper.Ask("GET", "received-questions").at("questions").size(), 1U);
  const auto counts = center_.Get("/api/v1/questions/counts").at("counts");
  EXPECT_EQ(counts.size(), 2U) << counts.dump();
}

// A school that never has a line asks by stick, and has its answer by stick.
TEST_F(Questions, AQuestionAndItsAnswerTravelByStick) {
  PublishSamples();
  center_.Start();
  const auto town = EnrolledSchool();
  const auto stick = Folder("media/usb"), enrol = stick + "/lianxiao/enrol";
  std::filesystem::create_directories(enrol);
  const auto made = center_.Command({"code", "liushugou", "--name", "柳树沟教学点", "--address",
                                     "http://127.0.0.1:9", "--out", enrol + "/liushugou.code", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  ASSERT_EQ(center_.Command({"pair", "liushugou", "--with", "shiyangtang"}).exit_code, 0);
  auto village = MakeSchool("village");
  village->Start();
  const auto code = json::parse(made.out).at("code").get<std::string>();
  ASSERT_EQ(village->Command({"stick", "out", stick, "--code", code}).exit_code, 0);
  const auto at_county = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {places_.bin + "/lianxiao", "stick"});
    arguments.insert(arguments.end(), {"--center", center_.folder()});
    const auto done = test::Run(arguments);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  };
  const auto at_village = [&](const std::string& way) {
    const auto done = village->Command({"stick", way, stick});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err << village->log();
  };
  at_county({"in", stick});
  EXPECT_EQ(village->Command({"stick", "in", stick}).exit_code, 1) << "the grant alone, and no lessons";
  at_county({"out", stick, "--all"});
  at_village("in");

  const auto asker = LoggedIn(*village, "wangfang"), helper = LoggedIn(*town, "lilei");
  ASSERT_FALSE(asker.Ask("GET", "partners").at("partners").empty()) << "by the letter on the stick";
  asker.Ask("POST", "questions", {{"kind", "school"}, {"to", "shiyangtang"}, {"text", "怎么分？"}});
  at_village("out");
  at_county({"in", stick});
  ASSERT_TRUE(WaitUntil(
      [&] {
        town->SyncNow();
        return !helper.Ask("GET", "received-questions").at("questions").empty();
      },
      kSyncMs))
      << town->log();
  at_county({"in", stick});  // Twice is once.
  const auto received = helper.Ask("GET", "received-questions").at("questions");
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(StateOf(asker), "waiting") << "nothing came back yet";
  helper.Ask("POST", "questions/" + received.at(0).at("id").get<std::string>() + "/answers",
             {{"text", "看图。"}});
  ASSERT_TRUE(WaitUntil(
      [&] {
        town->SyncNow();
        return center_.Get("/api/v1/questions").at("questions").at(0).at("answers").size() == 1;
      },
      kSyncMs))
      << center_.Get("/api/v1/questions").dump(1);
  at_county({"out", stick, "--all"});
  at_village("in");
  EXPECT_EQ(asker.Ask("GET", "questions").at("questions").at(0).at("answers").size(), 1U);
  at_village("in");
  EXPECT_EQ(asker.Ask("GET", "questions").at("questions").at(0).at("answers").size(), 1U);
}

TEST_F(Questions, AListSharedWithTheAllianceAppearsAtTheOtherSchoolAndGoesAgain) {
  PublishSamples();
  center_.Start();
  const auto village = EnrolledSchool();
  auto town = MakeSchool("town");
  town->Start();
  ASSERT_EQ(town->Enroll(center_.Code("zhenxiao", "镇小学")).exit_code, 0);
  const std::string village_id = "shiyangtang";  // As EnrolledSchool() joins.
  ASSERT_EQ(
      center_.Command({"alliance", "zhen", "--name", "镇联盟", "--central", "zhenxiao", "--add", village_id})
          .exit_code,
      0);
  ASSERT_TRUE(town->WaitUntilComplete(kSyncMs)) << town->Status().dump(1);
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->Status().dump(1);
  const auto reader = LoggedIn(*village, "wangfang"), writer = LoggedIn(*town, "lilei");
  ASSERT_TRUE(Comes(reader, writer, [&] { return !writer.Ask("GET", "partners").at("partners").empty(); }));
  const auto lesson =
      town->Get("/api/v1/resources?limit=1").at("resources").at(0).at("id").get<std::string>();
  const auto list = writer.Ask("POST", "lists", {{"name", "分数三课"}}).at("number").get<std::int64_t>();
  const auto path = "lists/" + std::to_string(list);
  writer.Ask("POST", path + "/items", {{"kind", "lesson"}, {"id", lesson}});
  writer.Ask("PUT", path + "/alliance", {{"alliance", "zhen"}});
  const auto shared = [&] { return reader.Ask("GET", "alliance-lists").at("lists"); };
  ASSERT_TRUE(Comes(reader, writer, [&] { return !shared().empty(); })) << town->log();
  EXPECT_EQ(shared().at(0).at("name"), "分数三课");
  EXPECT_EQ(shared().at(0).at("from"), "镇小学");
  EXPECT_EQ(shared().at(0).at("items").at(0).at("resource"), lesson);
  EXPECT_THAT(reader.Page("/teaching/alliance"), HasSubstr("分数三课"));
  // Deleting the list takes the share with it.
  writer.Ask("DELETE", path);
  EXPECT_TRUE(Comes(reader, writer, [&] { return shared().empty(); })) << town->log();
}

}  // namespace
}  // namespace lianxiao::test
