// What people and machines get wrong: each says what to do next, and nothing is lost.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHeader[] = "编号,标题,类型,学段,年级,学科,文件\n";

class Import : public World {
 protected:
  void SetUp() override { ASSERT_EQ(center_.Init().exit_code, 0); }

  // Imports a folder with this table and a small good PDF, and returns what was said.
  Finished ImportTable(const std::string& table) {
    const auto folder = Folder("handed-in");
    std::filesystem::create_directories(folder);
    WriteFile(folder + "/good.pdf",
              "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    WriteFile(folder + "/resources.csv", table);
    return center_.Import(folder);
  }
};

TEST_F(Import, AMissingFolderIsNamed) {
  const auto said = center_.Import(Folder("nowhere"));
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("nowhere"));
}

TEST_F(Import, AFolderWithoutATableSaysWhichTableItNeeds) {
  std::filesystem::create_directories(Folder("empty"));
  const auto said = center_.Import(Folder("empty"));
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("resources.csv"));
}

TEST_F(Import, EveryMistakeIsListedByRowAndNothingIsTakenIn) {
  const auto said = ImportTable(std::string(kHeader) +
                                "a-1,好的,文档,小学,三年级,数学,good.pdf\n"
                                "a-1,同一个编号,文档,小学,三年级,数学,good.pdf\n"
                                "a-2,,文档,小学,三年级,数学,good.pdf\n"
                                "a-3,文件不在,文档,小学,三年级,数学,missing.pdf\n"
                                "a-4,路径出去了,文档,小学,三年级,数学,../../etc/passwd\n");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err,
              AllOf(HasSubstr("第 3 行"), HasSubstr("第 4 行"), HasSubstr("第 5 行"), HasSubstr("第 6 行")));
  EXPECT_THAT(said.err, Not(HasSubstr("第 2 行 ·")));
  const auto published = center_.Publish();
  EXPECT_THAT(published.out, HasSubstr("共 0 个资源"));
}

TEST_F(Import, HalfATableIsRefused) {
  const auto said = ImportTable(std::string(kHeader) + "a-1,好的,文档,小学\n\"没有结束的引号,文档\n");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("行"));
}

TEST_F(Import, AVideoThatOldBrowsersCannotPlayIsRefusedWithTheRemedy) {
  const auto folder = Folder("handed-in");
  std::filesystem::create_directories(folder);
  const auto made =
      test::Run({"ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=1:size=160x120:rate=5",
                 "-c:v", "mpeg4", "-y", folder + "/old.mp4"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  WriteFile(folder + "/resources.csv", std::string(kHeader) + "v-1,老视频,微课,小学,三年级,数学,old.mp4\n");
  const auto said = center_.Import(folder);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("第 2 行"), HasSubstr("H.264")));
}

TEST_F(Import, AVideoWithItsIndexAtTheEndIsRefusedWithTheCommandThatMendsIt) {
  const auto folder = Folder("handed-in");
  std::filesystem::create_directories(folder);
  const auto made =
      test::Run({"ffmpeg", "-v", "error", "-i", places_.samples + "/v1/shuxue/fenshu-renshi.mp4", "-c",
                 "copy", "-t", "5", "-y", folder + "/slow.mp4"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  WriteFile(folder + "/resources.csv", std::string(kHeader) + "v-1,慢开始,微课,小学,三年级,数学,slow.mp4\n");
  const auto said = center_.Import(folder);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("-movflags +faststart"));
}

class County : public World {};

TEST_F(County, AFolderThatIsNoCountysSaysHowToMakeOne) {
  const auto said = center_.Publish();
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("lianxiao center init"));
}

TEST_F(County, InitDoesNotTouchAFolderThatIsInUse) {
  ASSERT_EQ(center_.Init().exit_code, 0);
  const auto keys = ReadFile(center_.folder() + "/keys/targets.key");
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(center_.Init().exit_code, 1);
  EXPECT_EQ(ReadFile(center_.folder() + "/keys/targets.key"), keys);
}

class Box : public World {};

TEST_F(Box, ATakenPortSaysWhichAndHowToChooseAnother) {
  const auto first = MakeSchool("first");
  first->Start();
  const auto said =
      test::Run({places_.bin + "/lianxiao-schoold", "--data", Folder("second"), "--listen",
                 first->url().substr(7), "--courseware-listen", "127.0.0.1:" + std::to_string(FreePort())},
                10'000);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err,
              AllOf(HasSubstr(first->url().substr(first->url().rfind(':') + 1)), HasSubstr("--listen")));
}

