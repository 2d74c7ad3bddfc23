// The engine's rounds on a disk that is too small for what the county asks for: what makes way and what does
// not, over power cuts, a disk that fills up, and a person who pins.
#include <gtest/gtest.h>

#include <algorithm>

#include "sync/offers/offer_round.h"
#include "sync/rounds/enrol.h"
#include "sync/rounds/problems.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

using formats::Bundle;
using formats::Priority;
using sync::Why;

constexpr std::int64_t kKb = 1'000;
constexpr std::int64_t kMb = 1'000'000;

class OnASmallDisk : public testing::Test {
 protected:
  OnASmallDisk() {
    EXPECT_TRUE(InitCrypto());
    EXPECT_TRUE(disk_.MakeFolders("/box"));
    options_.keep_free_bytes = 0;
    options_.zone = FixedOffset(0);
    options_.round_every_ms = 5 * kMinuteMs;
  }

  void PowerOn() {
    rounds_.reset();
    box_.reset();
    if (!disk_.HasPower()) disk_.PowerOn(random_());
    box_ =
        std::make_unique<test::BoxOnDisk>(disk_, "/box", folder_.path() + "/search.db", clock_, vfs_.name());
    parts_ = std::make_unique<sync::Parts>(sync::Parts{box_->state, box_->catalog, *box_->library,
                                                       box_->usage, *box_->search, box_->disk, clock_, log_});
    parts_->marks = &box_->marks;
    parts_->part_owners = &box_->part_owners;
    FalseLine line(county_, clock_, random_, {});
    const auto enrolled = box_->state.Enrolment();
    if (enrolled && !*enrolled) (void)sync::Enrol(line, *parts_, options_, county_.Code());
    rounds_ = std::make_unique<sync::Rounds>(*parts_, options_, board_);
    const auto begun = rounds_->Begin();
    ASSERT_TRUE(begun || !disk_.HasPower()) << begun.error().message;
  }

  // So many rounds over a good line.
  void Live(int rounds = 3, sync::Asked asked = sync::Asked::kBySchedule) {
    for (; rounds > 0 && disk_.HasPower(); --rounds) {
      FalseLine line(county_, clock_, random_, {});
      (void)rounds_->Make(line, asked);
      received_ += line.Moved().received;
      clock_.Pass(options_.round_every_ms);
    }
  }

  std::string Noise(std::int64_t bytes) {
    std::string noise(static_cast<std::size_t>(bytes), '\0');
    for (auto& byte : noise) byte = static_cast<char>(random_());
    return noise;
  }
  void Teach(const std::string& id, std::int64_t bytes) {
    newest_[id] = Noise(bytes);
    county_.Teach(id, id + "课", newest_[id]);
  }
  static Bundle Wants(const std::string& id, std::vector<std::string> resources, Priority priority) {
    return {.id = id, .name = id, .resources = std::move(resources), .priority = priority};
  }
  Bundle Timetable(std::vector<std::string> resources, std::int64_t in_ms) {
    auto bundle = Wants("timetable", std::move(resources), Priority::kNormal);
    bundle.needed_by = ToRfc3339(clock_.Wall() + in_ms);
    return bundle;
  }
  void Publish(std::vector<Bundle> bundles) {
    county_.Ask(std::move(bundles));
    county_.Publish(60);
  }

  bool Here(const std::string& id) { return box_->HeldVersion(id) > 0; }
  Why WhyWaits(const std::string& id) {
    const auto now = board_.Now();
    const auto found = std::ranges::find(now.lessons, id, &sync::QueueEntry::resource);
    EXPECT_NE(found, now.lessons.end()) << id << " is not in the queue";
    return found == now.lessons.end() ? Why::kMoving : found->why;
  }
  std::int64_t Bytes() { return box_->library->Totals()->bytes; }

