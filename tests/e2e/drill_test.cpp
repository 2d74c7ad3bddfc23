// What docs/ceremony.md promises, done with the commands it names: a key is stolen, the thief publishes with
// it, the county recovers, and a box that nobody visits follows, believes nothing of the thief's from then
// on, and loses nothing.
#include <gmock/gmock.h>

#include <filesystem>

#include "center/county_files.h"
#include "center/keys/key_file.h"
#include "center/publish/metadata.h"
#include "storage/formats/catalog.h"
#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::int64_t kRunUp = std::int64_t{1} << 31;  // The version a thief jumps to.
constexpr const char* kLesson = "sx-3s-fenshu-renshi";

class Drill : public World {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    PublishSamples();
    fs::rename(center_.folder() + "/root-keys", Folder("carried-away"));
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
    Use();
  }

  // --- The county ---

  Finished Keys(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {places_.bin + "/lianxiao", "center", "keys"});
    return test::Run(arguments);
  }
  void Do(std::vector<std::string> arguments) {
    const auto done = Keys(std::move(arguments));
    ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  }
  void SignByTwoAndApply(const std::string& file, int first = 1, int second = 2) {
    for (const int n : {first, second}) {
      Do({"sign", file, "--key", RootKey(n), "--yes"});
    }
    Do({"apply", file, "--center", center_.folder()});
  }
  std::string RootKey(int n) { return Folder("carried-away") + "/root-" + std::to_string(n) + ".key"; }
  void Rotate(const std::vector<std::string>& roles) {
    std::vector<std::string> request = {"sign-request", "--out", Folder("proposal"), "--center",
                                        center_.folder()};
    for (const auto& role : roles) request.insert(request.end(), {"--rotate", role});
    Do(request);
    SignByTwoAndApply(Folder("proposal"));
  }
  Finished PublishNow() { return center_.Publish(); }
  void ExpectStrangerNoticed() {
    const auto refused = PublishNow();
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_THAT(refused.err, HasSubstr("keys.stranger"));
  }

  // --- The thief, who may write to every mirror ---

  SigningKey Stolen(const std::string& role) {
    return *center::LoadSigningKey(disk_, center::KeyFile(center_.folder(), role), {});
  }
  center::Metadata Published() { return *center::ReadMetadata(disk_, center_.folder()); }
  std::string Path(const std::string& name) { return center_.repository() + "/metadata/" + name; }
  // Names this snapshot in a timestamp of a version that none of the county's will reach.
  void PublishTimestamp(const SigningKey& key, const formats::TufFileMeta& snapshot,
                        std::int64_t version = kRunUp) {
    const formats::TufTimestamp forged{version, thiefs_date_, snapshot};
    WriteFile(Path("timestamp.json"), SignTufTimestamp(forged, std::span(&key, 1)));
  }
  formats::TufFileMeta PutSnapshot(const SigningKey& key, formats::TufSnapshot forged) {
    forged.version = kRunUp;
    const auto bytes = SignTufSnapshot(forged, std::span(&key, 1));
    WriteFile(Path(std::to_string(kRunUp) + ".snapshot.json"), bytes);
    return center::DescribeBytes(bytes, kRunUp);
  }
  // A lesson of the thief's in a shard of its own, and one of the county's taken over.
  formats::TufFileMeta PutTargets(const SigningKey& key, formats::TufTargets forged) {
    const std::string page = "not a lesson of ours\n";
    fs::create_directories(fs::path(center::BlobFile(center_.folder(), HashOf(page))).parent_path());
    WriteFile(center::BlobFile(center_.folder(), HashOf(page)), page);
    const auto lesson = [&](const std::string& id) {
      formats::Resource resource{.id = id, .version = 1'000, .title = "别人的课", .language = "zh-CN"};
      resource.files = {{.path = "a.txt",
                         .media_type = "text/plain",
                         .size_bytes = static_cast<std::int64_t>(page.size()),
                         .blob = HashOf(page)}};
      return resource;
    };
    const auto shard = formats::EncodeShard(std::vector{lesson(kLesson), lesson("thiefs-lesson")});
    const std::string name = "catalog/county-ffffffff-0.ndjson.zst";
    WriteFile(center::TargetFile(center_.folder(), name, Sha256Hex(shard)), shard);
    forged.targets[name] = {static_cast<std::int64_t>(shard.size()), Sha256Hex(shard)};
    forged.version = kRunUp;
    const auto bytes = SignTufTargets(forged, std::span(&key, 1));
    WriteFile(Path(std::to_string(kRunUp) + ".targets.json"), bytes);
    return center::DescribeBytes(bytes, kRunUp);
  }

  // --- The box ---

  void Use() { EXPECT_EQ(HttpGet(school_->url() + "/r/" + kLesson).status, 200); }
  bool TellsSoon(const std::string& problem) {
    return WaitUntil([&] { return Problems().find(problem) != std::string::npos; }, kSoonMs);
  }
  bool IsContentSoon() {
    return WaitUntil([&] { return Problems().find("problem.metadata") == std::string::npos; }, kSoonMs);
  }
  std::string Problems() { return school_->Status().at("problems").dump(); }
  bool Has(const std::string& resource) {
    return HttpGet(school_->url() + "/api/v1/resources/" + resource).status == 200;
  }
  std::string TitleOf(const std::string& resource) {
    return school_->Get("/api/v1/resources/" + resource).at("title");
  }

  // The county publishes its next lessons and the box has them, all its old ones, and every event.
  void ExpectAllIsWell() {
    ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
    const auto published = PublishNow();
    ASSERT_EQ(published.exit_code, 0) << published.err;
    const auto has_second = [&] {
      return school_->Get(std::string("/api/v1/resources/") + kLesson).at("version") == 2;
    };
    EXPECT_TRUE(WaitUntil(has_second, kSyncMs)) << school_->Status().dump(1);
    EXPECT_TRUE(IsContentSoon()) << Problems();
    Use();
    EXPECT_TRUE(AllEventsArrive()) << school_->Status().dump(1);
    EXPECT_GE(center_.Get("/api/v1/status").at("events").get<int>(), 1);
  }
  bool AllEventsArrive() {
    const auto all_events = [&] {
      const auto usage = school_->Status().at("usage");
      return usage.at("pending") == 0 &&
             usage.at("acknowledged") == center_.Get("/api/v1/status").at("events");
    };
    return WaitUntil(all_events, kSoonMs);
  }
  void ExpectALetterArrives(const std::string& text) {
    const auto sent = center_.Command({"notice", "shiyangtang", "--text", text, "--until", "2099-12-01"});
    ASSERT_EQ(sent.exit_code, 0) << sent.err;
    school_->SyncNow();
    const auto here = [&] { return HttpGet(school_->url() + "/").body.find(text) != std::string::npos; };
    EXPECT_TRUE(WaitUntil(here, kSoonMs)) << Problems() << school_->log();
  }
  template <typename Program>
  static bool Logged(const Program& program, const std::string& words) {
    return program.log().find(words) != std::string::npos;
  }
  // The folder at the county's address and the stolen one change places. How many events the first had.
  std::int64_t SwapFolders() {
    const std::int64_t events = center_.Get("/api/v1/status").at("events");
    center_.Stop();
    fs::rename(center_.folder(), Folder("other"));
    fs::rename(Folder("stolen"), center_.folder());
    fs::rename(Folder("other"), Folder("stolen"));
    center_.Start();
    return events;
  }

  storage::RealDisk disk_{storage::Readable::kEveryone};
  SystemClock clock_;
  WallTime thiefs_date_{clock_.Wall().ms / kSecondMs * kSecondMs + 300 * kDayMs};
  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(Drill, TheTimestampKeyIsStolenAndItsVersionRunUp) {
  const auto key = Stolen("timestamp");
  const auto honest = ReadFile(Path("timestamp.json"));
  const auto snapshot = Published().timestamp.snapshot;
  PublishTimestamp(key, snapshot);
  ExpectStrangerNoticed();
  // The box has believed it: what the county signed looks old now.
  ASSERT_TRUE(WaitUntil(
      [&] {
        school_->SyncNow();
        WriteFile(Path("timestamp.json"), honest);
        const bool believed = TellsSoon("problem.metadata_rollback");
        if (!believed) PublishTimestamp(key, snapshot);
        return believed;
      },
      kSyncMs));

  Do({"rotate", "timestamp", "--out", Folder("proposal"), "--center", center_.folder()});
  SignByTwoAndApply(Folder("proposal"), 3, 1);
  ExpectAllIsWell();
  // The old key opens nothing any more.
  const auto good = ReadFile(Path("timestamp.json"));
  PublishTimestamp(key, Published().timestamp.snapshot, kRunUp + 7);
  EXPECT_TRUE(TellsSoon("problem.metadata_signature")) << Problems();
  WriteFile(Path("timestamp.json"), good);
  EXPECT_TRUE(IsContentSoon()) << Problems();
}

TEST_F(Drill, TheSnapshotKeyIsStolen) {
  const auto key = Stolen("snapshot");
  const auto version = Published().snapshot.version;
  const auto honest = ReadFile(Path(std::to_string(version) + ".snapshot.json"));
  // Alone it brings nothing in: the timestamp knows the bytes of the snapshot it names.
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(PublishNow().exit_code, 0);
  // With the timestamp key the thief runs its version up.
  PublishTimestamp(Stolen("timestamp"), PutSnapshot(key, Published().snapshot));
  ExpectStrangerNoticed();
  ASSERT_TRUE(
      WaitUntil([&] { return school_->Status().at("sync").at("catalog_version") == kRunUp; }, kSyncMs))
      << school_->Status().dump(1);

  Rotate({"snapshot", "timestamp"});
  ASSERT_TRUE(WaitUntil([&] { return school_->Status().at("sync").at("catalog_version") < kRunUp; }, kSyncMs))
      << school_->Status().dump(1);
  ExpectAllIsWell();
}

TEST_F(Drill, TheTargetsKeyAloneBringsNothingIn) {
  const auto key = Stolen("targets");
  const auto version = Published().targets.version;
  const auto file = Path(std::to_string(version) + ".targets.json");
  const auto honest = ReadFile(file);
  ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
  ASSERT_EQ(PublishNow().exit_code, 0);
  // The thief puts another file in the place of the newest, and takes away the patches beside it, from which
  // a box would still put the right one together.
  const auto newest = Published();
  const auto path = Path(std::to_string(newest.targets.version) + ".targets.json");
  PutTargets(key, newest.targets);
  fs::copy_file(Path(std::to_string(kRunUp) + ".targets.json"), path, fs::copy_options::overwrite_existing);
  std::vector<fs::path> patches;
  for (const auto& entry : fs::directory_iterator(fs::path(path).parent_path())) {
    if (entry.path().string().starts_with(path + ".from-")) patches.push_back(entry.path());
  }
  ASSERT_FALSE(patches.empty());
  for (const auto& patch : patches) fs::remove(patch);
  // A box that starts with nothing meets it and refuses.
  auto second = MakeSchool("second");
  second->Start();
  ASSERT_EQ(second->Enroll(center_.Code("second", "第二小学")).exit_code, 0);
  EXPECT_TRUE(WaitUntil(
      [&] { return second->Status().at("problems").dump().find("problem.metadata") != std::string::npos; },
      kSoonMs))
      << second->Status().dump(1);
  EXPECT_EQ(second->Status().at("library").at("resources"), 0);

  Rotate({"targets"});
  ExpectAllIsWell();
  EXPECT_TRUE(second->WaitUntilComplete(kSyncMs)) << second->Status().dump(1);
  EXPECT_FALSE(Has("thiefs-lesson"));
}

TEST_F(Drill, TheMachineWasBrokenIntoAndAllItsKeysAreStolen) {
  auto published = Published();
  const auto targets = Stolen("targets"), snapshot = Stolen("snapshot"), timestamp = Stolen("timestamp");
  published.snapshot.meta["targets.json"] = PutTargets(targets, published.targets);
  PublishTimestamp(timestamp, PutSnapshot(snapshot, published.snapshot));
  ExpectStrangerNoticed();
  // Well signed, so the box takes it; that is what stolen means.
  ASSERT_TRUE(WaitUntil([&] { return Has("thiefs-lesson"); }, kSyncMs)) << school_->Status().dump(1);

  Rotate({"targets", "snapshot", "timestamp"});
  EXPECT_TRUE(WaitUntil([&] { return !Has("thiefs-lesson"); }, kSyncMs)) << school_->Status().dump(1);
  ASSERT_TRUE(WaitUntil([&] { return Has(kLesson) && TitleOf(kLesson) != "别人的课"; }, kSyncMs));
  ExpectAllIsWell();
}

TEST_F(Drill, TheCentersOwnKeysAreReplacedWhileAllGoesOn) {
  const auto before = center_.Tls({"show", "--json"}).out;
  const auto old_code = center_.Code("second", "第二小学");
  Do({"rotate", "center", "--out", Folder("proposal"), "--center", center_.folder()});
  EXPECT_THAT(Keys({"list", "--center", center_.folder()}).out, HasSubstr("center-sign"));
  EXPECT_THAT(Keys({"show", Folder("proposal")}).out, HasSubstr("center-seal"));
  SignByTwoAndApply(Folder("proposal"));
  ASSERT_TRUE(WaitUntil([&] { return Logged(center_, "starts anew, with other keys"); }, kSoonMs))
      << center_.log();
  ASSERT_TRUE(WaitUntil([&] { return Logged(*school_, "names new keys of the county center"); }, kSoonMs))
      << school_->log();
  ExpectAllIsWell();
  ExpectALetterArrives("新密钥下的通知");
  EXPECT_EQ(Problems().find("problem.center_key"), std::string::npos) << Problems();
  EXPECT_NE(center_.Tls({"show", "--json"}).out, before) << "signed anew";

  auto second = MakeSchool("second");
  second->Start();
  EXPECT_NE(second->Enroll(old_code).exit_code, 0) << "of a center that is no more";
  ASSERT_EQ(second->Enroll(center_.Code("second", "第二小学")).exit_code, 0);
  EXPECT_TRUE(second->WaitUntilComplete(kSyncMs)) << second->Status().dump(1);
}

// The machine itself is carried away, with every key on it. The thief sets it up again at the county's
// address.
TEST_F(Drill, TheWholeMachineIsStolenAndItsCentersOwnKeysWithIt) {
  auto asleep = MakeSchool("asleep");  // A box that hears nothing of all this until it is over.
  asleep->Start();
  ASSERT_EQ(asleep->Enroll(center_.Code("asleep", "下湾小学")).exit_code, 0);
  ASSERT_TRUE(asleep->WaitUntilComplete(kSyncMs)) << asleep->Status().dump(1);
  asleep->Stop();
  ASSERT_TRUE(AllEventsArrive());
  center_.Stop();
  fs::copy(center_.folder(), Folder("stolen"), fs::copy_options::recursive);
  Use();  // While there is no center.

  Rotate({"targets", "snapshot", "timestamp", "center"});
  const auto tls = center_.Tls({"make"});
  ASSERT_EQ(tls.exit_code, 0) << tls.err;
  center_.Start();
  ExpectAllIsWell();
  ExpectALetterArrives("县里的机器换过了");
  EXPECT_THAT(school_->log(), HasSubstr("names new keys of the county center"));

  const auto events = SwapFolders();  // At the county's address there is the thief's now.
  Use();
  asleep->Start();
  EXPECT_TRUE(TellsSoon("problem.center_key")) << Problems();
  EXPECT_GT(school_->Status().at("usage").at("pending"), 0);
  EXPECT_LT(center_.Get("/api/v1/status").at("events"), events) << "it has what it had, and gets no more";
  EXPECT_FALSE(Has("thiefs-lesson"));
  asleep->Stop();  // It has met the thief before it heard that there was one, and goes on from that too.

  SwapFolders();
  EXPECT_TRUE(WaitUntil([&] { return Problems().find("problem.center_key") == std::string::npos; }, kSyncMs))
      << Problems() << school_->log();
  EXPECT_TRUE(AllEventsArrive()) << school_->Status().dump(1) << school_->log();
  asleep->Start();
  const auto woken = [&] {
    return asleep->Get(std::string("/api/v1/resources/") + kLesson).at("version") == 2;
  };
  EXPECT_TRUE(WaitUntil(woken, kSyncMs)) << asleep->Status().dump(1) << asleep->log();
  EXPECT_EQ(HttpGet(asleep->url() + "/r/" + kLesson).status, 200);
  EXPECT_TRUE(WaitUntil(
      [&] {
        const auto usage = asleep->Status().at("usage");
        return usage.at("pending") == 0 && usage.at("acknowledged").get<int>() > 0;
      },
      kSyncMs))
      << asleep->Status().dump(1) << asleep->log();
}

TEST_F(Drill, OneRootKeyIsStolen) {
  const auto thiefs = *center::LoadSigningKey(disk_, RootKey(2), {});
  school_->Stop();
  ASSERT_EQ(PublishNow().exit_code, 0);  // A new timestamp, so that boxes look for a new root.
  auto forged = formats::ParseTufRoot(ReadFile(Path("1.root.json")))->body;
  forged.version = 2;
  WriteFile(Path("2.root.json"), SignTufRoot(forged, std::span(&thiefs, 1)));
  school_->Start();
  EXPECT_TRUE(TellsSoon("problem.metadata_signature")) << Problems();
  const auto refused = PublishNow();
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("keys.strange_root"));
  fs::rename(Path("2.root.json"), Folder("strange.root.json"));

  Do({"make", "--out", Folder("new.key"), "--name", "root-new", "--no-passphrase"});
  const auto id = formats::TufKey::From(thiefs.verify).Id();
  Do({"replace", "--lost", id.substr(0, 8), "--new", Folder("new.key.pub"), "--out", Folder("proposal"),
      "--center", center_.folder()});
  SignByTwoAndApply(Folder("proposal"), 1, 3);
  ExpectAllIsWell();

  // From now on the thief's key counts for nothing, with another's neither.
  const auto honest = *center::LoadSigningKey(disk_, RootKey(1), {});
  auto next = formats::ParseTufRoot(ReadFile(Path("2.root.json")))->body;
  next.version = 3;
  WriteFile(Path("3.root.json"), SignTufRoot(next, std::vector{thiefs, honest}));
  EXPECT_THAT(PublishNow().err, HasSubstr("keys.strange_root"));
  fs::remove(Path("3.root.json"));
  Do({"renew", "root", "--out", Folder("renewed"), "--center", center_.folder()});
  Do({"show", Folder("renewed")});
  Do({"list", "--center", center_.folder()});
  EXPECT_NE(Keys({"sign", Folder("renewed"), "--key", RootKey(2), "--yes"}).exit_code, 0);
  Do({"sign", Folder("renewed"), "--key", Folder("new.key"), "--yes"});
  Do({"sign", Folder("renewed"), "--key", RootKey(1), "--yes"});
  Do({"apply", Folder("renewed"), "--center", center_.folder()});
  EXPECT_EQ(PublishNow().exit_code, 0);
}

