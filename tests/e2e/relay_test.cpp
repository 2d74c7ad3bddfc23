// A central school that serves its alliance, with the real programs: county, relay and a village box.
#include <gtest/gtest.h>

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

TEST_F(Relay, TheClassroomsOwnPortServesNoRelayAndNobodyServesUnasked) {
  ASSERT_NO_FATAL_FAILURE(StartRelay());
  EXPECT_EQ(HttpGet(relay_->url() + "/metadata/timestamp.json").status, 404);
  EXPECT_EQ(At("/").status, 404);
  EXPECT_EQ(At("/api/v1/status").status, 404);
}

}  // namespace
}  // namespace lianxiao::test
