// A central school that serves its alliance, with the real programs: county, relay and a village box.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"
#include "tests/support/nginx.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNobody = "http://127.0.0.1:9";  // The village's county can never be reached there.

class Relay : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
  }

  void StartRelay() {
    relay_ = MakeSchool("relay", kQuickRounds + "[relay]\nserve = true\nlisten = \"" + listen_ + "\"\n");
    relay_->Start();
    const auto enrolled = relay_->Enroll(center_.Code("zhongxin", "石羊中心校"));
    ASSERT_EQ(enrolled.exit_code, 0) << enrolled.err;
    ASSERT_TRUE(relay_->WaitUntilComplete(kSyncMs)) << relay_->Status().dump(1) << relay_->log();
    ASSERT_TRUE(WaitUntil([&] { return At("/metadata/timestamp.json").status == 200; }, kSoonMs))
        << relay_->log();
  }
  Answer At(const std::string& path) const { return HttpGet("http://" + listen_ + path); }

  // Enrolled by files, so that it never has a line to the county; its relays are `relays`.
  std::unique_ptr<SchoolProgram> Village(const std::vector<std::string>& relays) {
    const auto stick = Folder("media/usb");
    fs::create_directories(stick + "/lianxiao/enrol");
    const auto made = center_.Command({"code", "liushugou", "--name", "柳树沟教学点", "--address", kNobody,
                                       "--out", stick + "/lianxiao/enrol/liushugou.code", "--json"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    const auto code = nlohmann::json::parse(made.out).at("code").get<std::string>();
    std::string list;
    for (const auto& relay : relays) list += "\"" + relay + "\", ";
    auto school = MakeSchool("village", kQuickRounds + "relays = [" + list + "]\n");
    school->Start();
    EXPECT_EQ(school->Command({"stick", "out", stick, "--code", code}).exit_code, 0);
    EXPECT_EQ(
        test::Run({places_.bin + "/lianxiao", "stick", "in", stick, "--center", center_.folder()}).exit_code,
        0);
    // It brings the grant alone, and is told of as a stick without lessons.
    EXPECT_EQ(school->Command({"stick", "in", stick}).exit_code, 1);
    EXPECT_NE(school->Status().at("box").at("device"), "") << school->log();
    return school;
  }
  static bool HoldsAll(const SchoolProgram& school) {
    return WaitUntil(
        [&] {
          const auto library = school.Status().at("library");
          return library.at("resources") > 0 && library.at("cached") == library.at("resources") &&
                 library.at("outdated") == 0;
        },
        kSyncMs);
  }

  static std::int64_t Pending(const SchoolProgram& school) {
    return school.Status().at("usage").at("pending").get<std::int64_t>();
  }
  std::int64_t EventsAtCenter() const {
    return center_.Get("/api/v1/status").at("events").get<std::int64_t>();
  }
  std::int64_t BatchesAtRelay() const {
    std::int64_t batches = 0;
    for (const auto& entry : fs::recursive_directory_iterator(relay_->folder() + "/relay/post/up")) {
      batches += entry.path().extension() == ".batch" ? 1 : 0;
    }
    return batches;
  }

  const std::string listen_ = "127.0.0.1:" + std::to_string(FreePort());
  const std::string relay_url_ = "http://" + listen_;
  std::unique_ptr<SchoolProgram> relay_;
};

TEST_F(Relay, AVillageWithoutALineGetsItsLessonsFromTheCentralSchool) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  const auto village = Village({relay_url_});
  ASSERT_TRUE(HoldsAll(*village)) << village->Status().dump(1) << village->log();
  const auto files = village->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
  EXPECT_EQ(HttpGet(village->url() + files.at(0).at("url").get<std::string>()).status, 200);
  EXPECT_LT(village->Status().at("sync").at("bytes_received_total").get<std::int64_t>(), 1 << 16)
      << "what a relay gave counted as the line's traffic";

  // The next version takes the same road, also for files that the relay itself got by a delta.
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(center_.Publish().exit_code, 0);
  const auto version = [&] { return village->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("version"); };
  EXPECT_TRUE(WaitUntil([&] { return version() == 2; }, kSyncMs))
      << village->Status().dump(1) << village->log();
  EXPECT_TRUE(HoldsAll(*village)) << village->Status().dump(1) << village->log();
}