TEST_F(Drill, AllThreePeopleChange) {
  std::vector<std::string> rotate = {"rotate",           "root",     "--out",
                                     Folder("proposal"), "--center", center_.folder()};
  for (int n = 1; n <= 3; ++n) {
    const auto file = Folder("new-" + std::to_string(n) + ".key");
    Do({"make", "--out", file, "--name", "root-new-" + std::to_string(n), "--no-passphrase"});
    rotate.insert(rotate.end(), {"--new", file + ".pub"});
  }
  Do(rotate);
  Do({"sign", Folder("proposal"), "--key", RootKey(1), "--yes"});
  Do({"sign", Folder("proposal"), "--key", RootKey(3), "--yes"});
  EXPECT_NE(Keys({"apply", Folder("proposal"), "--center", center_.folder()}).exit_code, 0);
  Do({"sign", Folder("proposal"), "--key", Folder("new-2.key"), "--yes"});
  Do({"sign", Folder("proposal"), "--key", Folder("new-3.key"), "--yes"});
  Do({"apply", Folder("proposal"), "--center", center_.folder()});
  ExpectAllIsWell();
}

TEST(KeysAtRest, CenterdStartsUnattendedWithLockedKeysAndNoneOfTheRoot) {
  const auto places = Places::FromEnvironment();
  const TempFolder folder;
  const auto county = folder.path() + "/center";
  fs::create_directory(folder.path() + "/credentials");
  WriteFile(folder.path() + "/credentials/lianxiao-key-passphrase", "four words drawn by lot\n");
  const auto passphrase = folder.path() + "/credentials/lianxiao-key-passphrase";
  const auto made = test::Run({places.bin + "/lianxiao", "center", "init", county, "--passphrase-file",
                               passphrase, "--online-passphrase-file", passphrase});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  fs::remove_all(county + "/root-keys");
  const auto locked = test::Run({places.bin + "/lianxiao", "center", "publish", "--center", county});
  EXPECT_NE(locked.exit_code, 0);
  EXPECT_THAT(locked.err, HasSubstr("keys.passphrase_needed"));
  const std::map<std::string, std::string> unattended = {
      {"CREDENTIALS_DIRECTORY", folder.path() + "/credentials"}};
  const auto published =
      test::Run({places.bin + "/lianxiao", "center", "publish", "--center", county}, 60'000, unattended);
  EXPECT_EQ(published.exit_code, 0) << published.err;
  const auto address = "127.0.0.1:" + std::to_string(FreePort());
  Process daemon({places.bin + "/lianxiao-centerd", "--data", county, "--listen", address},
                 folder.path() + "/log", unattended);
  EXPECT_TRUE(
      WaitUntil([&] { return HttpGet("https://" + address + "/api/v1/center").status == 200; }, kSoonMs))
      << ReadFile(folder.path() + "/log");
}

}  // namespace
}  // namespace lianxiao::test
