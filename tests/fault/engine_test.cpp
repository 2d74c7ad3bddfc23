// The whole engine, on a thread and over loopback, against a county whose mirrors and center misbehave.
#include "sync/engine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "storage/base/encoding.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/process.h"
#include "tests/support/small_county.h"

namespace lianxiao::sync {
namespace {

using test::BoxOnDisk;
using test::MisbehavingServer;
using test::Mischief;
using test::SmallCounty;
using test::WaitUntil;

constexpr std::int64_t kPatienceMs = 15'000;

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class EngineTest : public testing::Test {
 protected:
  EngineTest() : county_({mirror_.address(), second_.address()}, center_.address(), clock_.Wall()) {
    EXPECT_TRUE(InitCrypto());
    county_.AnswerOn(center_);
    Restart();
  }

  ~EngineTest() override {
    engine_.reset();
    center_.End();  // Its threads call county_, which goes first.
  }

  // As after a power cut, or the first time.
  void Restart() {
    engine_.reset();
    box_.reset();
    box_ = std::make_unique<BoxOnDisk>(disk_, folder_.path(), folder_.path() + "/search.db", clock_);
  }
  void Start(std::int64_t bytes_per_second = 0) {
    Options options;
    options.round_every_ms = 60'000;  // Tests ask for rounds.
    options.usage_every_ms = 100;
    options.first_pause_ms = 50;
    options.longest_pause_ms = 400;
    options.connect_ms = 1'000;
    options.stall_ms = 500;
    options.keep_free_bytes = 0;
    options.max_bytes_per_second = bytes_per_second;
    options.lessons_ahead = lessons_ahead_;
    Parts parts{box_->state,   box_->catalog, *box_->library, box_->usage,
                *box_->search, box_->disk,    clock_,         log_};
    letter_.emplace(*box_->journal);
    if (asks_for_letters_) parts.letter = &*letter_;
    parts.part_owners = &box_->part_owners;
    auto engine = Engine::Start(parts, options);
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
  }
  void StartEnrolled() {
    Publish();
    Start();
    const auto enrolled = engine_->Enrol(county_.Code());
    ASSERT_TRUE(enrolled) << enrolled.error().message;
  }
  void Publish() {
    county_.Publish();
    county_.PutOn(mirror_);
    county_.PutOn(second_);
  }
  bool Holds(const std::string& id, std::int64_t version) {
    return WaitUntil([&] { return box_->HeldVersion(id) == version; }, kPatienceMs);
  }
  bool IsIdle() {
    return WaitUntil([&] { return engine_->Now().activity == Activity::kIdle; }, kPatienceMs);
  }
  bool Problem(const std::string& key, bool there) {
    return WaitUntil([&] { return box_->HasProblem(key) == there; }, kPatienceMs);
  }

  SystemClock clock_;
  NoLog log_;
  storage::RealDisk disk_;
  test::TempFolder folder_;
  MisbehavingServer mirror_, second_, center_;
  SmallCounty county_;
  std::unique_ptr<BoxOnDisk> box_;
  std::optional<storage::CountyLetter> letter_;
  bool asks_for_letters_ = false;
  std::size_t lessons_ahead_ = Options().lessons_ahead;
  std::unique_ptr<Engine> engine_;
  const std::string lesson_ = Noise(3'300'000, 1);
};

TEST_F(EngineTest, EnrolsAndBringsTheLesson) {
  county_.Teach("fractions", "分数的初步认识", lesson_);
  county_.Teach("picture", "看图说话", Noise(20'000, 2));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(Holds("picture", 1));
  EXPECT_EQ(box_->Read("fractions"), lesson_);
  ASSERT_TRUE(IsIdle());
  EXPECT_EQ(engine_->Now().bytes_missing, 0);
  EXPECT_TRUE(engine_->Now().queue.empty());
  EXPECT_EQ(box_->search->Find("分数", {})->total, 1);
  EXPECT_TRUE(box_->state.Problems()->empty());
  EXPECT_GT(*box_->state.Counter("bytes_received"), 3'300'000);
  EXPECT_LT(*box_->state.Counter("bytes_received"), 3'300'000 + 40'000);
}

TEST_F(EngineTest, PaysOneSmallRequestForARoundWithoutNews) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(IsIdle());
  ASSERT_TRUE(WaitUntil([&] { return !county_.Reports().empty(); }, kPatienceMs));
  engine_->RoundSoon();  // The one that reports the lesson as whole.
  test::SleepMs(300);
  ASSERT_TRUE(IsIdle());
  mirror_.ForgetSeen();
  center_.ForgetSeen();
  engine_->RoundSoon();
  ASSERT_TRUE(WaitUntil([&] { return mirror_.SeenCount("/") > 0; }, kPatienceMs));
  test::SleepMs(300);
  EXPECT_EQ(mirror_.SeenCount("/"), 1);
  EXPECT_EQ(mirror_.SeenCount("/metadata/timestamp.json"), 1);
  EXPECT_EQ(center_.SeenCount("/"), 0);
}

class CatalogPatchTest : public EngineTest {
 protected:
  // A catalog of some 40 KiB, taken in; then one line of it changes.
  void TakeInAndChangeOneLine() {
    for (int i = 0; i < 40; ++i) {
      const auto id = "lesson-" + std::to_string(i);
      county_.Teach(id, id, Noise(500, static_cast<unsigned>(i)));
      county_.Describe(id, ToHex(Noise(1'000, static_cast<unsigned>(100 + i))));
    }
    StartEnrolled();
    ASSERT_TRUE(Holds("lesson-39", 1));
    ASSERT_TRUE(IsIdle());
    county_.Teach("lesson-7", "改过的课", Noise(500, 7));
    Publish();
    mirror_.ForgetSeen();
    second_.ForgetSeen();
    bytes_before_ = mirror_.body_bytes_sent() + second_.body_bytes_sent();
  }
  std::int64_t BytesSince() const {
    return mirror_.body_bytes_sent() + second_.body_bytes_sent() - bytes_before_;
  }
  std::int64_t bytes_before_ = 0;
};

TEST_F(CatalogPatchTest, AChangedLineCostsTheLineAndNotTheCatalog) {
  TakeInAndChangeOneLine();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("lesson-7", 2));
  ASSERT_TRUE(IsIdle());
  EXPECT_LT(BytesSince(), 6'000);
  EXPECT_EQ(box_->catalog.Find("lesson-7")->published.title, "改过的课");
  EXPECT_EQ(box_->catalog.Totals()->resources, 40);
}

TEST_F(CatalogPatchTest, AWrongPatchCostsTheWholeShardAndIsBelievedByNobody) {
  TakeInAndChangeOneLine();
  for (auto& [path, bytes] : county_.Files()) {
    if (path.find(".from-") == std::string::npos) continue;
    auto wrong = bytes;
    wrong[wrong.size() / 2] ^= 1;
    mirror_.Put(path, wrong);
    second_.Put(path, wrong);
  }
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("lesson-7", 2));
  ASSERT_TRUE(IsIdle());
  EXPECT_GT(BytesSince(), 20'000);
  EXPECT_EQ(box_->catalog.Find("lesson-7")->published.title, "改过的课");
  EXPECT_TRUE(box_->state.Problems()->empty());
}

TEST_F(CatalogPatchTest, WithoutAPatchTheWholeShardComes) {
  TakeInAndChangeOneLine();
  for (const auto& [path, bytes] : county_.Files()) {
    if (path.find(".from-") == std::string::npos) continue;
    mirror_.Remove(path);
    second_.Remove(path);
  }
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("lesson-7", 2));
  ASSERT_TRUE(IsIdle());
  EXPECT_GT(BytesSince(), 20'000);
  EXPECT_TRUE(box_->state.Problems()->empty());
}

TEST_F(EngineTest, TakesANewVersionByItsDelta) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(IsIdle());
  const auto before = mirror_.body_bytes_sent();

  auto edited = lesson_;
  edited.replace(1'000'000, 500, Noise(700, 3));
  county_.Teach("fractions", "分数", edited, true);
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 2));
  EXPECT_EQ(box_->Read("fractions"), edited);
  EXPECT_LT(mirror_.body_bytes_sent() - before, 20'000);
  EXPECT_TRUE(WaitUntil([&] { return box_->library->Totals()->blobs == 1; }, kPatienceMs))
      << "the old version, its piece list or the delta is still here";
}

TEST_F(EngineTest, FetchesWholeWhenTheDeltaIsBad) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  auto edited = lesson_;
  edited[5] ^= 1;
  county_.Teach("fractions", "分数", edited, true);
  Publish();
  const auto delta = county_.DeltaFile("fractions");
  mirror_.Put(delta, std::string(county_.Files().at(delta).size(), 'x'));
  second_.Put(delta, std::string(county_.Files().at(delta).size(), 'x'));
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 2));
  EXPECT_EQ(box_->Read("fractions"), edited);
  EXPECT_EQ(mirror_.SeenCount(delta), 2);
  EXPECT_EQ(second_.SeenCount(delta), 2);
}

// The box holds version 1; version 4 comes, and no delta reaches so far back.
class FarBehind : public EngineTest {
 protected:
  void HoldTheFirst() {
    county_.Teach("fractions", "分数", lesson_);
    StartEnrolled();
    ASSERT_TRUE(Holds("fractions", 1));
    ASSERT_TRUE(IsIdle());
    newest_ = lesson_;
    for (const std::size_t at : {10u, 1'500'000u, 3'000'000u}) {
      newest_.replace(at, 300, Noise(400, static_cast<unsigned>(at)));
      county_.Teach("fractions", "分数", newest_);
    }
    Publish();
    sent_ = mirror_.body_bytes_sent() + second_.body_bytes_sent();
  }
  // Fetches it; how many bytes that took.
  std::int64_t Catch() {
    engine_->RoundSoon();
    EXPECT_TRUE(Holds("fractions", 4));
    EXPECT_EQ(box_->Read("fractions"), newest_);
    EXPECT_TRUE(WaitUntil([&] { return box_->library->Totals()->blobs == 2; }, kPatienceMs))
        << "the old version, its piece list or the signature is still here";
    return mirror_.body_bytes_sent() + second_.body_bytes_sent() - sent_;
  }
  void PutOnBoth(const std::string& path, const std::string& bytes) {
    mirror_.Put(path, bytes);
    second_.Put(path, bytes);
  }