TEST_F(Relay, ServesExactlyTheBytesOfTheCounty) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  int compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(center_.repository())) {
    if (!entry.is_regular_file()) continue;
    const auto path = fs::relative(entry.path(), center_.repository()).string();
    const auto answer = At("/" + path);
    if (answer.status == 404) {
      // What went before the state it knows, and ways from older versions, which it did not need.
      EXPECT_TRUE(path.starts_with("metadata/1.") || path.starts_with("blobs/") ||
                  path.find(".from-") != path.npos)
          << path;
      EXPECT_NE(path, "metadata/1.root.json");
      continue;
    }
    ASSERT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, ReadFile(entry.path().string())) << path;
    ++compared;
  }
  EXPECT_GT(compared, 20);
  const auto blob = [&] {
    for (const auto& entry : fs::recursive_directory_iterator(relay_->folder() + "/library/blobs")) {
      if (entry.is_regular_file() && entry.file_size() > 100'000) {
        return "/" + fs::relative(entry.path(), relay_->folder() + "/library").string();
      }
    }
    return std::string();
  }();
  ASSERT_FALSE(blob.empty());
  const auto part = Http({.url = relay_url_ + blob, .headers = {"Range: bytes=100-199"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, At(blob).body.substr(100, 100));
}

TEST_F(Relay, UsageReachesTheCountyThroughTheRelayExactlyOnce) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  const auto village = Village({relay_url_});
  ASSERT_TRUE(HoldsAll(*village)) << village->log();
  const auto before = EventsAtCenter();
  ASSERT_EQ(HttpGet(village->url() + "/search?q=fenshu").status, 200);
  ASSERT_EQ(HttpGet(village->url() + "/search?q=shui").status, 200);
  // Its receipts come back the same way, so it forgets what the county has.
  EXPECT_TRUE(WaitUntil([&] { return Pending(*village) == 0; }, kSyncMs)) << village->log() << relay_->log();
  EXPECT_EQ(EventsAtCenter(), before + 2);
  const auto box = [&] {
    const auto schools = center_.Get("/api/v1/schools").at("schools");
    for (const auto& school : schools) {
      if (school.at("id") == "liushugou") return school;
    }
    return nlohmann::json::object();
  };
  EXPECT_TRUE(WaitUntil([&] { return box().value("catalog_version", 0) > 0; }, kSoonMs))
      << "the report came too: " << box().dump(1);
}

TEST_F(Relay, PostSurvivesARelayThatLosesItsPowerWhileTheCountyIsAway) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  const auto village = Village({relay_url_});
  ASSERT_TRUE(HoldsAll(*village)) << village->log();
  ASSERT_TRUE(WaitUntil([&] { return Pending(*village) == 0; }, kSyncMs));
  const auto before = EventsAtCenter();
  center_.Stop();
  ASSERT_EQ(HttpGet(village->url() + "/search?q=fenshu").status, 200);
  ASSERT_TRUE(WaitUntil([&] { return BatchesAtRelay() > 0; }, kSoonMs)) << village->log();
  EXPECT_GT(Pending(*village), 0) << "forgotten before the county's word";
  relay_->Kill();
  relay_->Start();
  center_.Start();
  EXPECT_TRUE(WaitUntil([&] { return Pending(*village) == 0; }, kSyncMs)) << village->log() << relay_->log();
  EXPECT_EQ(EventsAtCenter(), before + 1);
  EXPECT_EQ(BatchesAtRelay(), 0);
}

