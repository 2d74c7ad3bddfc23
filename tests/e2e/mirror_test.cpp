// Content may come from any web server over the repository folder.
#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

// A plain nginx over `root`, as a county would set one up: nothing but a folder and a port.
class Nginx {
 public:
  Nginx(const std::string& folder, const std::string& root) : port_(FreePort()) {
    std::filesystem::create_directories(folder);
    const auto config = folder + "/nginx.conf";
    WriteFile(config, "daemon off;\nworker_processes 1;\nerror_log " + folder + "/error.log;\npid " + folder +
                          "/nginx.pid;\nevents {}\nhttp {\n  access_log " + folder +
                          "/access.log;\n  client_body_temp_path " + folder + "/body;\n  proxy_temp_path " +
                          folder + "/proxy;\n  fastcgi_temp_path " + folder +
                          "/fastcgi;\n  uwsgi_temp_path " + folder + "/uwsgi;\n  scgi_temp_path " + folder +
                          "/scgi;\n  server {\n    listen 127.0.0.1:" + std::to_string(port_) +
                          ";\n    root " + root + ";\n  }\n}\n" + (::geteuid() == 0 ? "user root;\n" : ""));
    access_log_ = folder + "/access.log";
    process_ = Process({"nginx", "-c", config, "-p", folder}, folder + "/log");
    const bool up =
        WaitUntil([&] { return HttpGet(url() + "/metadata/timestamp.json").status == 200; }, 10'000);
    if (!up) throw std::runtime_error("nginx does not serve; is it installed? " + ReadFile(folder + "/log"));
  }
  // Asked to stop, not killed: a killed master leaves its worker behind.
  ~Nginx() { process_.Stop(); }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string access_log() const { return ReadFile(access_log_); }

 private:
  int port_;
  std::string access_log_;
  Process process_;
};

class Mirror : public World {};

TEST_F(Mirror, APlainNginxOverTheSameFolderServesBoxesJustAsWell) {
  PublishSamples();
  const Nginx nginx(Folder("nginx"), center_.repository());
  center_.UseMirrors({nginx.url()});
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);

  EXPECT_THAT(nginx.access_log(), ::testing::HasSubstr("GET /metadata/timestamp.json"));
  EXPECT_THAT(nginx.access_log(), ::testing::HasSubstr("GET /blobs/"));
  EXPECT_THAT(center_.log(), ::testing::Not(::testing::HasSubstr("/blobs/")));
}

TEST_F(Mirror, ADeadMirrorIsPassedOverForTheNextOne) {
  PublishSamples();
  const Nginx nginx(Folder("nginx"), center_.repository());
  center_.UseMirrors({"http://127.0.0.1:" + std::to_string(FreePort()), nginx.url()});
  center_.Start();
  const auto school = EnrolledSchool();
  EXPECT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
}

TEST_F(Mirror, AStickBringsEverythingWhileNoServerHasTheFiles) {
  PublishSamples();
  const auto stick = Folder("media/usb/lianxiao");
  std::filesystem::create_directories(stick);
  std::filesystem::copy(center_.repository(), stick, std::filesystem::copy_options::recursive);
  center_.UseMirrors({"http://127.0.0.1:" + std::to_string(FreePort())});
  center_.Start();
  const auto school = EnrolledSchool("mirrors = [\"file://" + stick + "\"]\n" + kQuickRounds);
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  const auto files = school->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
  EXPECT_EQ(HttpGet(school->url() + files.at(0).at("url").get<std::string>()).status, 200);
  EXPECT_THAT(center_.log(), ::testing::Not(::testing::HasSubstr("/blobs/")));
  EXPECT_LT(school->Status().at("sync").at("bytes_received_total").get<std::int64_t>(), 1 << 20)
      << "the stick's bytes counted as traffic";
}

TEST_F(Mirror, AStickLeftInTheBoxDoesNotHideWhatTheCountyPublishesLater) {
  PublishSamples();
  const auto stick = Folder("media/usb/lianxiao");
  std::filesystem::create_directories(stick);
  std::filesystem::copy(center_.repository(), stick, std::filesystem::copy_options::recursive);
  center_.Start();
  const auto school = EnrolledSchool("mirrors = [\"file://" + stick + "\"]\n" + kQuickRounds);
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(center_.Publish().exit_code, 0);
  const auto version = [&] { return school->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("version"); };
  EXPECT_TRUE(WaitUntil([&] { return version() == 2; }, kSyncMs)) << school->Status().dump(1);

  // Pulled out, it is passed over with a word in the log.
  std::filesystem::remove_all(stick);
  EXPECT_TRUE(
      WaitUntil([&] { return school->log().find("is the stick plugged in?") != std::string::npos; }, kSoonMs))
      << school->log();
}

}  // namespace
}  // namespace lianxiao::test
