// Boxes over the years, with the real programs: enrolled without a line, shut out, restored from copies,
// cloned.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kLesson[] = "/r/sx-3s-fenshu-renshi";

class Devices : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
  }

  static bool Tells(const nlohmann::json& problems, const std::string& key) {
    for (const auto& problem : problems) {
      if (problem.at("key") == key) return true;
    }
    return false;
  }
  static bool Tells(const SchoolProgram& school, const std::string& key) {
    const auto status = school.Status();
    return Tells(status.at("problems"), key);
  }
  bool CountyTells(const std::string& key) {
    const auto schools = center_.Get("/api/v1/schools");
    return Tells(schools.at("schools").at(0).at("problems"), key);
  }
  // A teacher opens the lesson.
  void Use(const SchoolProgram& school, int times = 1) {
    for (int i = 0; i < times; ++i) {
      ASSERT_EQ(HttpGet(school.url() + kLesson).status, 200);
      ++used_;
    }
  }
  bool AllIsAtTheCenter(SchoolProgram& school) {
    return WaitUntil(
        [&] {
          school.SyncNow();
          const auto usage = school.Status().at("usage");
          return usage.at("pending") == 0 && center_.Get("/api/v1/status").at("events") == used_;
        },
        kSoonMs);
  }
  std::unique_ptr<SchoolProgram> Teaching() {
    auto school = EnrolledSchool();
    EXPECT_TRUE(school->WaitUntilComplete(kSyncMs));
    return school;
  }
  void Copy(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    std::filesystem::remove(to + "/control.sock");
  }

  int used_ = 0;
};

TEST_F(Devices, EnrolByThreeFilesWithoutALine) {
  // Nobody listens there, so nothing can come over a line.
  const auto made = center_.Command({"code", "liushugou", "--name", "柳树沟教学点", "--address",
                                     "http://127.0.0.1:9", "--out", Folder("code.txt")});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  auto school = MakeSchool();
  school->Start();
  const auto early = school->Command({"enroll", "--grant", Folder("code.txt")});
  EXPECT_THAT(early.err, AllOf(HasSubstr("拿错了文件"), HasSubstr("enrolment code")));
  EXPECT_THAT(school->Command({"enroll", "--request", Folder("r"), made.out}).err, HasSubstr("--code-file"));
  const auto request =
      school->Command({"enroll", "--request", Folder("request.txt"), "--code-file", Folder("code.txt")});
  ASSERT_EQ(request.exit_code, 0) << request.err;
  const auto granted = center_.Command({"grant", Folder("request.txt"), "--out", Folder("grant.txt")});
  ASSERT_EQ(granted.exit_code, 0) << granted.err;

  // Somebody else's box has the same stick.
  auto stranger = MakeSchool("stranger");
  stranger->Start();
  EXPECT_THAT(stranger->Command({"enroll", "--grant", Folder("grant.txt")}).err, HasSubstr("没有在等批复"));
  const auto second =
      stranger->Command({"enroll", "--request", Folder("other.txt"), "--code-file", Folder("code.txt")});
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(stranger->Command({"enroll", "--grant", Folder("grant.txt")}).err, HasSubstr("最近一次申请"));
  EXPECT_THAT(center_.Command({"grant", Folder("other.txt"), "--out", Folder("x")}).err,
              HasSubstr("enrol.code_used"));

  const auto enrolled = school->Command({"enroll", "--grant", Folder("grant.txt")});
  ASSERT_EQ(enrolled.exit_code, 0) << enrolled.err;
  EXPECT_THAT(enrolled.out, HasSubstr("柳树沟教学点"));
  EXPECT_EQ(school->Status().at("box").at("school_name"), "柳树沟教学点");
  EXPECT_EQ(stranger->Status().at("box").at("school"), "");

  WriteFile(Folder("damaged.txt"), ReadFile(Folder("request.txt")).substr(0, 300));
  EXPECT_THAT(center_.Command({"grant", Folder("damaged.txt"), "--out", Folder("x")}).err, HasSubstr("坏了"));
}

TEST_F(Devices, ALostBoxIsShutOutTeachesOnAndComesBackUnderANewCode) {
  auto school = Teaching();
  Use(*school);
  ASSERT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  const auto before = school->Status().at("box").at("device");
  const auto revoked = center_.Command({"revoke", "shiyangtang", "--why", "school was broken into"});
  ASSERT_EQ(revoked.exit_code, 0) << revoked.err;
  EXPECT_THAT(revoked.out, HasSubstr(before.get<std::string>()));
  EXPECT_THAT(center_.Command({"revoke", "nowhere", "--why", "x"}).err, HasSubstr("没有这个编号"));
  EXPECT_TRUE(CountyTells("problem.device_revoked"));

  Use(*school, 2);
  school->SyncNow();
  ASSERT_TRUE(WaitUntil([&] { return Tells(*school, "problem.device_revoked"); }, kSoonMs))
      << school->Status().dump(1);
  Use(*school);
  EXPECT_EQ(center_.Get("/api/v1/status").at("events"), 1) << "nothing of it is taken";

  const auto anew = school->Enroll(center_.Code("shiyangtang", "石羊塘村小"));
  ASSERT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_NE(school->Status().at("box").at("device"), before);
  EXPECT_FALSE(Tells(*school, "problem.device_revoked"));
  EXPECT_FALSE(CountyTells("problem.device_revoked"));
}