  std::mt19937 random_{7};
  FalseClock clock_{*ParseRfc3339("2026-11-23T08:00:00Z")};
  test::SmallCounty county_{{"http://mirror-1"}, "http://center", *ParseRfc3339("2026-11-23T08:00:00Z")};
  test::FalseDisk disk_;
  test::FalseVfs vfs_{disk_, "small"};
  test::TempFolder folder_;
  NoLog log_;
  sync::Options options_;
  sync::StatusBoard board_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<sync::Parts> parts_;
  std::unique_ptr<sync::Rounds> rounds_;
  std::map<std::string, std::string> newest_;
  std::int64_t received_ = 0;
};
using SmallDisk = OnASmallDisk;

TEST_F(SmallDisk, ATimetabledLessonMovesTheSubscriptionUsedLeastLatelyAndNothingElse) {
  options_.content_bytes = 2'200 * kKb;
  for (const auto* id : {"poem", "song", "film"}) Teach(id, 600 * kKb);
  Publish({Wants("all", {"poem", "song", "film"}, Priority::kNormal)});
  PowerOn();
  Live();
  for (const auto* id : {"poem", "song", "film"}) {
    EXPECT_TRUE(Here(id)) << id;
    box_->Use(id);
  }
  Teach("later", 10 * kKb);  // Another arrival, so that time has passed.
  Publish({Wants("all", {"poem", "song", "film", "later"}, Priority::kNormal)});
  Live();
  box_->Use("poem");
  box_->Use("film");

  Teach("monday", 700 * kKb);
  Publish(
      {Wants("all", {"poem", "song", "film", "later"}, Priority::kNormal), Timetable({"monday"}, kDayMs)});
  Live();
  EXPECT_TRUE(Here("monday"));
  EXPECT_FALSE(Here("song")) << "used least lately";
  EXPECT_TRUE(Here("poem") && Here("film") && Here("later"));
  EXPECT_LE(Bytes(), options_.content_bytes);
  EXPECT_EQ(WhyWaits("song"), Why::kNoSpace);
  EXPECT_TRUE(box_->HasProblem(std::string(sync::problem::kNoSpace))) << "school and county are told";
  EXPECT_FALSE(box_->catalog.Find("song")->held) << "still in the catalog, as not here";
  EXPECT_EQ(box_->search->Find("song", {})->total, 1);
}

TEST_F(SmallDisk, WhatMadeWayIsNotFetchedForNothingAndComesBackWhenThereIsRoom) {
  options_.content_bytes = 2'200 * kKb;
  for (const auto* id : {"poem", "song", "film"}) Teach(id, 650 * kKb);
  Teach("monday", 500 * kKb);
  const auto all = Wants("all", {"poem", "song", "film"}, Priority::kNormal);
  Publish({all});
  PowerOn();
  Live();
  Publish({all, Timetable({"monday"}, kHourMs)});
  Live();
  ASSERT_TRUE(Here("monday"));
  // They came at the same time, so which of them it is nobody says.
  std::vector<std::string> gone;
  for (const auto* id : {"poem", "song", "film"}) {
    if (!Here(id)) gone.push_back(id);
  }
  ASSERT_EQ(gone.size(), 1U);
  const auto before = received_;
  Live(40);  // Its hour passes; then it stands with the subscriptions.
  EXPECT_FALSE(Here(gone[0]));
  EXPECT_LT(received_ - before, 200 * kKb) << "only the round's small files";

  options_.content_bytes = 4 * kMb;
  PowerOn();
  Live();
  EXPECT_TRUE(Here(gone[0]));
  EXPECT_EQ(box_->ProblemSubjects(std::string(sync::problem::kNoSpace)), "");
  EXPECT_TRUE(box_->marks.Evicted()->empty());
}

