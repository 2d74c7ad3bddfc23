// A teacher of the county's list, at work in a school that cannot reach the county: list → account → letter →
// box → login.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "storage/base/time.h"
#include "storage/people/people.h"
#include "storage/people/people_schema.h"
#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using storage::LoginEnd;
using storage::People;
using testing::HasSubstr;
using testing::Not;

class Teachers : public World {
 protected:
  Finished County(std::vector<std::string> arguments) const {
    std::vector<std::string> all{places_.bin + "/lianxiao", "center"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--center", center_.folder()});
    return test::Run(all);
  }
  Finished AtSchool(const std::vector<std::string>& arguments, const SchoolProgram& school) const {
    std::vector<std::string> all{places_.bin + "/lianxiao"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--data", school.folder()});
    return test::Run(all);
  }
  // The people of a program that is stopped: one process at a time may write there.
  std::unique_ptr<People> PeopleIn(const std::string& folder, storage::Place place) {
    auto people = People::Open(folder + "/people.db", clock_, {.place = place});
    EXPECT_TRUE(people) << people.error().message;
    return people ? *std::move(people) : nullptr;
  }
  static std::string CodeOf(const std::string& list, const std::string& login) {
    const auto row = list.find("\"" + login + "\"");
    if (row == std::string::npos) return {};
    const auto name_ends = list.find("\",\"", list.find("\",\"", row) + 3) + 3;
    return list.substr(name_ends, list.find('"', name_ends) - name_ends);
  }
  // Until the box says it holds a letter of at least this number.
  bool HasLetter(const std::string& login, SchoolProgram& school) {
    return WaitUntil(
        [&] {
          school.SyncNow();
          return AtSchool({"person", "export", login}, school).exit_code == 0;
        },
        kSoonMs);
  }

  SystemClock clock_;
};

TEST_F(Teachers, AreWrittenDownOnceAtTheCountyAndLogInWhereTheyTeachWithoutALine) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  WriteFile(Folder("teachers.csv"),
            "学校,工号,姓名,角色\nshiyangtang,wangfang,王芳,教师\nshiyangtang,lilei,李雷,校管理员\n");
  const auto imported =
      County({"teachers", "import", Folder("teachers.csv"), "--codes", Folder("codes.csv")});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  struct stat file {};
  ASSERT_EQ(::stat(Folder("codes.csv").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600);
  const auto code = CodeOf(ReadFile(Folder("codes.csv")), "wangfang");
  ASSERT_EQ(code.size(), 11U) << ReadFile(Folder("codes.csv"));

  ASSERT_TRUE(HasLetter("wangfang", *school)) << school->log() << center_.log();
  center_.Stop();
  school->Stop();
  {
    const auto people = PeopleIn(school->folder(), storage::Place::kSchool);
    EXPECT_TRUE(people->FindLogin("lilei").value().from_county);
    const auto first = people->LogIn("wangfang", SecretBytes(code), "");
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_EQ(first->kind, LoginEnd::Kind::kSetPassword);
    const auto in = people->SetFirstPassword(first->ticket, SecretBytes("chalk and 黑板 7"), "");
    ASSERT_TRUE(in) << in.error().message;
    EXPECT_EQ(in->kind, LoginEnd::Kind::kIn);
  }

  // She forgot it: the county gives a new code, and with the next letter the old password ends.
  std::string new_code;
  {
    const auto people = PeopleIn(center_.folder(), storage::Place::kCounty);
    new_code = people->NewCode(people->FindLogin("wangfang")->id, storage::Actor::Console())->code;
  }
  center_.Start();
  school->Start();
  const auto letters = [&] {
    school->SyncNow();
    return school->log().find("letter 2 is in force") != std::string::npos ||
           school->log().find("letter 3 is in force") != std::string::npos;
  };
  ASSERT_TRUE(WaitUntil(letters, kSoonMs)) << school->log();
  school->Stop();
  const auto people = PeopleIn(school->folder(), storage::Place::kSchool);
  EXPECT_FALSE(people->LogIn("wangfang", SecretBytes("chalk and 黑板 7"), ""));
  const auto again = people->LogIn("wangfang", SecretBytes(new_code), "");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->kind, LoginEnd::Kind::kSetPassword);
}

// A county's year: longer than the command would ever hold at once (8 MiB).
TEST_F(Teachers, ALongSecurityLogComesOutWhole) {
  constexpr std::int64_t kRows = 30'000;
  ASSERT_EQ(center_.Init().exit_code, 0);
  {
    const auto database = storage::Database::Open(center_.folder() + "/people.db", storage::PeopleSchema());
    ASSERT_TRUE(database) << database.error().message;
    const storage::AuditLog log(**database, clock_);
    ASSERT_TRUE((*database)->Write([&](storage::Connection& c) -> Status {
      for (std::int64_t i = 0; i < kRows; ++i) {
        LIANXIAO_TRY(log.Add(c, {.who = "admin",
                                 .from = "10.0.0.1",
                                 .act = "login.good",
                                 .subject = "admin",
                                 .detail = std::string(280, 'x')}));
      }
      return {};
    }));
  }
  center_.Start();
  const auto saved = County({"audit", "export", "--to", Folder("audit.ndjson")});
  ASSERT_EQ(saved.exit_code, 0) << saved.err;
  const auto text = ReadFile(Folder("audit.ndjson"));
  EXPECT_GT(text.size(), std::size_t{8} << 20);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_EQ(lines, kRows + 1) << "and that it was taken out";
  EXPECT_EQ(County({"audit", "check"}).exit_code, 0);
  // Not over what nobody can write.
  const auto nowhere = County({"audit", "export", "--to", Folder("none/audit.ndjson")});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_FALSE(nowhere.err.empty());
}

TEST_F(Teachers, AListWithAMistakeIsTakenNotAtAll) {
  PublishSamples();
  center_.Start();
  center_.Code("shiyangtang", "石羊塘村小");
  const auto import = [&](const std::string& rows) {
    WriteFile(Folder("teachers.csv"), "school,login,name,role\n" + rows);
    return County({"teachers", "import", Folder("teachers.csv"), "--codes", Folder("codes.csv")});
  };
  const auto slips = import("shiyangtang,wang fang,王芳,teacher\nshiyangtang,lilei,李雷,校长\n");
  EXPECT_EQ(slips.exit_code, 1);
  EXPECT_THAT(slips.err, HasSubstr("2"));
  EXPECT_THAT(slips.err, HasSubstr("校长"));
  const auto nowhere = import("shiyangtang,wangfang,王芳,teacher\nnowhere,lilei,李雷,teacher\n");
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("lilei"));
  EXPECT_EQ(ReadFile(Folder("codes.csv")), "");
  EXPECT_EQ(County({"person", "export", "wangfang"}).exit_code, 1) << "nobody was taken";
  EXPECT_EQ(import("shiyangtang,wangfang,王芳,teacher\n").exit_code, 0);
  EXPECT_EQ(import("shiyangtang,lilei,李雷,teacher\n").exit_code, 1) << "the sheet of codes is there already";
}