TEST_F(Devices, ABoxGetsNewKeysWhenAPersonAsksAndGoesOn) {
  auto school = Teaching();
  Use(*school);
  ASSERT_TRUE(AllIsAtTheCenter(*school));
  const auto device = school->Status().at("box").at("device");
  center_.Stop();
  Use(*school);
  const auto asked = school->Command({"device", "rotate-keys"});
  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  school->Kill();  // The next keys are on the disk; the old ones still serve.
  center_.Start();
  school->Start();
  Use(*school);
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_TRUE(
      WaitUntil([&] { return school->log().find("this box has new keys") != std::string::npos; }, kSoonMs))
      << school->log();
  Use(*school);
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_EQ(school->Status().at("box").at("device"), device);
  EXPECT_FALSE(Tells(*school, "problem.usage_refused"));
}

TEST_F(Devices, ABoxThatMovesToAnotherSchoolKeepsItsLessonsAndSendsWhatItHad) {
  auto school = Teaching();
  const auto held = school->Status().at("library").at("cached");
  center_.Stop();
  Use(*school, 3);
  center_.Start();
  const auto moved = school->Enroll(center_.Code("liushugou", "柳树沟教学点"));
  ASSERT_EQ(moved.exit_code, 0) << moved.err;
  EXPECT_EQ(school->Status().at("library").at("cached"), held);
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_EQ(school->Status().at("box").at("school"), "liushugou");
}

TEST_F(Devices, ABoxRestoredFromACopyLosesNothingThatWasSentAndDoublesNothing) {
  auto school = Teaching();
  Use(*school, 2);
  ASSERT_TRUE(AllIsAtTheCenter(*school));
  school->Stop();
  Copy(Folder("school"), Folder("copy"));
  school->Start();
  Use(*school, 3);
  ASSERT_TRUE(AllIsAtTheCenter(*school));
  school->Stop();
  Copy(Folder("copy"), Folder("school"));
  school->Start();
  Use(*school, 4);
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_FALSE(Tells(*school, "problem.usage_refused"));
}

TEST_F(Devices, AClonedCardIsNoticedAndTheEventsOfBothBoxesCount) {
  auto school = Teaching();
  school->Stop();
  Copy(Folder("school"), Folder("twin"));
  auto twin = MakeSchool("twin");
  school->Start();
  twin->Start();
  for (int day = 0; day < 4; ++day) {
    for (auto* box : {school.get(), twin.get()}) {
      Use(*box);
      ASSERT_TRUE(AllIsAtTheCenter(*box)) << box->Status().dump(1);
    }
  }
  EXPECT_TRUE(CountyTells("problem.two_boxes"));
  EXPECT_TRUE(Tells(*twin, "problem.two_boxes"));
  EXPECT_TRUE(Tells(*school, "problem.two_boxes"));
  const auto anew = twin->Enroll(center_.Code("liushugou", "柳树沟教学点"));
  ASSERT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_NE(twin->Status().at("box").at("device"), school->Status().at("box").at("device"));
  EXPECT_FALSE(Tells(*twin, "problem.two_boxes"));
}

TEST_F(Devices, ACenterRestoredFromAnOldCopySaysWhatItLacks) {
  auto school = Teaching();
  Use(*school, 2);
  ASSERT_TRUE(AllIsAtTheCenter(*school));
  center_.Stop();
  std::filesystem::copy_file(center_.folder() + "/center.db", Folder("copy.db"));
  center_.Start();
  Use(*school, 3);
  ASSERT_TRUE(AllIsAtTheCenter(*school));
  center_.Stop();
  std::filesystem::copy_file(Folder("copy.db"), center_.folder() + "/center.db",
                             std::filesystem::copy_options::overwrite_existing);
  center_.Start();
  used_ -= 3;  // Those are gone from the center, and the box has receipts for them.
  Use(*school);
  EXPECT_TRUE(AllIsAtTheCenter(*school)) << school->Status().dump(1);
  EXPECT_TRUE(CountyTells("problem.usage_missing"));
  EXPECT_THAT(center_.Get("/api/v1/schools").dump(), HasSubstr("\"3 ("));
}

}  // namespace
}  // namespace lianxiao::test
