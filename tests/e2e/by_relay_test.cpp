// A school that has nothing but the central school's relay: what its teachers ask and what they offer goes up
// through it, and the county's word comes back the same way. And what is offered by stick. With the real
// programs.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNobody = "http://127.0.0.1:9";  // The village's county can never be reached there.
// The most that a school may send in these tests: four pieces, so that an offer takes several windows.
constexpr std::size_t kFileBytes = 900'000;

struct Person {
  SchoolProgram* school = nullptr;
  std::string cookie, csrf;

  Answer Ask(const std::string& method, const std::string& path, const std::string& body = {},
             const std::string& type = "application/json") const {
    return Http({.method = method,
                 .url = school->url() + "/api/v1/" + path,
                 .body = body,
                 .headers = {"Content-Type: " + type, "Cookie: " + cookie, "X-CSRF: " + csrf}});
  }
  json Get(const std::string& path) const {
    const auto answer = Ask("GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return json::parse(answer.body);
  }
};

class ByRelay : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    stick_ = Folder("media/usb");
    fs::create_directories(stick_ + "/lianxiao/enrol");
  }

  void StartRelay() {
    relay_ = MakeSchool("relay", kQuickRounds + "[relay]\nserve = true\nlisten = \"" + listen_ + "\"\n");
    relay_->Start();
    ASSERT_EQ(relay_->Enroll(center_.Code("zhongxin", "石羊中心校")).exit_code, 0);
    ASSERT_TRUE(relay_->WaitUntilComplete(kSyncMs)) << relay_->log();
    ASSERT_TRUE(WaitUntil(
        [&] { return HttpGet("http://" + listen_ + "/metadata/timestamp.json").status == 200; }, kSoonMs))
        << relay_->log();
  }

  void AtCounty(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {places_.bin + "/lianxiao", "stick"});
    arguments.insert(arguments.end(), {"--center", center_.folder()});
    const auto done = test::Run(arguments);
    ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  }

  // Enrolled by files, so that it never has a line to the county.
  void StartVillage(const std::string& settings) {
    const auto made = center_.Command({"code", "liushugou", "--name", "柳树沟教学点", "--address", kNobody,
                                       "--out", stick_ + "/lianxiao/enrol/liushugou.code", "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    village_ = MakeSchool("village", settings);
    village_->Start();
    const auto code = json::parse(made.out).at("code").get<std::string>();
    ASSERT_EQ(village_->Command({"stick", "out", stick_, "--code", code}).exit_code, 0);
    AtCounty({"in", stick_});
    village_->Command({"stick", "in", stick_});  // The grant alone.
    ASSERT_NE(village_->Status().at("box").at("device"), "") << village_->log();
  }

  static Person LoggedIn(SchoolProgram& school, const std::string& login) {
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

  static std::string Pdf(std::uint32_t seed) {
    std::string bytes = "%PDF-1.7\n";
    for (std::uint32_t i = seed; bytes.size() < kFileBytes; i = i * 1'664'525 + 1'013'904'223) {
      bytes += static_cast<char>(i >> 24);
    }
    return bytes + "\n%%EOF\n";
  }
  static std::string AddAndOffer(const Person& teacher, const std::string& title, const std::string& bytes) {
    const auto begun =
        teacher.Ask("POST", "courseware/uploads",
                    json{{"name", title + ".pdf"}, {"size", bytes.size()}, {"mark", "ab"}}.dump());
    const auto upload = json::parse(begun.body).at("id").get<std::string>();
    EXPECT_EQ(teacher.Ask("PUT", "courseware/uploads/" + upload + "?at=0", bytes, "application/octet-stream")
                  .status,
              200);
    const auto added = teacher.Ask(
        "POST", "courseware",
        json{
            {"upload", upload}, {"title", title}, {"stage", "小学"}, {"grade", "三年级"}, {"subject", "数学"}}
            .dump());
    const auto id = json::parse(added.body).at("id").get<std::string>();
    EXPECT_EQ(
        teacher.Ask("POST", "courseware/" + id + "/offer", json{{"author", "王芳"}, {"agreed", "yes"}}.dump())
            .status,
        204);
    return id;
  }
  static std::string OfferState(const Person& teacher, const std::string& id) {
    return teacher.Get("courseware/" + id).at("offer").at("state");
  }
  json AtTheCounty(const std::string& title) const {
    const auto offers = center_.Get("/control/v1/offers").at("offers");
    for (const auto& offer : offers) {
      if (offer.at("title") == title) return offer;
    }
    return nullptr;
  }
  // Until `what` is true, with rounds of those that run.
  template <typename What>
  bool Comes(What what) const {
    return WaitUntil(
        [&] {
          if (what()) return true;
          if (village_ != nullptr) village_->SyncNow();
          if (relay_ != nullptr) relay_->SyncNow();
          return false;
        },
        kSyncMs);
  }

  const std::string listen_ = "127.0.0.1:" + std::to_string(FreePort());
  std::string stick_;
  std::unique_ptr<SchoolProgram> relay_, village_;
};

TEST_F(ByRelay, AQuestionGoesUpThroughTheRelayAndItsAnswerComesDown) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  ASSERT_NO_FATAL_FAILURE(StartVillage(kQuickRounds + "relays = [\"http://" + listen_ + "\"]\n"));
  ASSERT_EQ(center_.Command({"pair", "liushugou", "--with", "zhongxin"}).exit_code, 0);
  const auto asker = LoggedIn(*village_, "wangfang"), helper = LoggedIn(*relay_, "lilei");
  ASSERT_TRUE(Comes([&] { return !asker.Get("me/partners").at("partners").empty(); })) << village_->log();

  // The county is away: it waits at the relay, sealed, and a killed relay does not lose it.
  center_.Stop();
  ASSERT_EQ(asker
                .Ask("POST", "me/questions",
                     json{{"kind", "school"}, {"to", "zhongxin"}, {"text", "第二题为什么这样分？"}}.dump())
                .status,
            200);
  const auto waiting = relay_->folder() + "/relay/post/up/" +
                       village_->Status().at("box").at("device").get<std::string>() + "/post";
  ASSERT_TRUE(Comes([&] { return fs::exists(waiting); })) << village_->log();
  EXPECT_THAT(ReadFile(waiting), Not(HasSubstr("为什么")));
  relay_->Kill();
  relay_->Start();
  center_.Start();
  const auto received = [&] { return helper.Get("me/received-questions").at("questions"); };
  ASSERT_TRUE(Comes([&] { return !received().empty(); })) << relay_->log();
  EXPECT_EQ(received().at(0).at("text"), "第二题为什么这样分？");
  const auto asked = [&] { return asker.Get("me/questions").at("questions").at(0); };
  EXPECT_TRUE(Comes([&] { return asked().at("state") != "waiting"; })) << village_->log();

  const auto answers = "me/questions/" + received().at(0).at("id").get<std::string>() + "/answers";
  EXPECT_EQ(helper.Ask("POST", answers, json{{"text", "看图。"}}.dump()).status, 204);
  ASSERT_TRUE(WaitUntil(
      [&] {
        relay_->SyncNow();
        return center_.Get("/api/v1/questions").at("questions").at(0).at("answers").size() == 1;
      },
      kSyncMs))
      << relay_->log();
  // The next question asks for news, too; without one the box asks once an hour, or when it is started.
  village_->Stop();
  village_->Start();
  EXPECT_TRUE(Comes([&] { return asked().at("answers").size() == 1; })) << village_->log() << relay_->log();
  EXPECT_EQ(received().size(), 1U);
}

TEST_F(ByRelay, AnOfferGoesUpThroughTheRelayAndTheCountysWordComesDown) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  ASSERT_NO_FATAL_FAILURE(StartVillage(kQuickRounds + "relays = [\"http://" + listen_ + "\"]\n"));
  ASSERT_TRUE(Comes([&] {
    const auto library = village_->Status().at("library");
    return library.at("resources") > 0 && library.at("cached") == library.at("resources");
  })) << village_->log();
  const auto teacher = LoggedIn(*village_, "wangfang");
  const auto bytes = Pdf(7);
  const auto id = AddAndOffer(teacher, "分数导学单", bytes);
  const auto kept = relay_->folder() + "/relay/offers";
  ASSERT_TRUE(Comes([&] {
    for (const auto& entry : fs::recursive_directory_iterator(kept)) {
      if (entry.path().extension() == ".piece") return true;
    }
    return OfferState(teacher, id) == "with_county";
  })) << village_->log()
      << relay_->log();
  relay_->Kill();
  for (const auto& entry : fs::recursive_directory_iterator(kept)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(ReadFile(entry.path().string()), Not(HasSubstr(bytes.substr(1'000, 100)))) << entry.path();
  }
  relay_->Start();
  ASSERT_TRUE(Comes([&] { return OfferState(teacher, id) == "with_county"; }))
      << teacher.Get("courseware/" + id).dump(1) << village_->log() << relay_->log();
  const auto offer = AtTheCounty("分数导学单");
  ASSERT_FALSE(offer.is_null());
  EXPECT_EQ(offer.at("state"), "here");
  EXPECT_EQ(offer.at("here"), bytes.size());
  EXPECT_EQ(offer.at("school"), "liushugou");
  ASSERT_TRUE(Comes([&] {
    for (const auto& entry : fs::recursive_directory_iterator(kept)) {
      if (entry.is_regular_file()) return false;
    }
    return true;
  })) << "what the county has stays on the relay's disk";
  ASSERT_EQ(center_.Command({"offers", "accept", offer.at("id")}).exit_code, 0);
  EXPECT_EQ(ReadFile(AtTheCounty("分数导学单").at("folder").get<std::string>() + "/分数导学单.pdf"), bytes);
  EXPECT_EQ(center_.Get("/control/v1/offers").at("offers").size(), 1U);
}

TEST_F(ByRelay, AnOfferTravelsByStickAndTheCountysWordComesBackByIt) {
  ASSERT_NO_FATAL_FAILURE(StartVillage(kQuickRounds));
  const auto teacher = LoggedIn(*village_, "wangfang");
  const auto bytes = Pdf(11);
  const auto id = AddAndOffer(teacher, "练习题", bytes);
  const auto out = village_->Command({"stick", "out", stick_});
  ASSERT_EQ(out.exit_code, 0) << out.out << out.err << village_->log();
  std::vector<fs::path> pieces;
  for (const auto& entry : fs::recursive_directory_iterator(stick_ + "/lianxiao/up")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(ReadFile(entry.path().string()), Not(HasSubstr(bytes.substr(1'000, 100)))) << entry.path();
    if (entry.path().extension() == ".piece") pieces.push_back(entry.path());
  }
  ASSERT_EQ(pieces.size(), 4U);
  std::ranges::sort(pieces);

  // One piece is lost on the road, another damaged; the rest counts, and the next stick brings what lacks.
  auto damaged = ReadFile(pieces[2].string());
  damaged[1'000] = static_cast<char>(damaged[1'000] ^ 1);
  WriteFile(pieces[2].string(), damaged);
  fs::remove(pieces[3]);
  const auto county =
      test::Run({places_.bin + "/lianxiao", "stick", "in", stick_, "--center", center_.folder()});
  EXPECT_EQ(county.exit_code, 1) << county.out << county.err;
  EXPECT_EQ(AtTheCounty("练习题").at("state"), "coming");
  EXPECT_EQ(AtTheCounty("练习题").at("here"), 2 * (256 << 10));
  AtCounty({"out", stick_, "--all"});
  ASSERT_EQ(village_->Command({"stick", "in", stick_}).exit_code, 0) << village_->log();
  EXPECT_EQ(teacher.Get("courseware/" + id).at("offer").at("sent"), 2 * (256 << 10));
  EXPECT_EQ(OfferState(teacher, id), "waiting");

  ASSERT_EQ(village_->Command({"stick", "out", stick_}).exit_code, 0) << village_->log();
  AtCounty({"in", stick_});
  AtCounty({"in", stick_});  // Twice is once.
  EXPECT_EQ(AtTheCounty("练习题").at("state"), "here");
  for (const auto& entry : fs::recursive_directory_iterator(stick_ + "/lianxiao/up")) {
    EXPECT_NE(entry.path().extension(), ".piece") << "it need not travel any more";
  }
  ASSERT_EQ(village_->Command({"stick", "in", stick_}).exit_code, 0) << village_->log();
  EXPECT_EQ(OfferState(teacher, id), "with_county");
  const auto offer = AtTheCounty("练习题").at("id").get<std::string>();
  ASSERT_EQ(center_.Command({"offers", "decline", offer, "--why", "第二题的答案不对"}).exit_code, 0);
  AtCounty({"out", stick_, "--all"});
  ASSERT_EQ(village_->Command({"stick", "in", stick_}).exit_code, 0);
  EXPECT_EQ(OfferState(teacher, id), "declined");
  EXPECT_EQ(teacher.Get("courseware/" + id).at("offer").at("why"), "第二题的答案不对");
}

}  // namespace
}  // namespace lianxiao::test
