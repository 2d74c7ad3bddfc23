// Content may come from any web server over the repository folder.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"
#include "tests/support/nginx.h"

namespace lianxiao::test {
namespace {

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