TEST_F(Relay, WhatItWithholdsOrHasDamagedComesFromTheCounty) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  relay_->Stop();
  // Half of its files are gone, of the others each has one bit turned over; its journal knows nothing of
  // that.
  bool withheld = false;
  for (const auto& entry : fs::recursive_directory_iterator(relay_->folder() + "/library/blobs")) {
    if (!entry.is_regular_file() || entry.file_size() < 64) continue;
    if (withheld = !withheld; withheld) {
      fs::resize_file(entry.path(), entry.file_size() / 2);
    } else {
      auto bytes = ReadFile(entry.path().string());
      bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
      WriteFile(entry.path().string(), bytes);
    }
  }
  relay_->Start();
  const auto village = EnrolledSchool(kQuickRounds + "relays = [\"" + relay_url_ + "\"]\n");
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->Status().dump(1) << village->log();
  const auto files = village->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
  EXPECT_EQ(HttpGet(village->url() + files.at(0).at("url").get<std::string>()).body,
            ReadFile(places_.samples + "/v1/shuxue/fenshu-renshi.mp4"));
  EXPECT_TRUE(village->Status().at("problems").empty()) << village->Status().dump(1);
}

TEST_F(Relay, OneWithOlderListsHidesNothingAndIsNoAlarm) {
  const auto old = Folder("old");
  fs::copy(center_.repository(), old, fs::copy_options::recursive);
  const Nginx nginx(Folder("nginx"), old);
  const auto village = EnrolledSchool(kQuickRounds + "relays = [\"" + nginx.url() + "\"]\n");
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->Status().dump(1);
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(center_.Publish().exit_code, 0);
  const auto version = [&] { return village->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("version"); };
  EXPECT_TRUE(WaitUntil([&] { return version() == 2; }, kSyncMs)) << village->Status().dump(1);
  village->SyncNow();
  EXPECT_TRUE(village->WaitUntilComplete(kSyncMs));
  EXPECT_TRUE(village->Status().at("problems").empty()) << village->Status().dump(1);
}

// Boxes that have it as a mirror, over a line that costs something, ask it for deltas and signatures.
TEST_F(Relay, FetchesTheDeltasThatOthersAskItForOnceAndServesThemAsTheyWereSigned) {
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(center_.Publish().exit_code, 0);
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  std::vector<std::string> lacking;
  for (const auto& entry : fs::recursive_directory_iterator(center_.repository() + "/blobs")) {
    if (!entry.is_regular_file()) continue;
    const auto path = "/" + fs::relative(entry.path(), center_.repository()).string();
    if (At(path).status == 404) lacking.push_back(path);
  }
  ASSERT_FALSE(lacking.empty()) << "deltas from version 1, which this box never had";
  const auto unknown = "/blobs/ab/" + std::string(62, 'c');
  EXPECT_EQ(At(unknown).status, 404);
  std::size_t came = 0;
  EXPECT_TRUE(WaitUntil(
      [&] {
        relay_->SyncNow();
        came = 0;
        for (const auto& path : lacking) {
          const auto answer = At(path);
          if (answer.status != 200) continue;  // A file of version 1, which no list names any more.
          EXPECT_EQ(answer.body, ReadFile(center_.repository() + path)) << path;
          ++came;
        }
        return came > 0;
      },
      kSyncMs))
      << relay_->log();
  EXPECT_EQ(At(unknown).status, 404);
  const auto relay = relay_->Status().at("relay");
  EXPECT_GT(relay.at("ways"), 0);
  EXPECT_GT(relay.at("ways_bytes"), 0);
  relay_->Stop();
  center_.Stop();
  relay_->Start();
  ASSERT_TRUE(WaitUntil([&] { return At("/metadata/timestamp.json").status == 200; }, kSoonMs));
  std::size_t kept = 0;
  for (const auto& path : lacking) kept += At(path).status == 200 ? 1 : 0;
  EXPECT_GE(kept, came) << "they are on its disk";
}