TEST_F(Box, TwoProgramsNeverShareAFolder) {
  const auto first = MakeSchool("first");
  first->Start();
  const auto said = test::Run({places_.bin + "/lianxiao-schoold", "--data", first->folder(), "--listen",
                               "127.0.0.1:" + std::to_string(FreePort())},
                              10'000);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("in use by process"));
}

TEST_F(Box, AnUnknownSettingIsRefusedByNameAndLine) {
  WriteFile(Folder("bad.toml"), "listen = '127.0.0.1:0'\nlisten_here = 1\n");
  const auto said = test::Run({places_.bin + "/lianxiao-schoold", "--config", Folder("bad.toml")}, 10'000);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("bad.toml line 2"), HasSubstr("listen_here")));
}

TEST_F(Box, ASlipInTheCodeIsFoundBeforeAnyoneIsAsked) {
  const auto school = MakeSchool();
  school->Start();
  const auto said = school->Enroll("LX123-45678-9ABCD");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(school->Status().at("sync").at("state"), "unenrolled");
}

TEST_F(Box, AWrongCodeIsRefusedAndTheRightOneStillWorks) {
  PublishSamples();
  center_.Start();
  const auto school = MakeSchool();
  school->Start();
  const auto stale = center_.Code("shiyangtang", "石羊塘村小");
  const auto fresh = center_.Code("shiyangtang", "石羊塘村小");  // Ends the first.
  EXPECT_EQ(school->Enroll(stale).exit_code, 1);
  EXPECT_EQ(school->Enroll(fresh).exit_code, 0);
}

TEST_F(Box, WithoutALibraryThePagesSayWhatToDo) {
  const auto school = MakeSchool();
  school->Start();
  const auto home = Http({.url = school->url() + "/", .headers = {"Accept-Language: zh-CN"}});
  EXPECT_EQ(home.status, 200);
  EXPECT_THAT(home.body, HasSubstr("lianxiao enroll"));
  EXPECT_EQ(HttpGet(school->url() + "/api/v1/resources").status, 200);
  EXPECT_EQ(HttpGet(school->url() + "/r/nothing-there").status, 404);
}

TEST_F(Box, AJournalOfANewerProgramIsLeftAsItIs) {
  const auto school = MakeSchool();
  school->Start();
  school->Stop();
  const auto path = school->folder() + "/state.db";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const auto said = test::Run({places_.bin + "/lianxiao-schoold", "--data", school->folder(), "--listen",
                               "127.0.0.1:" + std::to_string(FreePort())},
                              10'000);
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("newer program"));
}

TEST_F(Box, AFullDiskStopsNewLessonsButNotUsage) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool(
      "[sync]\nround_every_s = 1\nusage_every_s = 1\nlongest_pause_s = 1\nkeep_free_mib = 1073741824\n");
  const auto full = [&] {
    return school->Status().at("problems").dump().find("problem.no_space") != std::string::npos;
  };
  ASSERT_TRUE(WaitUntil(full, kSoonMs)) << school->Status().dump(1);
  EXPECT_EQ(school->Status().at("library").at("cached"), 0);
  EXPECT_GT(school->Status().at("library").at("resources"), 0);
  const auto answer = Http({.method = "POST",
                            .url = school->url() + "/api/v1/events",
                            .body = R"([{"kind":"opened","resource":"sx-3s-fenshu-renshi"}])",
                            .headers = {"Content-Type: application/json"}});
  EXPECT_EQ(answer.status, 204) << answer.body;
}

TEST_F(Box, StopsQuicklyWhenAskedTo) {
  const auto school = MakeSchool();
  school->Start();
  const auto begin = MonotonicMs();
  school->Stop();
  EXPECT_LT(MonotonicMs() - begin, 5'000);
}

TEST_F(Box, TheCommandSaysWhenNoProgramIsRunning) {
  const auto said = test::Run({places_.bin + "/lianxiao", "status", "--data", Folder("nobody")});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("systemctl start lianxiao-schoold"));
}

}  // namespace
}  // namespace lianxiao::test
