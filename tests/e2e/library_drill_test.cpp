// What docs/ceremony.md promises studios and paired schools, done with the commands it names: their lessons
// reach the schools through the county; a thief with a studio's key gets no further than the studio's own
// library; the county undoes it, and a box that nobody visits follows.
#include <gmock/gmock.h>

#include <filesystem>

#include "center/county_files.h"
#include "center/keys/key_file.h"
#include "center/libraries/library_tree.h"
#include "storage/formats/catalog.h"
#include "storage/formats/library_name.h"
#include "storage/formats/tuf.h"
#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;
using center::LibraryTree;

constexpr const char* kCountysLesson = "sx-3s-fenshu-renshi";
constexpr const char* kStudiosLesson = "chen-yuan";
constexpr const char* kThiefsLesson = "chen-thief";
const std::string kThiefsPage = "not a lesson of the studio\n";

class StudioDrill : public World {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    PublishSamples();
    center_.Start();
    Studio({"init", Folder("studio"), "chen", "--no-passphrase"});
    Teach("圆的面积");
    Studio({"export", Stick(), "--library", Folder("studio")});
    County({"add", "chen", Folder("studio/chen.pub"), "--title", "陈老师工作室", "--yes"});
    County({"take", Stick()});
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
    ASSERT_TRUE(HasSoon(kStudiosLesson)) << school_->Status().dump(1) << school_->log();
  }

  // --- The studio and the county ---

  Finished Lianxiao(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), places_.bin + "/lianxiao");
    return test::Run(arguments);
  }
  Finished Studio(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "library");
    const auto done = Lianxiao(arguments);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    return done;
  }
  Finished AskCounty(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "library");
    return center_.Command(arguments);
  }
  void County(const std::vector<std::string>& arguments) {
    const auto done = AskCounty(arguments);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  }
  void ExpectRefused(const std::string& stick, const std::string& why) {
    const auto refused = AskCounty({"take", stick});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_THAT(refused.err, HasSubstr("library." + why));
  }
  void Teach(const std::string& title) {
    fs::create_directories(Folder("handed-in"));
    WriteFile(Folder("handed-in/yuan.pdf"),
              ReadFile(places_.samples + "/v1/shuxue/zongfuxi-1.pdf") + "%" + title);
    WriteFile(Folder("handed-in/resources.csv"),
              "编号,标题,类型,学段,年级,学科,教材版本,册次,文件\nchen-yuan," + title +
                  ",教案,小学,六年级,数学,人教版,上册,yuan.pdf\n");
    Studio({"import", Folder("handed-in"), "--library", Folder("studio")});
  }
  std::string Stick() const { return Folder("stick"); }
  std::string Lists(std::int64_t version) const {
    return center_.repository() + "/" + LibraryTree::Lists({"chen", version});
  }

  // --- The thief ---

  // A stick with these lessons, signed with the studio's key.
  std::string ThiefsStick(std::int64_t version, const std::vector<std::string>& ids,
                          const std::string& library = "chen") {
    const auto folder = Folder("thief-" + std::to_string(version) + "-" + library);
    std::vector<formats::Resource> lessons;
    for (const auto& id : ids) {
      formats::Resource lesson{.id = id, .version = 1'000, .title = "别人的课", .language = "zh-CN"};
      lesson.files = {{.path = "a.txt",
                       .media_type = "text/plain",
                       .size_bytes = static_cast<std::int64_t>(kThiefsPage.size()),
                       .blob = HashOf(kThiefsPage)}};
      lessons.push_back(lesson);
    }
    const auto shard = formats::EncodeShard(lessons);
    const auto name = formats::ShardName(library, "ffffffff", 0);
    Put(folder, LibraryTree::Blob(HashOf(kThiefsPage)), kThiefsPage);
    Put(folder, LibraryTree::Target(name, Sha256Hex(shard)), shard);
    formats::TufTargets lists{version, WallTime{SystemClock().Wall().ms / kSecondMs * kSecondMs + kDayMs}};
    lists.targets[name] = {static_cast<std::int64_t>(shard.size()), Sha256Hex(shard)};
    Put(folder, LibraryTree::Lists({"chen", version}), SignTufTargets(lists, std::span(&stolen_, 1)));
    return folder;
  }
  static void Put(const std::string& folder, const std::string& below, const std::string& bytes) {
    fs::create_directories(fs::path(folder + "/" + below).parent_path());
    WriteFile(folder + "/" + below, bytes);
  }
  void Steal() { stolen_ = *center::LoadSigningKey(disk_, Folder("studio/library.key"), {}); }

  // --- The box ---

  bool Has(const std::string& resource) {
    return HttpGet(school_->url() + "/api/v1/resources/" + resource).status == 200;
  }
  bool HasSoon(const std::string& resource) {
    return WaitUntil([&] { return Has(resource); }, kSyncMs);
  }
  bool LosesSoon(const std::string& resource) {
    return WaitUntil([&] { return !Has(resource); }, kSyncMs);
  }
  std::string TitleOf(const std::string& resource) {
    return school_->Get("/api/v1/resources/" + resource).at("title");
  }
  bool IsCalledSoon(const std::string& resource, const std::string& title) {
    return WaitUntil([&] { return Has(resource) && TitleOf(resource) == title; }, kSyncMs);
  }
  bool IsContentSoon() {
    return WaitUntil([&] { return school_->Status().at("problems").empty(); }, kSyncMs);
  }

  storage::RealDisk disk_;
  SigningKey stolen_;
  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(StudioDrill, AStudiosNewsAndItsRenewalReachTheSchool) {
  Teach("圆的面积（二）");
  Studio({"export", Stick(), "--library", Folder("studio")});
  County({"take", Stick()});
  EXPECT_TRUE(IsCalledSoon(kStudiosLesson, "圆的面积（二）")) << school_->Status().dump(1);
  Studio({"export", Stick(), "--library", Folder("studio")});  // Nothing but the date is new.
  County({"take", Stick()});
  EXPECT_THAT(AskCounty({"list", "--json"}).out, HasSubstr("\"version\":3"));
  EXPECT_TRUE(IsContentSoon());
  ExpectRefused(Stick(), "taken_already");
}

TEST_F(StudioDrill, AStolenStudioKeySpeaksForNobodyElse) {
  Steal();
  ExpectRefused(ThiefsStick(2, {kCountysLesson}), "foreign_resource");
  ExpectRefused(ThiefsStick(3, {"wang-yuan"}), "foreign_resource");
  ExpectRefused(ThiefsStick(4, {kCountysLesson}, "county"), "foreign_path");
  ExpectRefused(ThiefsStick(2'000'000'000, {kThiefsLesson}), "jump");
  // Past the county, straight onto a mirror: the snapshot knows the bytes it names.
  const auto honest = ReadFile(Lists(1));
  const auto stick = ThiefsStick(1, {kThiefsLesson});
  fs::copy(stick, center_.repository(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  auto second = MakeSchool("second");
  second->Start();
  ASSERT_EQ(second->Enroll(center_.Code("second", "第二小学")).exit_code, 0);
  const auto waits = [&] {
    return second->Status().at("problems").dump().find("problem.library_waits") != std::string::npos;
  };
  EXPECT_TRUE(WaitUntil(waits, kSyncMs)) << second->Status().dump(1);
  EXPECT_EQ(HttpGet(second->url() + "/api/v1/resources/" + kThiefsLesson).status, 404);
  ASSERT_EQ(center_.Publish().exit_code, 0);
  EXPECT_EQ(ReadFile(Lists(1)), honest) << "the next publish puts the studio's own list back";
  EXPECT_FALSE(Has(kThiefsLesson));
  EXPECT_TRUE(Has(kCountysLesson) && Has(kStudiosLesson));
}

TEST_F(StudioDrill, ANewKeyUndoesWhatAThiefBroughtIn) {
  Steal();
  // Well signed and of the studio's own library, so the county takes it; that is what stolen means.
  County({"take", ThiefsStick(5, {kThiefsLesson})});
  ASSERT_TRUE(HasSoon(kThiefsLesson)) << school_->Status().dump(1);
  ASSERT_TRUE(LosesSoon(kStudiosLesson));
  EXPECT_TRUE(Has(kCountysLesson));

  Studio({"key", "--library", Folder("studio"), "--no-passphrase"});
  Studio({"export", Stick(), "--library", Folder("studio")});
  County({"add", "chen", Folder("studio/chen.pub"), "--yes"});
  ExpectRefused(Stick(), "older");
  Studio({"export", Stick(), "--library", Folder("studio"), "--after", "5"});
  County({"take", Stick()});
  EXPECT_TRUE(LosesSoon(kThiefsLesson)) << school_->Status().dump(1);
  EXPECT_TRUE(HasSoon(kStudiosLesson)) << school_->Status().dump(1);
  EXPECT_TRUE(IsContentSoon()) << school_->Status().at("problems").dump(1);
  ExpectRefused(ThiefsStick(9, {kThiefsLesson}), "bad_signature");
}

TEST_F(StudioDrill, TakingTheDelegationBackRemovesAllOfItUntilTheStudioReturns) {
  Steal();
  County({"take", ThiefsStick(2, {kThiefsLesson})});
  ASSERT_TRUE(HasSoon(kThiefsLesson)) << school_->Status().dump(1);
  County({"remove", "chen", "--yes"});
  EXPECT_TRUE(LosesSoon(kThiefsLesson)) << school_->Status().dump(1);
  EXPECT_TRUE(Has(kCountysLesson));
  EXPECT_TRUE(IsContentSoon()) << "no rollback is seen: " << school_->Status().at("problems").dump(1);
  ExpectRefused(ThiefsStick(3, {kThiefsLesson}), "closed");

  Studio({"key", "--library", Folder("studio"), "--no-passphrase"});
  Studio({"export", Stick(), "--library", Folder("studio"), "--after", "2"});
  County({"add", "chen", Folder("studio/chen.pub"), "--yes"});
  County({"take", Stick()});
  EXPECT_TRUE(HasSoon(kStudiosLesson)) << school_->Status().dump(1);
  EXPECT_FALSE(Has(kThiefsLesson));
  EXPECT_TRUE(IsContentSoon()) << school_->Status().at("problems").dump(1);
}

}  // namespace
}  // namespace lianxiao::test