TEST_F(Teachers, APersonSeesWhatIsKeptAndIsForgotten) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  WriteFile(Folder("teachers.csv"), "school,login,name\nshiyangtang,wangfang,王芳\n");
  ASSERT_EQ(County({"teachers", "import", Folder("teachers.csv"), "--codes", Folder("codes.csv")}).exit_code,
            0);
  ASSERT_TRUE(HasLetter("wangfang", *school)) << school->log();
  const auto kept = County({"person", "export", "wangfang"});
  ASSERT_EQ(kept.exit_code, 0) << kept.err;
  const auto all = nlohmann::json::parse(kept.out);
  EXPECT_THAT(all.at("account").dump(), HasSubstr("王芳"));
  EXPECT_EQ(all.at("person").get<std::string>().size(), 16U);
  EXPECT_TRUE(all.at("events").empty());

  EXPECT_EQ(County({"person", "erase", "wangfang"}).exit_code, 1) << "not without --yes";
  ASSERT_EQ(County({"person", "erase", "wangfang", "--yes"}).exit_code, 0);
  EXPECT_EQ(County({"person", "export", "wangfang"}).exit_code, 1);
  // The next letter has the account no more; then the box can forget it too.
  EXPECT_TRUE(WaitUntil(
      [&] {
        school->SyncNow();
        return AtSchool({"person", "erase", "wangfang", "--yes"}, *school).exit_code == 0;
      },
      kSoonMs))
      << school->log();
  EXPECT_EQ(AtSchool({"person", "export", "wangfang"}, *school).exit_code, 1);
  for (const auto& folder : {center_.folder(), school->folder()}) {
    EXPECT_THAT(ReadFile(folder + "/people.db"), Not(HasSubstr("王芳"))) << folder;
  }
}

}  // namespace
}  // namespace lianxiao::test