TEST_F(Relay, TheCountysLetterMakesABoxARelayAndLetsItGoAndItsOwnWordStands) {
  relay_ = MakeSchool("relay",
                      kQuickRounds + "[relay]\nlisten = \"" + listen_ + "\"\nmax_kbit_per_second = 8000\n");
  relay_->Start();
  ASSERT_EQ(relay_->Enroll(center_.Code("zhongxin", "石羊中心校")).exit_code, 0);
  ASSERT_TRUE(relay_->WaitUntilComplete(kSyncMs)) << relay_->log();
  EXPECT_EQ(At("/metadata/timestamp.json").status, 0) << "nobody serves unasked";
  ASSERT_EQ(center_.Command({"line", "zhongxin", "--closed", "2027-06-07"}).exit_code, 0);
  const auto set = center_.Command({"relay", "zhongxin", "on"});
  ASSERT_EQ(set.exit_code, 0) << set.err;
  const auto rules = center_.Command({"line", "zhongxin"}).out;
  EXPECT_NE(rules.find("2027-06-07"), rules.npos) << "what else was set stays: " << rules;
  const auto serves = [&](bool wanted) {
    return WaitUntil(
        [&] {
          relay_->SyncNow();
          return (At("/metadata/timestamp.json").status == 200) == wanted;
        },
        kSyncMs);
  };
  EXPECT_TRUE(serves(true)) << relay_->log();
  const auto relay = relay_->Status().at("relay");
  EXPECT_EQ(relay.at("by_county"), true);
  EXPECT_EQ(relay.at("most_bytes_per_second"), 1'000'000);

  // A school that does not want it says so.
  auto other = MakeSchool("other", kQuickRounds + "[relay]\nby_county = false\nlisten = \"127.0.0.1:" +
                                       std::to_string(FreePort()) + "\"\n");
  other->Start();
  ASSERT_EQ(other->Enroll(center_.Code("longtan", "龙潭教学点")).exit_code, 0);
  ASSERT_EQ(center_.Command({"relay", "longtan", "on"}).exit_code, 0);
  ASSERT_TRUE(other->WaitUntilComplete(kSyncMs));
  other->SyncNow();
  EXPECT_EQ(other->Status().at("relay").at("serves"), false);

  // Other rules of the line change nothing of it.
  ASSERT_EQ(center_.Command({"line", "zhongxin", "--closed", "2027-06-08"}).exit_code, 0);
  EXPECT_NE(center_.Command({"line", "zhongxin"}).out.find("serve"), rules.npos);
  EXPECT_EQ(center_.Command({"relay", "all", "on"}).exit_code, 1) << "a relay is one school";

  ASSERT_EQ(center_.Command({"relay", "zhongxin", "off"}).exit_code, 0);
  EXPECT_TRUE(serves(false)) << relay_->log();
  EXPECT_EQ(relay_->Status().at("relay").at("serves"), false);
  EXPECT_EQ(relay_->log().find("starts anew"), std::string::npos) << "the classroom notices nothing";
}

TEST_F(Relay, SendsNoFasterThanItIsToldSoThatItsOwnClassComesFirst) {
  std::string largest;
  std::uintmax_t size = 0;
  for (const auto& entry : fs::recursive_directory_iterator(center_.repository() + "/blobs")) {
    if (!entry.is_regular_file() || entry.file_size() <= size) continue;
    size = entry.file_size();
    largest = "/" + fs::relative(entry.path(), center_.repository()).string();
  }
  ASSERT_GT(size, 400'000U);
  // Three seconds of it, less the first burst.
  const auto kbit = size * 8 / 3 / 1'000;
  relay_ = MakeSchool("relay", kQuickRounds + "[relay]\nserve = true\nlisten = \"" + listen_ +
                                   "\"\nmax_kbit_per_second = " + std::to_string(kbit) + "\n");
  relay_->Start();
  ASSERT_EQ(relay_->Enroll(center_.Code("zhongxin", "石羊中心校")).exit_code, 0);
  ASSERT_TRUE(relay_->WaitUntilComplete(kSyncMs)) << relay_->log();
  const auto begun = std::chrono::steady_clock::now();
  const auto answer = At(largest);
  const auto took = std::chrono::steady_clock::now() - begun;
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, ReadFile(center_.repository() + largest));
  EXPECT_GT(took, std::chrono::milliseconds(2'000));
  EXPECT_LT(took, std::chrono::seconds(15));
}

TEST_F(Relay, TheClassroomsOwnPortServesNoRelayAndNobodyServesUnasked) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  EXPECT_EQ(HttpGet(relay_->url() + "/metadata/timestamp.json").status, 404);
  EXPECT_EQ(At("/").status, 404);
  EXPECT_EQ(At("/api/v1/status").status, 404);
}

}  // namespace
}  // namespace lianxiao::test
