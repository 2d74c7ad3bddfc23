// A box that missed many versions, with the real programs: no delta reaches back to what it holds.
#include <gmock/gmock.h>

#include <filesystem>
#include <random>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

constexpr const char* kId = "sx-3s-fenshu-jiaoan";

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class FarBehind : public World {
 protected:
  void PublishNext() {
    const auto folder = Folder("handed-in");
    std::filesystem::create_directories(folder);
    WriteFile(folder + "/jiaoan.pdf", document_);
    WriteFile(folder + "/resources.csv", "编号,标题,类型,学段,年级,学科,文件\n" + std::string(kId) +
                                             ",分数教案,文档,小学,三年级,数学,jiaoan.pdf\n");
    const auto imported = center_.Import(folder);
    ASSERT_EQ(imported.exit_code, 0) << imported.err << imported.out;
    const auto published = center_.Publish();
    ASSERT_EQ(published.exit_code, 0) << published.err;
    EXPECT_EQ(published.err, "") << "a progress bar without a terminal";
  }
  void Edit(unsigned version) {
    document_.replace(400'000 * version, 300, Noise(350, version));  // Each a little further on.
  }
  std::int64_t Received(const SchoolProgram& school) const {
    return school.Status().at("sync").at("bytes_received_total").get<std::int64_t>();
  }
  nlohmann::json Resource(const SchoolProgram& school) const {
    return school.Get("/api/v1/resources/" + std::string(kId));
  }

  std::string document_ = "%PDF-1.7\n" + Noise(3'300'000, 0);
};

TEST_F(FarBehind, FetchesOnlyWhatChangedOverFiveVersions) {
  ASSERT_EQ(center_.Init().exit_code, 0);
  PublishNext();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  EXPECT_GT(Received(*school), 3'300'000);
  school->Stop();

  for (unsigned version = 2; version <= 6; ++version) {
    Edit(version);
    PublishNext();
  }
  school->Start();
  const auto before = Received(*school);
  ASSERT_TRUE(WaitUntil([&] { return Resource(*school).at("version") == 6; }, kSyncMs))
      << school->Status().dump(1) << school->log();
  // The total is noted now and then, and at the end.
  school->Stop();
  school->Start();
  const auto moved = Received(*school) - before;
  EXPECT_GT(moved, 5 * 350) << "counted nothing";
  EXPECT_LT(moved, 60'000) << "signature, lists, metadata, and five edits of 350 bytes";
  EXPECT_THAT(school->log(), ::testing::HasSubstr("the rest is in older files"));
  const auto url = Resource(*school).at("files").at(0).at("url").get<std::string>();
  EXPECT_EQ(HttpGet(school->url() + url).body, document_);
  std::printf("  five versions behind a document of %zu bytes: %lld bytes moved\n", document_.size(),
              static_cast<long long>(moved));
}

}  // namespace
}  // namespace lianxiao::test