TEST_F(SmallDisk, PinnedAndTimetabledLessonsStay) {
  options_.content_bytes = 1'700 * kKb;
  Teach("pinned", 500 * kKb);
  Teach("tuesday", 500 * kKb);
  Teach("other", 500 * kKb);
  const auto all = Wants("all", {"pinned", "other"}, Priority::kNormal);
  Publish({all, Timetable({"tuesday"}, 2 * kDayMs)});
  PowerOn();
  ASSERT_FALSE(Here("pinned"));
  Live();
  ASSERT_TRUE(box_->marks.PinLesson("pinned", clock_.Wall()));
  Teach("urgent", 1'000 * kKb);
  Publish({all, Timetable({"tuesday"}, 2 * kDayMs), Wants("now", {"urgent"}, Priority::kUrgent)});
  Live();
  EXPECT_FALSE(Here("urgent")) << "there would be room if the other two went";
  EXPECT_TRUE(Here("pinned") && Here("tuesday") && Here("other")) << "and nothing goes in vain";
  EXPECT_EQ(WhyWaits("urgent"), Why::kNoSpace);
  ASSERT_TRUE(box_->marks.Unpin("pinned"));
  Live();
  EXPECT_TRUE(Here("urgent") && Here("tuesday"));
  EXPECT_FALSE(Here("pinned"));
}

TEST_F(SmallDisk, APinnedLessonComesThoughNoBundleAsksForIt) {
  Teach("asked", 100 * kKb);
  Teach("wished", 100 * kKb);
  Publish({Wants("all", {"asked"}, Priority::kNormal)});
  PowerOn();
  Live();
  ASSERT_FALSE(Here("wished"));
  ASSERT_TRUE(box_->marks.PinLesson("wished", clock_.Wall()));
  Live(1, sync::Asked::kByAPerson);
  EXPECT_TRUE(Here("wished"));
  EXPECT_EQ(box_->marks.PinLesson("nothing", clock_.Wall()).error().code, ErrorCode::kNotFound);
}

TEST_F(SmallDisk, ALessonThatIsBeingReadStaysAndItsOpenFileCanBeReadToTheEnd) {
  options_.content_bytes = 1'200 * kKb;
  Teach("playing", 1'000 * kKb);
  Teach("monday", 1'000 * kKb);
  const auto all = Wants("all", {"playing"}, Priority::kNormal);
  Publish({all});
  PowerOn();
  Live();
  const auto blob = box_->catalog.Find("playing")->held->Main()->blob;
  const auto lent = box_->library->Lend(blob);
  ASSERT_TRUE(lent);
  const auto file = disk_.Open(lent->path, storage::OpenMode::kRead);
  ASSERT_TRUE(file);
  Publish({all, Timetable({"monday"}, kDayMs)});
  Live(2);
  EXPECT_TRUE(Here("playing"));
  EXPECT_FALSE(Here("monday"));
  clock_.Pass(3 * kHourMs);
  Live();
  EXPECT_TRUE(Here("monday"));
  EXPECT_FALSE(box_->library->Has(blob));
  EXPECT_EQ(*(*file)->ReadAt(0, kMb), newest_["playing"]) << "whoever had it open reads on";
}

TEST_F(SmallDisk, FilesSharedWithALessonThatStaysAreNotRemoved) {
  options_.content_bytes = 2'000 * kKb;
  const auto shared = Noise(300 * kKb);
  county_.TeachFiles("a", {{"1-own", Noise(900 * kKb)}, {"2-shared", shared}});
  county_.TeachFiles("b", {{"1-own", Noise(400 * kKb)}, {"2-shared", shared}});
  Teach("monday", 700 * kKb);
  const auto all = Wants("all", {"a", "b"}, Priority::kNormal);
  Publish({all});
  PowerOn();
  Live();
  ASSERT_TRUE(Here("a") && Here("b"));
  ASSERT_TRUE(box_->marks.PinLesson("b", clock_.Wall()));
  Publish({all, Timetable({"monday"}, kDayMs)});
  Live();
  EXPECT_TRUE(Here("monday") && Here("b"));
  EXPECT_FALSE(Here("a"));
  EXPECT_TRUE(box_->library->Has(HashOf(shared)));
  EXPECT_LE(Bytes(), options_.content_bytes);
}

TEST_F(SmallDisk, APartThatANewerVersionOvertookIsDroppedOnceThatVersionIsHere) {
  options_.connections = 1;
  Teach("film", 6 * kMb);
  Publish({Wants("all", {"film"}, Priority::kNormal)});
  PowerOn();
  const auto cut_in_the_middle = [&] {
    FalseLine line(county_, clock_, random_, {});
    options_.round_every_ms = 2 * kSecondMs;  // A round ends before the film is whole.
    (void)rounds_->Make(line, sync::Asked::kByAPerson);
    options_.round_every_ms = 5 * kMinuteMs;
  };
  cut_in_the_middle();
  const auto first = HashOf(newest_["film"]);
  ASSERT_GT(box_->library->PartBytes(first), 0);
  ASSERT_LT(box_->library->PartBytes(first), 6 * kMb);

  EXPECT_EQ(box_->part_owners.All()->size(), 1U);
  PowerOn();  // And nobody remembers what was on its way.
  EXPECT_GT(box_->library->PartBytes(first), 0);
  EXPECT_EQ(box_->part_owners.All()->size(), 1U);
  Teach("film", 5 * kMb);
  county_.Publish(60);
  cut_in_the_middle();
  ASSERT_FALSE(Here("film"));
  EXPECT_GT(box_->library->PartBytes(first), 0) << "of use while the new one is missing";
  EXPECT_EQ(box_->part_owners.All()->at(first), (storage::PartOwner{"film", "film.mp4"}));
  Live();
  EXPECT_EQ(box_->Read("film"), newest_["film"]);
  Live(1, sync::Asked::kByAPerson);
  EXPECT_TRUE(box_->library->PartsOnDisk().empty());
  EXPECT_TRUE(box_->part_owners.All()->empty());
}

TEST_F(SmallDisk, EachFileIsReadOnceAMonthAndWhatTheDiskLostIsFetchedAgain) {
  for (const auto* id : {"poem", "song"}) Teach(id, 300 * kKb);
  Publish({Wants("all", {"poem", "song"}, Priority::kNormal)});
  PowerOn();
  Live();
  const auto idle = [&](int steps) {
    for (; steps > 0; --steps) {
      (void)rounds_->WorkInIdle();
      clock_.Pass(kMinuteMs);
    }
  };
  idle(5);
  clock_.Pass(31 * kDayMs);
  const auto path = box_->library->Find(HashOf(newest_["poem"]))->path;
  ASSERT_TRUE((*disk_.Open(path, storage::OpenMode::kWrite))->WriteAt(1'000, "x"));
  const auto oldest = [&] { return (*box_->library->LeastLatelyChecked())->checked; };
  const auto before = oldest();
  idle(1);
  PowerOn();  // And goes on with the other one.
  idle(5);
  EXPECT_FALSE(box_->library->Has(HashOf(newest_["poem"])));
  EXPECT_GT(oldest(), before + 30 * kDayMs);
  EXPECT_NE(box_->ProblemSubjects("problem.disk_damage").find("poem课"), std::string::npos);
  Live(2, sync::Asked::kByAPerson);
  EXPECT_EQ(box_->Read("poem"), newest_["poem"]);
  clock_.Pass(31 * kDayMs);
  idle(5);
  EXPECT_FALSE(box_->HasProblem("problem.disk_damage"));
}

TEST_F(SmallDisk, ATeachersFileThatTheDiskLostIsToldUntilItIsBroughtAgain) {
  PowerOn();
  auto opened = storage::CoursewareShelf::Open(disk_, *box_->journal, clock_, log_, "/box/own");
  ASSERT_TRUE(opened) << opened.error().message;
  auto& shelf = **opened;
  storage::OfferBook book(*box_->journal);
  const sync::OfferParts own{shelf, book};
  parts_->offers = &own;
  const auto bytes = "GIF89a" + Noise(5'000);
  const auto send = [&] {
    const auto upload =
        shelf.Begin({"wang", "a.gif", static_cast<std::int64_t>(bytes.size()), HashOf(bytes).Hex()});
    EXPECT_TRUE(shelf.Put(upload->id, "wang", 0, bytes));
    return upload->id;
  };
  const auto item = shelf.Add(send(), "wang", {.title = "分月饼"});
  ASSERT_TRUE(item) << item.error().message;
  const auto a_month = [&] {
    clock_.Pass(31 * kDayMs);
    for (int i = 0; i < 5; ++i) {
      (void)rounds_->WorkInIdle();
      clock_.Pass(kMinuteMs);
    }
  };
  a_month();
  EXPECT_FALSE(box_->HasProblem("problem.own_damage")) << "it was read, and is whole";
  ASSERT_TRUE((*disk_.Open(*shelf.PathOf(item->file), storage::OpenMode::kWrite))->WriteAt(1'000, "x"));
  a_month();
  EXPECT_EQ(box_->ProblemSubjects("problem.own_damage"), "分月饼 (a.gif)\n");
  EXPECT_EQ(shelf.PathOf(shelf.Find(item->id)->file).error().code, ErrorCode::kCorrupt);
  ASSERT_TRUE(shelf.Replace(item->id, send(), "wang"));
  a_month();
  EXPECT_FALSE(box_->HasProblem("problem.own_damage"));
}

TEST_F(SmallDisk, ManyEventsThatWaitAreToldUntilTheCountyHasThem) {
  Teach("poem", 100 * kKb);
  Publish({Wants("all", {"poem"}, Priority::kNormal)});
  options_.many_events_wait = 20;
  PowerOn();
  Live();
  const auto offline = [&] {
    FalseLine line(county_, clock_, random_, {.cut = 1'000});
    (void)rounds_->Make(line, sync::Asked::kBySchedule);
    clock_.Pass(options_.round_every_ms);
    return box_->HasProblem(std::string(sync::problem::kUsageWaits));
  };
  for (int i = 0; i < 19; ++i) box_->Use("poem");
  EXPECT_FALSE(offline());
  box_->Use("poem");
  EXPECT_TRUE(offline());
  Live();
  EXPECT_EQ(box_->usage.Totals()->pending, 0);
  EXPECT_FALSE(box_->HasProblem(std::string(sync::problem::kUsageWaits)));
}

TEST_F(SmallDisk, ALessonThatWentBackCostsABoxThatStillHasItsFilesOnlyTheList) {
  Teach("film", 2 * kMb);
  const auto good = newest_["film"];
  Publish({Wants("all", {"film"}, Priority::kNormal)});
  PowerOn();
  Live();
  ASSERT_EQ(box_->HeldVersion("film"), 1);
  Teach("film", 2 * kMb);  // The bad version; the box is off while it stands.
  county_.Publish(60);
  county_.Teach("film", "film课", good);
  county_.Publish(60);
  const auto before = received_;
  Live(2);
  EXPECT_EQ(box_->HeldVersion("film"), 3);
  EXPECT_EQ(box_->Read("film"), good);
  EXPECT_LT(received_ - before, 20 * kKb);
}

// The files of a package that both versions share are never out of reach, wherever the power is cut.
TEST_F(SmallDisk, AnOldPackageOpensUntilTheNewOneIsWhole) {
  const auto shared = Noise(700 * kKb), old_page = Noise(300 * kKb), new_page = Noise(600 * kKb);
  county_.TeachFiles("package", {{"1-page", old_page}, {"2-shared", shared}});
  Publish({Wants("all", {"package"}, Priority::kNormal)});
  PowerOn();
  Live();
  ASSERT_EQ(box_->HeldVersion("package"), 1);
  county_.TeachFiles("package", {{"1-page", new_page}, {"2-shared", shared}});
  county_.Publish(60);
  for (int life = 0; life < 40 && box_->HeldVersion("package") < 2; ++life) {
    disk_.CutPowerAt(1 + static_cast<std::int64_t>(random_() % 25));
    Live(1);
    if (disk_.HasPower()) disk_.CutPowerNow();
    PowerOn();
    const auto entry = box_->catalog.Find("package");
    ASSERT_TRUE(entry && entry->held) << "life " << life;
    EXPECT_EQ(box_->Read("package"), entry->held->version == 1 ? old_page : new_page) << "life " << life;
    EXPECT_TRUE(box_->library->Has(HashOf(shared)));
  }
  disk_.CutPowerAt(std::int64_t{1} << 60);
  Live(2, sync::Asked::kByAPerson);
  EXPECT_EQ(box_->HeldVersion("package"), 2);
  EXPECT_FALSE(box_->library->Has(HashOf(old_page))) << "it went once the new one was whole";
}

TEST_F(SmallDisk, ASmallerBudgetIsKeptAtTheNextRound) {
  for (const auto* id : {"poem", "song", "film"}) Teach(id, 500 * kKb);
  Publish({Wants("all", {"poem", "song", "film"}, Priority::kNormal)});
  PowerOn();
  Live();
  ASSERT_GT(Bytes(), 1'400 * kKb);
  options_.content_bytes = 1'100 * kKb;
  Live(1);
  rounds_.reset();
  PowerOn();
  Live();
  EXPECT_LE(Bytes(), options_.content_bytes);
  EXPECT_GE(Bytes(), 1'000 * kKb) << "and not more than that";
}

TEST_F(SmallDisk, TheFullDiskItselfMakesLessonsGiveWay) {
  for (const auto* id : {"poem", "song"}) Teach(id, 10 * kMb);
  Teach("monday", 12 * kMb);
  const auto all = Wants("all", {"poem", "song"}, Priority::kNormal);
  Publish({all});
  options_.keep_free_bytes = kMb;
  PowerOn();
  Live();
  ASSERT_TRUE(Here("poem") && Here("song"));
  const auto free = *disk_.FreeBytes("/box");
  // 8 MB beside what is kept free, of which the journal may take a few.
  disk_.SetCapacity((std::int64_t{1} << 40) - free + options_.keep_free_bytes + 8 * kMb);
  Publish({all, Timetable({"monday"}, kDayMs)});
  Live();
  EXPECT_TRUE(Here("monday"));
  EXPECT_NE(Here("poem"), Here("song"));
  EXPECT_GE(*disk_.FreeBytes("/box"), options_.keep_free_bytes);
}

// Power cuts anywhere: in between lessons that make way, that arrive, and that are pinned. Whatever is held
// is whole, what must stay stays, the budget holds, and in the end the timetable is here.
TEST_F(SmallDisk, PowerCutsAnywhereLeaveEverythingRight) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_.seed(seed);
    disk_.CutPowerNow();
    disk_.PowerOn(seed);
    options_.content_bytes = 1'600 * kKb;
    const auto name = "/box-" + std::to_string(seed);
    ASSERT_TRUE(disk_.MakeFolders(name));
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
      ids.push_back("s" + std::to_string(seed) + "-" + std::to_string(i));
      Teach(ids.back(), 300 * kKb + static_cast<std::int64_t>(random_() % 100'000));
    }
    const auto due = "m" + std::to_string(seed);
    Teach(due, 500 * kKb);
    Publish({Wants("all", ids, Priority::kNormal)});
    PowerOn();
    Live(4);
    const auto pinned = std::ranges::find_if(ids, [&](const auto& id) { return Here(id); });
    ASSERT_NE(pinned, ids.end());
    ASSERT_TRUE(box_->marks.PinLesson(*pinned, clock_.Wall()));
    Publish({Wants("all", ids, Priority::kNormal), Timetable({due}, kDayMs)});
    for (int life = 0; life < 6; ++life) {
      disk_.CutPowerAt(1 + static_cast<std::int64_t>(random_() % 60));
      Live(2);
      if (disk_.HasPower()) disk_.CutPowerNow();
      PowerOn();
      for (const auto& id : ids) {
        EXPECT_TRUE(!Here(id) || box_->Read(id) == newest_[id]) << id;
      }
      EXPECT_TRUE(Here(*pinned));
      EXPECT_LE(Bytes(), options_.content_bytes);
    }
    disk_.CutPowerAt(std::int64_t{1} << 60);
    Live(4);
    EXPECT_TRUE(Here(due));
    EXPECT_EQ(box_->Read(due), newest_[due]);
    EXPECT_TRUE(Here(*pinned));
    EXPECT_LE(Bytes(), options_.content_bytes);
    ASSERT_TRUE(box_->marks.Unpin(*pinned));
    for (const auto& id : ids) county_.Withdraw(id);
    county_.Withdraw(due);
    county_.Publish(60);
    Live(2);
    EXPECT_EQ(box_->library->Totals()->bytes, 0);
  }
}

}  // namespace
}  // namespace lianxiao::sim
