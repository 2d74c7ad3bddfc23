// Lessons and usage that travel by hand, with the real programs: a box that never has a line.
#include <gmock/gmock.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNobody = "http://127.0.0.1:9";  // The box's center can never be reached there.
constexpr const char* kWords = "分数的初步认识怎么讲";

class Stick : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    fs::create_directories(stick_ + "/lianxiao/enrol");
  }
  Finished AtCounty(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {places_.bin + "/lianxiao", "stick"});
    arguments.insert(arguments.end(), {"--center", center_.folder()});
    return test::Run(arguments);
  }
  static Finished AtBox(const SchoolProgram& school, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "stick");
    return school.Command(arguments);
  }
  std::string On(const std::string& below) const { return stick_ + "/lianxiao/" + below; }
  // Enrolled over the stick alone.
  std::unique_ptr<SchoolProgram> BoxWithoutALine(const std::string& school_id = "liushugou") {
    const auto made = center_.Command({"code", school_id, "--name", "柳树沟教学点", "--address", kNobody,
                                       "--out", On("enrol/" + school_id + ".code"), "--json"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    const auto code = nlohmann::json::parse(made.out).at("code").get<std::string>();
    auto school = MakeSchool(school_id);
    school->Start();
    const auto asked = AtBox(*school, {"out", stick_, "--code", code});
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    const auto answered = AtCounty({"in", stick_});
    EXPECT_EQ(answered.exit_code, 0) << answered.err;
    return school;
  }
  void Fill(std::vector<std::string> more = {"--all"}) const {
    more.insert(more.begin(), {"out", stick_});
    const auto filled = AtCounty(more);
    ASSERT_EQ(filled.exit_code, 0) << filled.out << filled.err;
  }
  void ReadIn(const SchoolProgram& school) const {
    const auto read = AtBox(school, {"in", stick_});
    ASSERT_EQ(read.exit_code, 0) << read.out << read.err << school.log();
  }
  static std::int64_t Held(const SchoolProgram& school) {
    return school.Status().at("library").at("cached").get<std::int64_t>();
  }
  // A box without a line goes on trying it, so it is never at rest.
  static bool HoldsAll(const SchoolProgram& school) {
    return WaitUntil(
        [&] {
          const auto library = school.Status().at("library");
          return library.at("resources") > 0 && library.at("cached") == library.at("resources");
        },
        kSoonMs);
  }
  static std::int64_t Pending(const SchoolProgram& school) {
    return school.Status().at("usage").at("pending").get<std::int64_t>();
  }
  std::int64_t EventsAtCenter() const {
    return center_.Get("/api/v1/status").at("events").get<std::int64_t>();
  }
  std::vector<fs::path> Blobs() const {
    std::vector<fs::path> blobs;
    for (const auto& entry : fs::recursive_directory_iterator(On("blobs"))) {
      if (entry.is_regular_file()) blobs.push_back(entry.path());
    }
    std::ranges::sort(blobs);
    return blobs;
  }

  // Where the stick has this file of the samples.
  std::string BlobOf(const std::string& sample) const {
    const auto bytes = ReadFile(places_.samples + "/" + sample);
    for (const auto& blob : Blobs()) {
      if (ReadFile(blob.string()) == bytes) return blob.string();
    }
    ADD_FAILURE() << sample << " is not on the stick";
    return {};
  }

  const std::string stick_ = Folder("media/usb");
};

TEST_F(Stick, ABoxThatNeverHasALineIsEnrolledTaughtAndHeardByStickAlone) {
  const auto school = BoxWithoutALine();
  Fill();
  ReadIn(*school);
  ASSERT_TRUE(HoldsAll(*school)) << school->Status().dump(1) << school->log();
  EXPECT_EQ(school->Status().at("stick").at("state"), "read");
  EXPECT_GT(school->Status().at("stick").at("lessons"), 3);

  ASSERT_EQ(HttpGet(school->url() + "/search?q=" + kWords).status, 200);
  const auto files = school->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
  ASSERT_EQ(HttpGet(school->url() + files.at(0).at("url").get<std::string>()).status, 200);
  ASSERT_EQ(HttpGet(school->url() + "/r/sx-3s-fenshu-renshi").status, 200);
  const auto used = Pending(*school);
  ASSERT_GE(used, 1);
  const auto out = AtBox(*school, {"out", stick_});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_THAT(out.out, HasSubstr("可以拔下"));
  EXPECT_EQ(school->Status().at("stick").at("state"), "done");
  EXPECT_EQ(Pending(*school), used) << "nothing is forgotten before the county's word";

  // Twice does no harm.
  ASSERT_EQ(AtCounty({"in", stick_}).exit_code, 0);
  ASSERT_EQ(AtCounty({"in", stick_}).exit_code, 0);
  EXPECT_EQ(EventsAtCenter(), used);
  ReadIn(*school);
  EXPECT_EQ(Pending(*school), 0) << school->log();
  ASSERT_EQ(AtBox(*school, {"out", stick_}).exit_code, 0);
  ASSERT_EQ(AtCounty({"in", stick_}).exit_code, 0);
  EXPECT_EQ(EventsAtCenter(), used);
}

TEST_F(Stick, TheNextStickCarriesOnlyWhatTheBoxLacks) {
  const auto school = BoxWithoutALine();
  Fill();
  ReadIn(*school);
  ASSERT_EQ(AtBox(*school, {"out", stick_}).exit_code, 0);
  ASSERT_EQ(AtCounty({"in", stick_}).exit_code, 0);
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(center_.Publish().exit_code, 0);

  const auto first = Blobs().size();
  fs::remove_all(On("blobs"));
  Fill({"liushugou"});
  EXPECT_LT(Blobs().size(), first);
  ReadIn(*school);
  ASSERT_TRUE(HoldsAll(*school)) << school->Status().dump(1);
  EXPECT_EQ(school->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("version"), 2);
}

TEST_F(Stick, WhatWasPulledOutHalfWayGoesOnWhereItStopped) {
  center_.Code("liushugou", "柳树沟教学点");
  Fill();
  const auto blobs = Blobs();
  ASSERT_GT(blobs.size(), 3u);
  // As a stick looks that was pulled out: some files not begun, one half there under its unfinished name.
  const auto largest =
      *std::ranges::max_element(blobs, {}, [](const fs::path& p) { return fs::file_size(p); });
  const auto whole = ReadFile(largest.string());
  fs::rename(largest, largest.string() + ".tmp");
  fs::resize_file(largest.string() + ".tmp", whole.size() / 2);
  for (const auto& blob : blobs) {
    if (blob != largest && blob.string().back() < '8') fs::remove(blob);
  }
  const auto again = AtCounty({"out", stick_, "--all", "--check"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Blobs(), blobs);
  EXPECT_EQ(ReadFile(largest.string()), whole);
  const auto nothing = AtCounty({"out", stick_, "--all"});
  EXPECT_THAT(nothing.out, HasSubstr("拷贝 0 节课")) << nothing.err;
}

TEST_F(Stick, NothingThatSomebodyChangedOnTheRoadIsTakenIn) {
  const auto school = BoxWithoutALine();
  Fill();
  const auto device = [&] {
    for (const auto& entry : fs::directory_iterator(On("down"))) {
      if (entry.path().filename().string().size() == 32) return entry.path().string();
    }
    return std::string();
  };
  // A lesson, the letter, and a link in the place of a file.
  const auto film = BlobOf("v1/kexue/shui-qunali.mp4");
  auto bytes = ReadFile(film);
  bytes[bytes.size() / 2] ^= 1;
  WriteFile(film, bytes);
  ReadIn(*school);  // Enrols; the letter for it comes with the next stick.
  EXPECT_EQ(school->Status().at("stick").at("damaged"), 1) << school->log();
  const auto held = Held(*school);
  EXPECT_GT(held, 0);

  Fill();
  WriteFile(device() + "/letter", std::string(300, 'x'));
  const auto read = AtBox(*school, {"in", stick_});
  EXPECT_EQ(read.exit_code, 1);
  EXPECT_THAT(read.err, HasSubstr("没有收")) << read.out;

  ASSERT_EQ(HttpGet(school->url() + "/r/sx-3s-fenshu-renshi").status, 200);
  ASSERT_EQ(AtBox(*school, {"out", stick_}).exit_code, 0);
  for (const auto& entry : fs::recursive_directory_iterator(On("up"))) {
    if (entry.path().extension() == ".batch") WriteFile(entry.path().string(), std::string(200, 'y'));
  }
  const auto in = AtCounty({"in", stick_});
  EXPECT_EQ(in.exit_code, 1);
  EXPECT_EQ(EventsAtCenter(), 0);
  EXPECT_GE(Pending(*school), 1);

  // Where the stick says "blobs", a link to somewhere on the county's own disk: nothing is written through
  // it.
  fs::remove_all(On("blobs"));
  fs::create_directories(Folder("elsewhere"));
  fs::create_directory_symlink(Folder("elsewhere"), On("blobs"));
  const auto linked = AtCounty({"out", stick_, "--all"});
  EXPECT_EQ(linked.exit_code, 1);
  EXPECT_TRUE(fs::is_empty(Folder("elsewhere")));
}

TEST_F(Stick, AStickLostOnTheRoadBetraysNothing) {
  const auto school = BoxWithoutALine();
  ASSERT_EQ(
      center_.Command({"notice", "liushugou", "--text", "王老师请假，代课是李芳", "--until", "2099-12-01"})
          .exit_code,
      0);
  Fill();
  ReadIn(*school);
  ASSERT_EQ(HttpGet(school->url() + "/search?q=" + kWords).status, 200);
  ASSERT_EQ(HttpGet(school->url() + "/r/sx-3s-fenshu-renshi").status, 200);
  ASSERT_EQ(AtBox(*school, {"out", stick_}).exit_code, 0);
  ASSERT_EQ(AtCounty({"in", stick_}).exit_code, 0);
  ASSERT_EQ(HttpGet(school->url() + "/r/sx-3s-fenshu-renshi").status, 200);
  ASSERT_EQ(AtBox(*school, {"out", stick_}).exit_code, 0);
  int looked = 0;
  for (const std::string folder : {"up", "down"}) {
    for (const auto& entry : fs::recursive_directory_iterator(On(folder))) {
      if (!entry.is_regular_file()) continue;
      ++looked;
      const auto bytes = ReadFile(entry.path().string());
      for (const std::string told : {kWords, "李芳", "柳树沟", "opened", "searched", "sx-3s-fenshu-renshi"}) {
        EXPECT_THAT(bytes, Not(HasSubstr(told))) << entry.path();
      }
    }
  }
  EXPECT_GE(looked, 5) << "batch, status, holdings, letter, receipt";
}

TEST_F(Stick, ALargeFileLiesInPartsWhereTheFileSystemAsksForIt) {
  const auto school = BoxWithoutALine();
  Fill({"--all", "--largest-file-mib", "1", "--check"});
  const auto blobs = Blobs();
  EXPECT_TRUE(std::ranges::any_of(blobs, [](const fs::path& p) { return p.extension() == ".001"; }));
  for (const auto& blob : blobs) EXPECT_LE(fs::file_size(blob), 1u << 20) << blob;
  ReadIn(*school);
  EXPECT_TRUE(HoldsAll(*school)) << school->Status().dump(1) << school->log();
}

// A window on a day that is not near, whatever day the test runs.
std::string ShutWindow(const std::string& outside) {
  const auto now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  constexpr const char* kDays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  return std::string("[sync.windows]\nopen = [\"") + kDays[(local.tm_wday + 3) % 7] +
         " 10:00-11:00\"]\noutside = \"" + outside + "\"\n";
}

TEST_F(Stick, LessonsInAFolderWaitForNoWindow) {
  for (const std::string outside : {"small", "nothing"}) {
    const auto school = MakeSchool("shut-" + outside, "mirrors = [\"file://" + center_.repository() +
                                                          "\"]\n" + kQuickRounds + ShutWindow(outside));
    school->Start();
    ASSERT_EQ(school->Enroll(center_.Code("shut-" + outside, "石羊塘村小")).exit_code, 0);
    EXPECT_TRUE(HoldsAll(*school)) << school->Status().dump(1) << school->log();
  }
  EXPECT_THAT(center_.log(), Not(HasSubstr("/blobs/")));
}

TEST_F(Stick, LessonsOnAStickWaitForNoWindow) {
  const auto school = MakeSchool("shut", kQuickRounds + ShutWindow("nothing"));
  school->Start();
  ASSERT_EQ(school->Enroll(center_.Code("shut", "石羊塘村小")).exit_code, 0);
  Fill();
  EXPECT_EQ(Held(*school), 0);
  const auto visit = AtBox(*school, {"visit", stick_});
  EXPECT_EQ(visit.exit_code, 0) << visit.err << school->log();
  EXPECT_TRUE(HoldsAll(*school)) << school->Status().dump(1) << school->log();
  EXPECT_EQ(school->Status().at("stick").at("state"), "done");
}

TEST_F(Stick, SaysWhatToDoWhenSomethingIsWrong) {
  EXPECT_THAT(AtCounty({"out", stick_}).err, HasSubstr("--all"));
  EXPECT_THAT(AtCounty({"out", Folder("nowhere"), "--all"}).err, HasSubstr("没有这个文件夹"));
  EXPECT_THAT(AtCounty({"out", stick_, "nosuchschool"}).err, HasSubstr("nosuchschool"));
  fs::create_directories(Folder("empty"));
  EXPECT_THAT(AtCounty({"in", Folder("empty")}).err, HasSubstr("没有联校的东西"));
  auto school = MakeSchool();
  school->Start();
  Fill();
  const auto early = AtBox(*school, {"in", stick_});
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_THAT(early.err, HasSubstr("还没有入网"));
}

}  // namespace
}  // namespace lianxiao::test