  std::string newest_;
  std::int64_t sent_ = 0;
};

TEST_F(FarBehind, FetchesOnlyTheRangesThatItLacks) {
  HoldTheFirst();
  EXPECT_LT(Catch(), 40'000) << "signature and lists, and three edits";
}

TEST_F(FarBehind, FetchesWholeWhenTheSignatureIsDamaged) {
  HoldTheFirst();
  const auto signature = county_.SignatureFile("fractions");
  PutOnBoth(signature, std::string(county_.Files().at(signature).size(), 'x'));
  EXPECT_GT(Catch(), 3'300'000);
  EXPECT_EQ(mirror_.SeenCount(signature), 2);
}

TEST_F(FarBehind, FetchesPiecesWholeWhenTheSignatureLies) {
  county_.SignWrongBlocks();
  HoldTheFirst();
  const auto bytes = Catch();
  EXPECT_GT(bytes, 300'000) << "each edit spoils a piece";
  EXPECT_LT(bytes, 3'500'000) << "and nothing is fetched twice";
}

TEST_F(FarBehind, FetchesWholeWhenNoMirrorHasTheSignature) {
  HoldTheFirst();
  mirror_.Remove(county_.SignatureFile("fractions"));
  second_.Remove(county_.SignatureFile("fractions"));
  EXPECT_GT(Catch(), 3'300'000);
}

TEST_F(FarBehind, FetchesPiecesWholeWhereItsOwnOldFileWasDamaged) {
  HoldTheFirst();
  const auto old_file = box_->library->Find(HashOf(lesson_))->path;
  {
    std::fstream file(old_file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(2'000'000);
    file << std::string(100'000, 'x');
  }
  const auto bytes = Catch();
  EXPECT_LT(bytes, 160'000) << "what is damaged is found nowhere, the rest is good";
}

TEST_F(FarBehind, GetsThereThroughAMirrorWithoutRangesOrWithOtherBytes) {
  HoldTheFirst();
  const auto blob = county_.BlobFile("fractions");
  mirror_.Misbehave(blob, Mischief::kIgnoreRange);
  second_.Misbehave(blob, Mischief::kFlipByte, 3);
  Catch();
}

TEST_F(FarBehind, GetsThereWhenNeitherMirrorKnowsRanges) {
  HoldTheFirst();
  const auto blob = county_.BlobFile("fractions");
  mirror_.Misbehave(blob, Mischief::kIgnoreRange);
  second_.Misbehave(blob, Mischief::kIgnoreRange);
  Catch();
}

// The same, and the center made a repair.
class Repaired : public FarBehind {
 protected:
  // Asked for the signature, and for so many parts of the repair.
  void HoldTheFirst(bool wrong = false) {
    county_.MakeRepairs(wrong);
    FarBehind::HoldTheFirst();
  }
  std::int64_t Asked(const std::string& path) const {
    return mirror_.SeenCount(path) + second_.SeenCount(path);
  }
};

TEST_F(Repaired, FetchesWhatItLacksInTwoPartsOfTheRepairAndNothingOfTheFile) {
  HoldTheFirst();
  EXPECT_LT(Catch(), 20'000) << "signature and lists, a sum for each small block, and three edits";
  EXPECT_EQ(Asked(county_.RepairFile("fractions")), 2);
  EXPECT_EQ(Asked(county_.BlobFile("fractions")), 0);
}

TEST_F(Repaired, FetchesRangesWhenTheRepairIsOfOtherBytes) {
  HoldTheFirst(true);
  EXPECT_LT(Catch(), 40'000);
  EXPECT_EQ(Asked(county_.RepairFile("fractions")), 1) << "its sums do not agree, so its blocks are no use";
  EXPECT_GT(Asked(county_.BlobFile("fractions")), 0);
}

TEST_F(Repaired, FetchesRangesWhenTheBlocksOfTheRepairAreDamaged) {
  HoldTheFirst();
  const auto repair = county_.RepairFile("fractions");
  auto bytes = county_.Files().at(repair);
  bytes.replace(6 * 600, bytes.size() - 6 * 600, std::string(bytes.size() - 6 * 600, 'x'));
  PutOnBoth(repair, bytes);
  EXPECT_LT(Catch(), 40'000);
  EXPECT_EQ(Asked(repair), 2);
}

TEST_F(Repaired, FetchesRangesWhenNoMirrorHasTheRepair) {
  HoldTheFirst();
  mirror_.Remove(county_.RepairFile("fractions"));
  second_.Remove(county_.RepairFile("fractions"));
  EXPECT_LT(Catch(), 40'000);
  EXPECT_GT(Asked(county_.BlobFile("fractions")), 0);
}

TEST_F(Repaired, TakesTheRepairFromTheOtherMirrorWhenOneHasNone) {
  HoldTheFirst();
  mirror_.Remove(county_.RepairFile("fractions"));
  EXPECT_LT(Catch(), 20'000);
  EXPECT_EQ(second_.SeenCount(county_.RepairFile("fractions")), 2);
}

TEST_F(Repaired, GetsThereWhenNeitherMirrorKnowsRanges) {
  HoldTheFirst();
  for (const auto& path : {county_.RepairFile("fractions"), county_.BlobFile("fractions")}) {
    mirror_.Misbehave(path, Mischief::kIgnoreRange);
    second_.Misbehave(path, Mischief::kIgnoreRange);
  }
  Catch();
}

TEST_F(Repaired, GetsThereThroughCutsInTheMiddleOfTheRepair) {
  HoldTheFirst();
  mirror_.Misbehave(county_.RepairFile("fractions"), Mischief::kReset, 2);
  second_.Misbehave(county_.RepairFile("fractions"), Mischief::kReset, 2);
  EXPECT_LT(Catch(), 40'000);
}

TEST_F(Repaired, BelievesNothingThatComesOfADamagedOldFile) {
  HoldTheFirst();
  {
    std::fstream file(box_->library->Find(HashOf(lesson_))->path,
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(2'000'000);
    file << std::string(5'000, 'x');
  }
  EXPECT_LT(Catch(), 40'000) << "what is damaged is found nowhere, the rest is good";
}

TEST_F(FarBehind, GoesOnFromTheRangesThatCameAfterARestart) {
  HoldTheFirst();
  newest_ = Noise(12'000'000, 77) + lesson_;
  county_.Teach("fractions", "分数", newest_);
  Publish();
  mirror_.PaceTo(200'000);
  second_.PaceTo(200'000);
  const auto part = [&] { return box_->library->PartBytes(HashOf(newest_)); };
  engine_->RoundSoon();
  ASSERT_TRUE(WaitUntil([&] { return part() > 7'000'000; }, kPatienceMs)) << "old pieces and new ones";
  Restart();
  const auto missing = std::ssize(newest_) - part();
  const auto before = mirror_.body_bytes_sent() + second_.body_bytes_sent();
  mirror_.PaceTo(0);
  second_.PaceTo(0);
  Start();
  ASSERT_TRUE(Holds("fractions", 5));
  EXPECT_EQ(box_->Read("fractions"), newest_);
  EXPECT_LT(mirror_.body_bytes_sent() + second_.body_bytes_sent() - before, missing + 300'000);
}

TEST_F(EngineTest, GoesOnWhereItWasAfterARestart) {
  const auto big = Noise(6'000'000, 4);
  county_.Teach("film", "电影", big);
  mirror_.PaceTo(250'000);
  StartEnrolled();
  const auto part = [&] { return box_->library->PartBytes(HashOf(big)); };
  ASSERT_TRUE(WaitUntil([&] { return part() > 0; }, kPatienceMs));
  Restart();
  const auto kept = part();
  ASSERT_GT(kept, 0);
  const auto sent_before = mirror_.body_bytes_sent();
  mirror_.PaceTo(0);
  Start();
  ASSERT_TRUE(Holds("film", 1));
  EXPECT_EQ(box_->Read("film"), big);
  EXPECT_LE(mirror_.body_bytes_sent() - sent_before, 6'000'000 - kept + 10'000)
      << "verified pieces were fetched again";
}

TEST_F(EngineTest, UsesWhatCameOfAVersionThatWasReplacedMeanwhile) {
  const auto first = Noise(6'000'000, 4);
  county_.Teach("film", "电影", first);
  mirror_.PaceTo(500'000);
  StartEnrolled();
  ASSERT_TRUE(WaitUntil([&] { return box_->library->PartBytes(HashOf(first)) >= 4'000'000; }, kPatienceMs));
  Restart();
  const auto kept = box_->library->PartBytes(HashOf(first));

  auto second = first;
  second.insert(1'000'000, "a sentence more");
  county_.Teach("film", "电影", second);
  Publish();
  mirror_.PaceTo(0);
  const auto sent_before = mirror_.body_bytes_sent() + second_.body_bytes_sent();
  Start();
  ASSERT_TRUE(Holds("film", 2));
  EXPECT_EQ(box_->Read("film"), second);
  EXPECT_LE(mirror_.body_bytes_sent() + second_.body_bytes_sent() - sent_before, 6'000'000 - kept + 60'000);
  EXPECT_TRUE(WaitUntil([&] { return box_->library->PartsOnDisk().empty(); }, kPatienceMs))
      << "the old part is still here";
}

TEST_F(EngineTest, StopsWithinASecondInTheMiddleOfAFile) {
  county_.Teach("film", "电影", Noise(4'000'000, 4));
  mirror_.PaceTo(200'000);
  StartEnrolled();
  ASSERT_TRUE(WaitUntil(
      [&] {
        const auto now = engine_->Now();
        return now.activity == Activity::kFetching && now.bytes_per_second > 0 && now.expected_finish &&
               now.queue.size() == 1 && now.queue[0].active && now.queue[0].bytes_done > 0;
      },
      kPatienceMs));
  const auto start = clock_.Now();
  engine_.reset();
  EXPECT_LT(clock_.Now() - start, 1'000);
}

TEST_F(EngineTest, SurvivesEveryMischiefOfALine) {
  for (const auto mischief :
       {Mischief::kShortBody, Mischief::kReset, Mischief::kStall, Mischief::kLoginPage,
        Mischief::kIgnoreRange, Mischief::kFlipByte, Mischief::k416, Mischief::k503, Mischief::k404,
        Mischief::kWrongTotal, Mischief::kRedirectLoop, Mischief::kPortalElsewhere, Mischief::k511,
        Mischief::kGzip, Mischief::kDribble, Mischief::kChunked, Mischief::kOtherLength}) {
    mirror_.Misbehave("/", mischief, 2);
    second_.Misbehave("/", mischief, 1);
  }
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  EXPECT_TRUE(WaitUntil(
      [&] {
        engine_->RoundSoon();
        test::SleepMs(200);
        return box_->HeldVersion("fractions") == 1;
      },
      60'000));
  EXPECT_EQ(box_->Read("fractions"), lesson_);
}

TEST_F(EngineTest, LeavesBusyMirrorsAloneForAsLongAsTheySayAlsoForMetadata) {
  county_.Teach("film", "电影", Noise(10'000, 4));
  StartEnrolled();
  ASSERT_TRUE(Holds("film", 1));
  for (auto* mirror : {&mirror_, &second_}) {
    mirror->SayRetryAfter("120");
    mirror->Misbehave("/", Mischief::k503);
  }
  const auto rounds_before = mirror_.SeenCount("/");
  engine_->RoundSoon();
  ASSERT_TRUE(WaitUntil([&] { return mirror_.SeenCount("/") > rounds_before; }, kPatienceMs));
  const auto waits = [&] {
    const auto next = engine_->Now().next_contact;
    return next && next->ms - clock_.Wall().ms > 80 * kSecondMs;  // By themselves they come within 75 s.
  };
  EXPECT_TRUE(WaitUntil([&] { return waits(); }, kPatienceMs));
  EXPECT_LE(engine_->Now().next_contact->ms - clock_.Wall().ms, 2 * kMinuteMs);
}

TEST_F(EngineTest, TakesAWrongPieceFromTheOtherMirror) {
  county_.Teach("fractions", "分数", lesson_);
  county_.Publish();
  county_.PutOn(mirror_);
  county_.PutOn(second_);
  auto flipped = lesson_;
  flipped[2'000'000] ^= 1;
  mirror_.Put(county_.BlobFile("fractions"), flipped);
  Start();
  ASSERT_TRUE(engine_->Enrol(county_.Code()));
  ASSERT_TRUE(Holds("fractions", 1));
  EXPECT_EQ(box_->Read("fractions"), lesson_);
  EXPECT_LT(second_.body_bytes_sent(), 1'200'000) << "a bad byte costs one piece";
}

TEST_F(EngineTest, ServesTheOldVersionWhileTheNewOneIsWrongEverywhere) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  auto next = lesson_;
  next[9] ^= 1;
  county_.Teach("fractions", "分数", next);
  Publish();
  auto flipped = next;
  flipped[100] ^= 1;  // Beside the edit: no older file gives it.
  mirror_.Put(county_.BlobFile("fractions"), flipped);
  second_.Put(county_.BlobFile("fractions"), flipped);
  engine_->RoundSoon();
  ASSERT_TRUE(Problem("problem.blob_corrupt", true));
  EXPECT_NE(box_->ProblemSubjects("problem.blob_corrupt").find("fractions.mp4"), std::string::npos);
  EXPECT_EQ(box_->Read("fractions"), lesson_);

  mirror_.Put(county_.BlobFile("fractions"), next);
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 2));
  EXPECT_TRUE(Problem("problem.blob_corrupt", false));
}

TEST_F(EngineTest, RefusesTamperedMetadataAndTellsWhich) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  county_.Teach("fractions", "分数二", Noise(10'000, 8));
  Publish();
  auto timestamp = county_.Files().at("/metadata/timestamp.json");
  timestamp[timestamp.find("\"version\":") + 10] = '9';
  mirror_.Put("/metadata/timestamp.json", timestamp);
  second_.Put("/metadata/timestamp.json", timestamp);
  engine_->RoundSoon();
  ASSERT_TRUE(Problem("problem.metadata_signature", true));
  const auto subject = box_->ProblemSubjects("problem.metadata_signature");
  EXPECT_NE(subject.find("timestamp.json, " + mirror_.address() + ": 0 good signatures"), std::string::npos)
      << subject;
  EXPECT_EQ(box_->Read("fractions"), lesson_);

  Publish();
  engine_->RoundSoon();
  EXPECT_TRUE(Holds("fractions", 2));
  EXPECT_TRUE(Problem("problem.metadata_signature", false));
}

TEST_F(EngineTest, FollowsTheLibrariesThatTheCountyDelegatesTo) {
  county_.Teach("fractions", "分数", lesson_);
  county_.Teach("chen-circles", "圆", Noise(9'000, 3));
  county_.Lend("chen-circles", "chen");
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(Holds("chen-circles", 1));
  EXPECT_TRUE(box_->state.Metadata()->contains("chen"));

  county_.Close("chen");
  Publish();
  engine_->RoundSoon();
  EXPECT_TRUE(WaitUntil([&] { return !box_->catalog.Find("chen-circles"); }, kPatienceMs));
  EXPECT_TRUE(WaitUntil([&] { return !box_->state.Metadata()->contains("chen"); }, kPatienceMs));
  EXPECT_EQ(box_->Read("fractions"), lesson_);
}

TEST_F(EngineTest, ALibraryThatCannotBeVerifiedWaitsAndHoldsUpNobody) {
  county_.Teach("fractions", "分数", lesson_);
  county_.Teach("chen-circles", "圆", Noise(9'000, 3));
  county_.Lend("chen-circles", "chen");
  StartEnrolled();
  ASSERT_TRUE(Holds("chen-circles", 1));
  county_.Teach("chen-circles", "圆二", Noise(9'000, 4));
  county_.Teach("fractions", "分数二", Noise(9'000, 5));
  county_.Forge("chen", true);
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 2));
  ASSERT_TRUE(Problem("problem.library_waits", true));
  const auto subject = box_->ProblemSubjects("problem.library_waits");
  EXPECT_NE(subject.find("chen: 3.chen.json"), std::string::npos) << subject;
  EXPECT_TRUE(Holds("chen-circles", 1)) << "what is here stays";

  county_.Forge("chen", false);
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("chen-circles", 2));
  EXPECT_TRUE(Problem("problem.library_waits", false));
}

TEST_F(EngineTest, ALibraryThatTheCountysLetterLeavesOutIsNotFollowed) {
  county_.Teach("fractions", "分数", lesson_);
  county_.Teach("chen-circles", "圆", Noise(9'000, 3));
  county_.Lend("chen-circles", "chen");
  formats::Letter letter{.device = std::string(32, 'd'), .number = 1, .all_libraries = false};
  storage::CountyLetter here(*box_->journal);
  ASSERT_TRUE(here.Take(letter));
  asks_for_letters_ = true;
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(IsIdle());
  EXPECT_EQ(box_->HeldVersion("chen-circles"), 0);

  letter.number = 2;
  letter.libraries = {"chen"};
  ASSERT_TRUE(here.Take(letter));
  engine_->RoundSoon();
  EXPECT_TRUE(Holds("chen-circles", 1));
}

TEST_F(EngineTest, ALibraryBringsNothingOfAnothers) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  county_.Teach("fractions", "换掉的分数", Noise(9'000, 4));
  county_.Lend("fractions", "chen");  // The library signs for a lesson that is not its own.
  county_.Teach("circles", "圆", Noise(9'000, 5));
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("circles", 1));
  ASSERT_TRUE(Problem("problem.catalog_unreadable", true));
  const auto subject = box_->ProblemSubjects("problem.catalog_unreadable");
  EXPECT_NE(subject.find("fractions does not belong to the library chen"), std::string::npos) << subject;
  EXPECT_NE(box_->Read("fractions"), Noise(9'000, 4));
}

TEST_F(EngineTest, GoesToTheNextMirrorWhenOneIsBehind) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  const auto old = county_.Files();
  county_.Teach("fractions", "分数", Noise(5'000, 5));
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 2));
  county_.Teach("fractions", "分数", Noise(5'000, 6));
  Publish();
  mirror_.Put("/metadata/timestamp.json", old.at("/metadata/timestamp.json"));
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 3));
  EXPECT_TRUE(Problem("problem.metadata_rollback", true)) << "a mirror that rolls back is worth a word";
}

TEST_F(EngineTest, StopsTakingNewContentUnderExpiredMetadata) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  county_.Teach("fractions", "分数", Noise(5'000, 5));
  county_.Publish(-1);
  county_.PutOn(mirror_);
  county_.PutOn(second_);
  engine_->RoundSoon();
  ASSERT_TRUE(Problem("problem.metadata_expired", true));
  EXPECT_FALSE(box_->HasProblem("problem.metadata_signature"));
  EXPECT_EQ(box_->Read("fractions"), lesson_);
  Publish();
  engine_->RoundSoon();
  EXPECT_TRUE(Holds("fractions", 2));
  EXPECT_TRUE(Problem("problem.metadata_expired", false));
}

TEST_F(EngineTest, FollowsANewRoot) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  county_.RotateTimestampKey();
  county_.Teach("fractions", "分数", Noise(5'000, 5));
  Publish();
  engine_->RoundSoon();
  EXPECT_TRUE(Holds("fractions", 2));
  EXPECT_TRUE(box_->state.Problems()->empty());
}

TEST_F(EngineTest, TakesAwayWhatIsWithdrawn) {
  county_.Teach("fractions", "分数", lesson_);
  county_.Teach("other", "其他", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  county_.Withdraw("fractions");
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds("fractions", 0));
  EXPECT_TRUE(WaitUntil([&] { return box_->library->Totals()->blobs == 1; }, kPatienceMs));
  EXPECT_EQ(box_->search->Find("分数", {})->total, 0);
  EXPECT_EQ(box_->search->Find("其他", {})->total, 1);
}

TEST_F(EngineTest, BringsEveryEventToTheCenterExactlyOnce) {
  county_.Teach("fractions", "分数", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  for (int i = 0; i < 7; ++i) box_->Use("fractions");
  ASSERT_TRUE(WaitUntil([&] { return county_.Events() == 7; }, kPatienceMs)) << "without asking for a round";

  center_.SetDown(true);
  for (int i = 0; i < 5; ++i) box_->Use("fractions");
  test::SleepMs(500);
  EXPECT_EQ(box_->usage.Totals()->pending, 5);
  center_.SetDown(false);
  engine_->RoundSoon();
  ASSERT_TRUE(WaitUntil([&] { return county_.Events() == 12; }, kPatienceMs));
  ASSERT_TRUE(WaitUntil([&] { return box_->usage.Totals()->pending == 0; }, kPatienceMs));
  EXPECT_EQ(box_->usage.Totals()->acknowledged, 12);
}

TEST_F(EngineTest, SendsABatchAgainWhenItsReceiptWasLost) {
  county_.Teach("fractions", "分数", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(IsIdle());
  center_.Misbehave("/api/v1/devices", Mischief::kShortBody, 2);
  for (int i = 0; i < 3; ++i) box_->Use("fractions");
  ASSERT_TRUE(WaitUntil([&] { return county_.BatchesTaken() >= 1; }, kPatienceMs));
  ASSERT_TRUE(WaitUntil(
      [&] {
        engine_->RoundSoon();
        return box_->usage.Totals()->pending == 0;
      },
      kPatienceMs));
  EXPECT_EQ(county_.Events(), 3);
}

TEST_F(EngineTest, KeepsUsageTheCenterRefusesAndTellsAPerson) {
  county_.Teach("fractions", "分数", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  box_->Use("fractions");
  ASSERT_TRUE(WaitUntil([&] { return county_.Events() == 1; }, kPatienceMs));
  ASSERT_TRUE(WaitUntil([&] { return box_->usage.Totals()->pending == 0; }, kPatienceMs));
  county_.RefuseBatches("usage.no_room");
  box_->Use("fractions");
  ASSERT_TRUE(Problem("problem.usage_refused", true));
  EXPECT_EQ(box_->usage.Totals()->pending, 1);
  county_.RefuseBatches("");
  engine_->RoundSoon();
  ASSERT_TRUE(Problem("problem.usage_refused", false));
  EXPECT_EQ(county_.Events(), 2);
}

TEST_F(EngineTest, BeginsANewChainWhenTheCenterWasRestoredFromACopy) {
  county_.Teach("fractions", "分数", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  box_->Use("fractions");
  ASSERT_TRUE(WaitUntil([&] { return county_.Events() == 1; }, kPatienceMs));
  ASSERT_TRUE(WaitUntil([&] { return box_->usage.Totals()->pending == 0; }, kPatienceMs));
  county_.ForgetBatches();
  box_->Use("fractions");
  ASSERT_TRUE(WaitUntil([&] { return county_.Events() == 2; }, kPatienceMs));
  ASSERT_TRUE(WaitUntil([&] { return box_->usage.Totals()->pending == 0; }, kPatienceMs));
  EXPECT_FALSE(box_->HasProblem("problem.usage_refused"));
}

TEST_F(EngineTest, ReportsItsStateAndOnlyWhenItChanged) {
  county_.Teach("fractions", "分数", Noise(2'000, 5));
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  ASSERT_TRUE(
      WaitUntil([&] { return !county_.Reports().empty() && county_.Reports().back().resources_cached == 1; },
                kPatienceMs));
  const auto report = county_.Reports().back();
  EXPECT_EQ(report.bytes_missing, 0);
  EXPECT_EQ(report.starts, 1);
  EXPECT_GT(report.catalog_version, 0);
  ASSERT_TRUE(IsIdle());
  const auto reports = county_.Reports().size();
  for (int i = 0; i < 3; ++i) {
    engine_->RoundSoon();
    test::SleepMs(150);
  }
  EXPECT_EQ(county_.Reports().size(), reports);
}

TEST_F(EngineTest, HoldsBackWhenTheDiskIsNearlyFull) {
  county_.Teach("fractions", "分数", lesson_);
  Publish();
  Options options;
  options.keep_free_bytes = std::int64_t{1} << 60;
  options.first_pause_ms = 50;
  Parts parts{box_->state,   box_->catalog, *box_->library, box_->usage,
              *box_->search, box_->disk,    clock_,         log_};
  engine_ = std::move(*Engine::Start(parts, options));
  ASSERT_TRUE(engine_->Enrol(county_.Code()));
  ASSERT_TRUE(Problem("problem.no_space", true));
  EXPECT_EQ(mirror_.SeenCount("/blobs/"), 0);
  engine_.reset();
  Start();
  ASSERT_TRUE(Holds("fractions", 1));
  EXPECT_TRUE(Problem("problem.no_space", false));
}

TEST_F(EngineTest, HoldsAfterARestartWhatBecameWholeJustBefore) {
  county_.Teach("fractions", "分数", lesson_);
  StartEnrolled();
  ASSERT_TRUE(Holds("fractions", 1));
  engine_.reset();
  ASSERT_TRUE(box_->catalog.Release("fractions"));  // As if the power had gone before Hold.
  Restart();
  for (auto* server : {&mirror_, &second_, &center_}) server->SetDown(true);
  Start();
  EXPECT_TRUE(Holds("fractions", 1)) << "without the line";
}

class EnrolTest : public EngineTest {
 protected:
  Error Refused(const std::string& code) {
    const auto enrolled = engine_->Enrol(code);
    EXPECT_FALSE(enrolled);
    EXPECT_FALSE(*box_->state.Enrolment());
    return enrolled ? Error{} : enrolled.error();
  }
};

TEST_F(EnrolTest, FindsASlipOfThePenWithoutAskingAnyone) {
  Start();
  auto code = county_.Code();
  code[10] = code[10] == '7' ? '8' : '7';
  EXPECT_EQ(Refused(code).code, ErrorCode::kInvalid);
  EXPECT_EQ(center_.SeenCount("/"), 0);
}

TEST_F(EnrolTest, SaysWhatToDoWhenTheCenterIsOutOfReach) {
  Start();
  center_.SetDown(true);
  const auto error = Refused(county_.Code());
  EXPECT_EQ(error.code, ErrorCode::kOffline);
  EXPECT_NE(error.message.find("type the same code again"), std::string::npos) << error.message;
  center_.SetDown(false);
  center_.Misbehave("/", Mischief::kLoginPage);
  EXPECT_EQ(Refused(county_.Code()).code, ErrorCode::kOffline);
}

TEST_F(EnrolTest, BelievesNoOtherCenter) {
  Start();
  SmallCounty other({mirror_.address()}, center_.address(), clock_.Wall());
  EXPECT_EQ(Refused(other.Code()).code, ErrorCode::kUntrusted);
  EXPECT_EQ(center_.SeenCount("/api/v1/enrolments"), 0) << "the secret was sent to a stranger";
}

TEST_F(EnrolTest, TellsThatACodeWasUsed) {
  test::TempFolder elsewhere;
  {
    BoxOnDisk first(disk_, elsewhere.path(), elsewhere.path() + "/search.db", clock_);
    Parts parts{first.state,   first.catalog, *first.library, first.usage,
                *first.search, first.disk,    clock_,         log_};
    ASSERT_TRUE((*Engine::Start(parts, {}))->Enrol(county_.Code()));
  }
  Start();
  const auto error = Refused(county_.Code());
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.message.find("new code"), std::string::npos) << error.message;
}

TEST_F(EnrolTest, GetsTheSameGrantWhenTheAnswerWasLost) {
  Start();
  center_.Misbehave("/api/v1/enrolments", Mischief::kShortBody, 1);
  EXPECT_EQ(Refused(county_.Code()).code, ErrorCode::kOffline);
  EXPECT_TRUE(engine_->Enrol(county_.Code()));
}

TEST_F(EnrolTest, StaysWithItsCounty) {
  Start();
  ASSERT_TRUE(engine_->Enrol(county_.Code()));
  MisbehavingServer other_center;
  SmallCounty other({mirror_.address()}, other_center.address(), clock_.Wall());
  other.AnswerOn(other_center);
  const auto moved = engine_->Enrol(other.Code());
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(engine_->Enrol(county_.Code())) << "the same code again does no harm";
}

// A stick is read to its end, however far behind in the queue its lessons stand.
TEST_F(EngineTest, AStickBringsMoreThanIsPlannedAtATime) {
  constexpr int kLessons = 9;
  lessons_ahead_ = 2;
  for (int i = 0; i < kLessons; ++i) county_.Teach("l" + std::to_string(i), "课", Noise(20'000 + i, 50 + i));
  county_.Publish();
  const test::TempFolder stick;
  for (const auto& [path, bytes] : county_.Files()) {
    const auto file = std::filesystem::path(stick.path() + path);
    std::filesystem::create_directories(file.parent_path());
    test::WriteFile(file.string(), bytes);
    // The line has the catalog and, of the lessons, the first alone.
    const bool lesson = path.starts_with("/blobs/");
    if (!lesson || path == "/" + county_.BlobFile("l0") || path == county_.BlobFile("l0"))
      mirror_.Put(path, bytes);
  }
  Start();
  ASSERT_TRUE(engine_->Enrol(county_.Code()));
  ASSERT_TRUE(Holds("l0", 1));
  ASSERT_TRUE(engine_->VisitStick(stick.path()));
  for (int i = 0; i < kLessons; ++i) EXPECT_TRUE(Holds("l" + std::to_string(i), 1)) << i;
  ASSERT_TRUE(WaitUntil(
      [&] {
        const auto visit = engine_->Now().stick;
        return visit && visit->state == StickVisit::State::kRead;
      },
      kPatienceMs));
  EXPECT_EQ(engine_->Now().stick->lessons, kLessons - 1);
  EXPECT_EQ(engine_->Now().stick->bytes_done, engine_->Now().stick->bytes_total);
}

}  // namespace
}  // namespace lianxiao::sync
