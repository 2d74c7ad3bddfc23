// Every attack that the specification of The Update Framework lists (section 1.5.2), against the real box
// over real carriers: an HTTP mirror, a relay school's copy of the folder behind nginx, and a stick. Each
// time the box refuses, says in Chinese and English what was wrong and what to do, goes on teaching what it
// had, loses no record of use, and takes the county's own files as soon as it sees them.
//
// "Extraneous dependencies" does not apply: a lesson depends on no other package, and what a box holds
// follows from the county's signed bundles alone.
#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "storage/base/encoding.h"
#include "tests/support/carrier.h"
#include "tests/support/deployment.h"
#include "tests/support/forge.h"
#include "tests/support/http_client.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/small_county.h"
#include "web/words/strings.h"

namespace lianxiao::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kPatienceMs = 20'000;
constexpr std::int64_t kMostWasteBytes = 4 << 20;  // What an attack may cost in traffic, retries included.
constexpr char kSettings[] =
    "[sync]\nround_every_s = 300\nusage_every_s = 300\nlongest_pause_s = 300\nconnect_s = 2\nstall_s = 1\n"
    "keep_free_mib = 16\n";

const std::string kOld = "第一版 " + std::string(40'000, 'o');
const std::string kNew = "第二版 " + std::string(40'000, 'n');
const std::string kPoem = "诗歌课 " + std::string(40'000, 'p');  // As long as kNew.
const std::string kCircles = "圆的面积 " + std::string(40'000, 'c');
const std::string kEvil = "假的课 " + std::string(40'000, 'e');

std::string Unescaped(std::string page) {
  for (const auto& [written, meant] : {std::pair{"&apos;", "'"}, {"&#39;", "'"}, {"&quot;", "\""}}) {
    for (std::size_t at = 0; (at = page.find(written, at)) != std::string::npos;) {
      page.replace(at, std::string_view(written).size(), meant);
    }
  }
  return page;
}

class Tampering : public testing::TestWithParam<Carrier::Kind> {
 protected:
  Tampering()
      : county_(SystemClock().Wall()),
        carrier_(Carrier::Make(GetParam(), folder_.path() + "/carrier")),
        api_({center_.address()}, center_.address(), SystemClock().Wall()),
        school_(Places::FromEnvironment(), folder_.path() + "/school",
                "mirrors = [\"" + carrier_->url() + "\"]\n" + kSettings) {
    api_.VouchFor(county_.files.at("metadata/1.root.json"));
    api_.AnswerOn(center_);
  }
  ~Tampering() override { center_.End(); }  // Its threads call api_, which goes first.

  // The box has the county's first publication; the second is ready and not shown yet.
  void SetUp() override {
    county_.Teach("fractions", "分数的初步认识", kOld);
    county_.Publish();
    carrier_->Show(county_.files);
    school_.Start();
    const auto enrolled = school_.Enroll(api_.Code());
    ASSERT_EQ(enrolled.exit_code, 0) << enrolled.err;
    ASSERT_TRUE(WaitUntil([&] { return Lesson("fractions") == kOld; }, kPatienceMs)) << school_.log();
    ASSERT_TRUE(Settled(1));
    first_ = county_.files;
    UseOnce();
    county_.Teach("fractions", "分数的初步认识", kNew);
    county_.Teach("poem", "看图说话", kPoem);
    county_.Publish();
    received_ = Received();
  }

  void TearDown() override {
    if (HasFatalFailure() || IsSkipped()) return;
    EXPECT_LT(Received() - received_, kMostWasteBytes) << "an attack costs the school's line too much";
    GetsWhatTheCountyPublished();
    EXPECT_TRUE(WaitUntil([&] { return api_.Events() == used_; }, kPatienceMs))
        << "of " << used_ << " uses, the county knows " << api_.Events();
  }

  // --- What the box has and says ---

  // The main file's bytes as a classroom gets them; empty when there are none.
  std::string Lesson(const std::string& id) const {
    const auto found = HttpGet(school_.url() + "/api/v1/resources/" + id);
    const auto json = nlohmann::json::parse(found.body, nullptr, false);
    if (found.status != 200 || !json.value("playable", false)) return {};
    return HttpGet(school_.url() + json.at("files").at(0).at("url").get<std::string>()).body;
  }
  bool Settled(std::int64_t version) const {
    return WaitUntil(
        [&] {
          const auto sync = school_.Status().at("sync");
          return sync.at("catalog_version") == version && sync.at("state") != "fetching" &&
                 sync.at("state") != "checking";
        },
        kPatienceMs);
  }
  std::int64_t Received() const { return school_.Status().at("sync").at("bytes_received_total"); }

  void UseOnce() {
    const nlohmann::json event = {
        {"kind", "opened"}, {"resource", "fractions"}, {"id", ToHex(RandomBytes(16))}};
    const auto answer = Http({.method = "POST",
                              .url = school_.url() + "/api/v1/events",
                              .body = event.dump(),
                              .headers = {"Content-Type: application/json"}});
    ASSERT_EQ(answer.status, 204) << answer.body;
    ++used_;
  }

  std::string SubjectOf(const std::string& problem) const {
    const auto status = school_.Status();
    for (const auto& told : status.at("problems")) {
      if (told.at("key") == problem) return told.at("subject");
    }
    return {};
  }

  // A round is made now, and ends in this problem, told in both languages, page and terminal.
  void Refuses(const std::string& problem, const std::string& about) {
    SCOPED_TRACE(problem + " " + about);
    school_.SyncNow();
    ASSERT_TRUE(WaitUntil([&] { return SubjectOf(problem).find(about) != std::string::npos; }, kPatienceMs))
        << school_.Status().at("problems").dump(1) << school_.log();
    StillTeaches();
    if (!told_.insert(problem).second) return;
    for (const auto language : {web::Language::kChinese, web::Language::kEnglish})
      SaysWhatToDo(problem, language);
  }

  void SaysWhatToDo(const std::string& problem, web::Language language) const {
    const auto& words = web::Strings::BuiltIn(language);
    ASSERT_TRUE(words.Has(problem + ".happened") && words.Has(problem + ".next")) << problem;
    const auto told = AllOf(HasSubstr(words.Get(problem + ".happened")),
                            HasSubstr(words.Get(problem + ".next")), HasSubstr(SubjectOf(problem)));
    const std::string tag(web::Tag(language));
    EXPECT_THAT(Unescaped(HttpGet(school_.url() + "/status?lang=" + tag).body), told);
    const auto terminal =
        test::Run({Places::FromEnvironment().bin + "/lianxiao", "status", "--data", school_.folder()}, 10'000,
                  {{"LC_ALL", language == web::Language::kChinese ? "zh_CN.UTF-8" : "en_US.UTF-8"}});
    EXPECT_EQ(terminal.exit_code, 0) << terminal.err;
    EXPECT_THAT(terminal.out, told);
  }

  void StillTeaches() {
    EXPECT_TRUE(Lesson("fractions") == kOld) << "the lesson that was here is not served";
  }

  // The carrier shows the county's files again, and the box takes them without a visit.
  void GetsWhatTheCountyPublished() {
    carrier_->Show(county_.files);
    UseOnce();
    school_.SyncNow();
    EXPECT_TRUE(
        WaitUntil([&] { return Lesson("fractions") == kNew && Lesson("poem") == kPoem; }, kPatienceMs))
        << school_.Status().dump(1) << school_.log();
    EXPECT_TRUE(WaitUntil([&] { return school_.Status().at("problems").empty(); }, kPatienceMs))
        << school_.Status().at("problems").dump(1);
  }

  void Shows(const std::map<std::string, std::string>& files) { carrier_->Show(files); }

  // --- What a thief does ---

  // Starts from what the county has published; the evil lesson in place of the real one.
  Forge Thief() const {
    Forge thief = county_;
    thief.Teach("fractions", "分数的初步认识", kEvil);
    thief.Teach("fractions", "分数的初步认识", kEvil);  // Newer than the county's.
    return thief;
  }
  // What is trusted may be fetched from whoever has it; tests about metadata keep the lessons back.
  std::map<std::string, std::string> WithoutLessons(std::map<std::string, std::string> files) const {
    for (const auto* id : {"fractions", "poem"}) files[county_.BlobPath(id)] = "not yet";
    return files;
  }
  static std::string Flipped(std::string bytes) {
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    return bytes;
  }

  TempFolder folder_;
  Forge county_;
  std::map<std::string, std::string> first_;  // What the county published first.
  std::unique_ptr<Carrier> carrier_;
  MisbehavingServer center_;
  SmallCounty api_;
  SchoolProgram school_;
  std::set<std::string> told_;
  std::int64_t used_ = 0;
  std::int64_t received_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Over, Tampering,
                         testing::Values(Carrier::Kind::kHttpMirror, Carrier::Kind::kRelay,
                                         Carrier::Kind::kStick),
                         [](const auto& kind) { return Name(kind.param); });

// --- Arbitrary software ---

TEST_P(Tampering, ArbitrarySoftware_AStrangersSignaturesAreRefused) {
  auto stranger = Thief();
  const auto keys = KeyRing::Fresh();
  stranger.SignTargets(2, keys.targets);
  stranger.SignSnapshot(2, 2, keys.snapshot);
  stranger.SignTimestamp(2, 2, keys.timestamp);
  Shows(stranger.files);
  Refuses("problem.metadata_signature", "timestamp.json, " + carrier_->url());
}

TEST_P(Tampering, ArbitrarySoftware_AChangedListOrLessonIsThrownAway) {
  Shows(county_.files);
  for (const auto* id : {"fractions", "poem"}) {
    carrier_->Put(county_.ShardPath(id), Flipped(county_.files.at(county_.ShardPath(id))));
  }
  Refuses("problem.catalog_wrong", "catalog/county-fractions-0.ndjson.zst");
  Shows(county_.files);
  carrier_->Put(county_.BlobPath("fractions"), Flipped(kNew));
  Refuses("problem.blob_corrupt", "fractions.mp4");
}

// --- Rollback ---

TEST_P(Tampering, Rollback_NothingOlderThanWhatWasSeenIsTaken) {
  // The county's third publication is in the box, so that there is something to roll back to.
  auto thief = county_;
  county_.SignTargets(3, county_.keys.targets);
  county_.SignSnapshot(3, 3, county_.keys.snapshot);
  county_.SignTimestamp(3, 3, county_.keys.timestamp);
  Shows(WithoutLessons(county_.files));
  school_.SyncNow();
  ASSERT_TRUE(Settled(3));

  Shows(first_);
  Refuses("problem.metadata_rollback", "timestamp.json, " + carrier_->url());
  thief.SignTimestamp(4, 2, county_.keys.timestamp);  // Stolen; an older snapshot under a newer date.
  Shows(WithoutLessons(thief.files));
  Refuses("problem.metadata_rollback", "names a snapshot");
  thief.SignSnapshot(4, 2, county_.keys.snapshot);  // Stolen too: older targets in a newer snapshot.
  thief.SignTimestamp(4, 4, county_.keys.timestamp);
  Shows(WithoutLessons(thief.files));
  Refuses("problem.metadata_rollback", "snapshot.json, " + carrier_->url());
}

// --- Fast-forward ---

TEST_P(Tampering, FastForward_VersionsRunUpByStolenKeysAreOvercomeByNewKeys) {
  constexpr std::int64_t kFar = 1'999'999'999;
  auto thief = county_;
  thief.files = first_;
  thief.SignSnapshot(kFar, 1, county_.keys.snapshot);
  thief.SignTimestamp(kFar, kFar, county_.keys.timestamp);
  Shows(thief.files);
  school_.SyncNow();
  ASSERT_TRUE(Settled(kFar)) << school_.Status().dump(1);
  StillTeaches();

  Shows(county_.files);
  Refuses("problem.metadata_rollback", std::to_string(kFar));
  county_.Rotate([](KeyRing& keys) {
    keys.timestamp = SigningKey::Generate();
    keys.snapshot = SigningKey::Generate();
  });
  county_.Publish();
}

// --- Indefinite freeze ---

TEST_P(Tampering, IndefiniteFreeze_OldFilesStopNewContentWhenTheyExpireAndNeverTeaching) {
  auto frozen = county_;
  frozen.SignTimestamp(2, 2, county_.keys.timestamp, 3'000);
  Shows(WithoutLessons(frozen.files));
  school_.SyncNow();
  SleepMs(3'500);
  Refuses("problem.metadata_expired", "timestamp.json, " + carrier_->url());
  for (const auto* id : {"fractions", "poem"})
    carrier_->Put(county_.BlobPath(id), county_.files.at(county_.BlobPath(id)));
  Refuses("problem.metadata_expired", "timestamp.json, " + carrier_->url());
  SleepMs(300);
  StillTeaches();
  EXPECT_EQ(Lesson("poem"), "") << "new content was taken under an expired date";
  ++county_.version;  // So that the county's next signature is newer than the frozen one.
  county_.Publish();
}

// --- Endless data ---

TEST_P(Tampering, EndlessData_MetadataIsBrokenOffAtItsCap) {
  for (const auto* file : {"timestamp.json", "2.root.json", "2.snapshot.json", "2.targets.json"}) {
    Shows(county_.files);
    carrier_->MakeEndless(std::string("metadata/") + file);
    const auto start = MonotonicMs();
    Refuses("problem.metadata_too_long", std::string(file) + ", " + carrier_->url());
    EXPECT_LT(MonotonicMs() - start, 10'000) << file;
  }
}

TEST_P(Tampering, EndlessData_ListsAndLessonsAreBrokenOffAtTheirSignedLength) {
  Shows(county_.files);
  for (const auto* id : {"fractions", "poem"}) carrier_->MakeEndless(county_.ShardPath(id));
  Refuses("problem.catalog_wrong", "larger than");
  Shows(county_.files);
  carrier_->MakeEndless(county_.BlobPath("fractions"));
  Refuses("problem.blob_corrupt", "fractions.mp4");
}

// --- Mix-and-match ---

TEST_P(Tampering, MixAndMatch_FilesOfDifferentTimesAreNotPutTogether) {
  Shows(county_.files);
  carrier_->Put("metadata/2.snapshot.json", first_.at("metadata/1.snapshot.json"));
  Refuses("problem.metadata_mismatch", "2.snapshot.json, " + carrier_->url());
  Shows(county_.files);
  carrier_->Put("metadata/2.targets.json", first_.at("metadata/1.targets.json"));
  Refuses("problem.metadata_mismatch", "2.targets.json, " + carrier_->url());
}

// --- Wrong software ---

TEST_P(Tampering, WrongSoftware_AValidFileUnderAnothersNameIsThrownAway) {
  Shows(county_.files);
  carrier_->Put(county_.ShardPath("fractions"), county_.files.at(county_.ShardPath("poem")));
  carrier_->Put(county_.ShardPath("poem"), county_.files.at(county_.ShardPath("fractions")));
  Refuses("problem.catalog_wrong", "catalog/county-fractions-0.ndjson.zst");
  Shows(county_.files);
  ASSERT_EQ(kNew.size(), kPoem.size());
  carrier_->Put(county_.BlobPath("fractions"), kPoem);
  Refuses("problem.blob_corrupt", "fractions.mp4");
}

// --- Malicious mirror ---

TEST_P(Tampering, MaliciousMirror_OneThatServesNothingOrNeverAnswersOnlyDelays) {
  Shows({});
  school_.SyncNow();
  // Each carrier's own words for it.
  const auto says = [&](const std::string& words) {
    return WaitUntil([&] { return school_.log().find(words) != std::string::npos; }, kPatienceMs);
  };
  EXPECT_TRUE(says(GetParam() == Carrier::Kind::kStick ? "holds no library" : "it is not there"))
      << school_.log();
  StillTeaches();
  Shows(county_.files);
  carrier_->Hang();
  const auto start = MonotonicMs();
  school_.SyncNow();
  EXPECT_TRUE(says(GetParam() == Carrier::Kind::kStick ? "no plain file" : "no byte for")) << school_.log();
  EXPECT_LT(MonotonicMs() - start, 10'000);
  StillTeaches();
  carrier_->GoOn();
}

TEST_P(Tampering, MaliciousMirror_GarbageIsToldAsGarbage) {
  auto garbage = county_.files;
  for (auto& [path, bytes] : garbage) bytes = RandomBytes(bytes.size());
  Shows(garbage);
  Refuses("problem.metadata_unreadable", "timestamp.json, " + carrier_->url());
}

TEST_P(Tampering, MaliciousMirror_OfOneBadAndOneGoodTheGoodOneIsUsed) {
  MisbehavingServer good;
  for (const auto& [path, bytes] : county_.files) good.Put("/" + path, bytes);
  school_.Stop();
  SchoolProgram again(Places::FromEnvironment(), school_.folder(),
                      "mirrors = [\"" + carrier_->url() + "\", \"" + good.address() + "\"]\n" + kSettings);
  auto stranger = Thief();
  stranger.SignTimestamp(3, 2, SigningKey::Generate());
  Shows(stranger.files);
  for (const auto* id : {"fractions", "poem"}) carrier_->Put(county_.BlobPath(id), kEvil);
  again.Start();
  again.SyncNow();
  const auto served = [&](const std::string& id) {
    const auto json = nlohmann::json::parse(HttpGet(again.url() + "/api/v1/resources/" + id).body);
    if (!json.value("playable", false)) return std::string();
    return HttpGet(again.url() + json.at("files").at(0).at("url").get<std::string>()).body;
  };
  EXPECT_TRUE(WaitUntil([&] { return served("fractions") == kNew; }, kPatienceMs)) << again.log();
  const auto problems = again.Status().at("problems").dump();
  EXPECT_THAT(problems, AllOf(HasSubstr("problem.metadata_signature"), HasSubstr(carrier_->url())))
      << "a mirror that lies is worth a word";
  again.Stop();
  school_.Start();
}

// --- Key compromise, at each role ---

TEST_P(Tampering, KeyCompromise_TheTimestampKeyAloneBringsNothingInAndIsWorthlessAfterRotation) {
  auto thief = Thief();
  const auto own = KeyRing::Fresh();
  thief.SignTargets(2, own.targets);
  thief.SignSnapshot(2, 2, own.snapshot);
  thief.SignTimestamp(2, 2, county_.keys.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "2.snapshot.json, " + carrier_->url());

  const auto stolen = county_.keys;
  county_.Rotate([](KeyRing& keys) { keys.timestamp = SigningKey::Generate(); });
  county_.Publish();
  thief = county_;
  thief.SignTimestamp(9, 2, stolen.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "timestamp.json, " + carrier_->url());
}

TEST_P(Tampering, KeyCompromise_TheSnapshotKeyToTheTimestampKeyBringsNothingInEither) {
  auto thief = Thief();
  thief.SignTargets(2, SigningKey::Generate());
  thief.SignSnapshot(2, 2, county_.keys.snapshot);
  thief.SignTimestamp(2, 2, county_.keys.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "2.targets.json, " + carrier_->url());

  const auto stolen = county_.keys;
  county_.Rotate([](KeyRing& keys) { keys.snapshot = SigningKey::Generate(); });
  county_.Publish();
  thief = county_;
  thief.SignSnapshot(9, 2, stolen.snapshot);
  thief.SignTimestamp(9, 9, stolen.timestamp);  // Not rotated, so this one is good.
  Shows(thief.files);
  Refuses("problem.metadata_signature", "9.snapshot.json, " + carrier_->url());
}

TEST_P(Tampering, KeyCompromise_TheTargetsKeyAloneBringsNothingInAndIsWorthlessAfterRotation) {
  auto thief = Thief();
  thief.SignTargets(2, county_.keys.targets);  // The snapshot is still the county's.
  Shows(thief.files);
  Refuses("problem.metadata_mismatch", "2.targets.json, " + carrier_->url());

  const auto stolen = county_.keys;
  county_.Rotate([](KeyRing& keys) {
    keys.targets = SigningKey::Generate();
    keys.snapshot = SigningKey::Generate();
    keys.timestamp = SigningKey::Generate();
  });
  thief = Thief();
  thief.SignTargets(9, stolen.targets);
  thief.SignSnapshot(9, 9, stolen.snapshot);
  thief.SignTimestamp(9, 9, stolen.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "timestamp.json, " + carrier_->url());
  county_.Publish();
}

TEST_P(Tampering, KeyCompromise_OneRootKeyOfThreeIsBelowTheThreshold) {
  auto thief = Thief();
  auto own = KeyRing::Fresh();
  own.root[0] = county_.keys.root[0];
  thief.SignRoot(own, {own.root[0], own.root[1]});
  thief.SignTargets(2, own.targets);
  thief.SignSnapshot(2, 2, own.snapshot);
  thief.SignTimestamp(2, 2, own.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "2.root.json, " + carrier_->url());

  // Replaced by the county, the lost key does not even count as one any more.
  const auto lost = county_.keys.root[0];
  county_.Rotate([](KeyRing& keys) { keys.root[0] = SigningKey::Generate(); });
  county_.Publish();
  thief = county_;
  thief.SignRoot(own, {lost, own.root[1]});
  thief.SignTimestamp(9, 2, own.timestamp);
  Shows(thief.files);
  Refuses("problem.metadata_signature", "3.root.json, " + carrier_->url());
}

TEST_P(Tampering, KeyCompromise_AStudiosKeySpeaksForNoOtherLessonAndIsWorthlessAfterReplacement) {
  county_.Teach("chen-circles", "圆的面积", kCircles);
  county_.Lend("chen-circles", "chen");
  county_.Publish();
  Shows(WithoutLessons(county_.files));
  school_.SyncNow();
  ASSERT_TRUE(WaitUntil([&] { return Lesson("chen-circles") == kCircles; }, kPatienceMs)) << school_.log();
  const auto stolen = county_.libraries.at("chen");

  // By itself, on a mirror: the county's snapshot knows the bytes that the studio signed.
  county_.Publish();
  auto thief = county_;
  thief.Teach("chen-circles", "圆的面积", kEvil);
  thief.SignLibrary("chen", county_.version, stolen);
  Shows(WithoutLessons(thief.files));
  Refuses("problem.library_waits", "chen: 4.chen.json, " + carrier_->url());

  // Named by the county, who was deceived: a lesson of the county's, and one of another studio's.
  for (const auto* id : {"fractions", "wang-circles"}) {
    thief = county_;
    thief.Teach(id, "别人的课", kEvil);
    thief.Lend(id, "chen");
    ++county_.version;
    thief.SignLibrary("chen", county_.version, stolen);
    thief.SignSnapshot(county_.version, 4, county_.keys.snapshot);
    thief.SignTimestamp(county_.version, county_.version, county_.keys.timestamp);
    Shows(WithoutLessons(thief.files));
    Refuses("problem.catalog_unreadable", std::string(id) + " does not belong to the library chen");
    EXPECT_EQ(Lesson("wang-circles"), "");
  }

  // With another key in its place, the stolen one signs for nothing at all.
  county_.libraries.at("chen") = SigningKey::Generate();
  county_.Publish();
  thief = county_;
  thief.Teach("chen-circles", "圆的面积", kEvil);
  ++county_.version;
  thief.SignLibrary("chen", county_.version, stolen);
  thief.SignSnapshot(county_.version, county_.version - 1, county_.keys.snapshot);
  thief.SignTimestamp(county_.version, county_.version, county_.keys.timestamp);
  Shows(WithoutLessons(thief.files));
  Refuses("problem.library_waits", "good signatures");
  EXPECT_TRUE(Lesson("chen-circles") == kCircles) << "what the studio brought stays";
  county_.Publish();
}

}  // namespace
}  // namespace lianxiao::test
