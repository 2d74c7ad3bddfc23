// A school term in a moment: the engine's rounds over a false line, with a county that goes on publishing
// and a box that loses power. Whatever the seed draws, once the line is good everything is right.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "storage/base/encoding.h"
#include "sync/rounds/enrol.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

constexpr WallTime kTermBegins{1'788'220'800'000};  // 2026-09-01

std::string Noise(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Where the box keeps its things: a false disk, which forgets what was not synced, or the real one, without
// which no delta can be mapped.
class Place {
 public:
  virtual ~Place() = default;
  virtual storage::Disk& disk() = 0;
  virtual std::string folder() const = 0;
  virtual std::string vfs() const { return {}; }
  // Plans the next power cut, or none.
  virtual void Endanger(std::optional<std::int64_t>) {}
  virtual bool HasPower() const { return true; }
  virtual void PowerOn(std::uint64_t) {}
};

class RealPlace final : public Place {
 public:
  explicit RealPlace(std::string folder) : folder_(std::move(folder)) {}
  storage::Disk& disk() override { return disk_; }
  std::string folder() const override { return folder_; }

 private:
  storage::RealDisk disk_;
  std::string folder_;
};

constexpr std::int64_t kNever = std::int64_t{1} << 60;

class FalsePlace final : public Place {
 public:
  FalsePlace() : vfs_(disk_, "false-term") { EXPECT_TRUE(disk_.MakeFolders("/box")); }
  storage::Disk& disk() override { return disk_; }
  std::string folder() const override { return "/box"; }
  std::string vfs() const override { return vfs_.name(); }
  void Endanger(std::optional<std::int64_t> changes) override { disk_.CutPowerAt(changes.value_or(kNever)); }
  bool HasPower() const override { return disk_.HasPower(); }
  void PowerOn(std::uint64_t seed) override {
    if (disk_.HasPower()) disk_.CutPowerNow();
    disk_.PowerOn(seed);
  }

 private:
  test::FalseDisk disk_;
  test::FalseVfs vfs_;
};

class Term {
 public:
  Term(unsigned seed, bool false_disk)
      : random_(seed),
        clock_(kTermBegins),
        county_({"http://mirror-1", "http://mirror-2"}, "http://center", kTermBegins) {
    if (false_disk)
      place_ = std::make_unique<FalsePlace>();
    else
      place_ = std::make_unique<RealPlace>(folder_.path());
    options_.keep_free_bytes = 0;
    options_.round_every_ms = 30'000;
    options_.usage_every_ms = 5'000;
    for (const auto* id : {"fractions", "picture", "poem"}) Revise(id);
    county_.Publish();
    PowerOn();
  }

  // Enrols when the line allows, then a round; a power cut starts the box anew.
  void Live(const Weather& weather) {
    if (weather.power > 0 && random_() % 3 == 0) place_->Endanger(1 + random_() % 150);
    try {
      FalseLine line(county_, clock_, random_, weather);
      Day(line);
    } catch (const PowerCut&) {
      PowerOn();
    }
    if (!place_->HasPower()) PowerOn();
    place_->Endanger(std::nullopt);
    CheckWhatIsShown();
  }

  void Day(FalseLine& line) {
    const auto enrolled = box_->state.Enrolment();
    if (!enrolled) return;
    if (!*enrolled && !sync::Enrol(line, *parts_, options_, county_.Code())) return;
    if (!rounds_) {
      rounds_ = std::make_unique<sync::Rounds>(*parts_, options_, board_);
      const auto begun = rounds_->Begin();
      EXPECT_TRUE(begun || !place_->HasPower()) << begun.error().message;
    }
    const auto end = rounds_->Make(line, sync::Asked::kBySchedule);
    clock_.Pass(end.status ? options_.round_every_ms : 5'000);
  }

  void Use() {
    for (auto n = random_() % 4; n > 0; --n) {
      box_->Use("fractions");
      ++used_;
    }
  }

  void CountyWorks() {
    const char* ids[] = {"fractions", "picture", "poem", "song"};
    Revise(ids[random_() % 4]);
    county_.Publish();
  }

  void CheckEnd() {
    clock_.Pass(2 * kHourMs);  // What was wrong everywhere may be asked for again.
    for (int i = 0; i < 6; ++i) Live({});
    for (const auto& [id, bytes] : newest_) EXPECT_EQ(box_->Read(id), bytes) << id;
    EXPECT_EQ(county_.Events(), used_);
    EXPECT_EQ(box_->usage.Totals()->pending, 0);
    EXPECT_EQ(box_->usage.Totals()->acknowledged, used_);
    EXPECT_EQ(box_->ProblemSubjects(), "");
    EXPECT_EQ(board_.Now().bytes_missing, 0);
    // Main files and their piece lists, nothing else.
    EXPECT_EQ(box_->library->Totals()->blobs, static_cast<std::int64_t>(newest_.size() + Lists()));
    EXPECT_EQ(box_->search->Find("课", {})->total, static_cast<std::int64_t>(newest_.size()));
  }

 private:
  void PowerOn() {
    rounds_.reset();
    parts_.reset();
    box_.reset();
    place_->PowerOn(random_());
    box_ = std::make_unique<test::BoxOnDisk>(place_->disk(), place_->folder(), folder_.path() + "/search.db",
                                             clock_, place_->vfs());
    parts_ = std::make_unique<sync::Parts>(sync::Parts{box_->state, box_->catalog, *box_->library,
                                                       box_->usage, *box_->search, box_->disk, clock_, log_});
  }

  // A new resource, or a new version of one: some edited and with a delta, some all new.
  void Revise(const std::string& id) {
    auto& bytes = newest_[id];
    const bool edit = !bytes.empty() && random_() % 2 == 0;
    if (edit) {
      bytes.replace(random_() % bytes.size(), 100, Noise(random_, 150));
    } else {
      bytes = Noise(random_, 1'000 + random_() % 2'500'000);
    }
    every_[id].insert(HashOf(bytes));
    county_.Teach(id, id + "课", bytes, edit && random_() % 3 != 0);
    // Long enough that lists come by patches.
    if (!edit) county_.Describe(id, ToHex(Noise(random_, 1'200)));
  }

  // At every moment: what teachers see is whole, and is some version the county published.
  void CheckWhatIsShown() {
    for (const auto& [id, versions] : every_) {
      if (box_->HeldVersion(id) == 0) continue;
      EXPECT_TRUE(versions.contains(HashOf(box_->Read(id)))) << id;
    }
  }

  std::size_t Lists() const {
    std::size_t lists = 0;
    for (const auto& [id, bytes] : newest_) {
      const auto entry = box_->catalog.Find(id);
      const auto& file = *entry->published.Main();
      lists += file.HasPieces() && box_->library->Has(file.pieces) ? 1 : 0;
    }
    return lists;
  }

  std::mt19937 random_;
  FalseClock clock_;
  test::SmallCounty county_;
  test::TempFolder folder_;
  NoLog log_;
  sync::Options options_;
  sync::StatusBoard board_;
  std::unique_ptr<Place> place_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<sync::Parts> parts_;
  std::unique_ptr<sync::Rounds> rounds_;
  std::map<std::string, std::string> newest_;
  std::map<std::string, std::set<BlobId>> every_;
  std::int64_t used_ = 0;
};

class SyncTerm : public testing::TestWithParam<unsigned> {};

TEST_P(SyncTerm, EndsWithEverythingRight) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  ASSERT_TRUE(InitCrypto());
  std::mt19937 random(GetParam());
  Term term(GetParam(), GetParam() % 6 != 0);
  const Weather bad{static_cast<unsigned>(random() % 60), static_cast<unsigned>(random() % 40),
                    static_cast<unsigned>(random() % 40), static_cast<unsigned>(random() % 30)};
  for (int day = 0; day < 25 && !testing::Test::HasFailure(); ++day) {
    term.Live(bad);
    term.Use();
    if (random() % 4 == 0) term.CountyWorks();
  }
  term.CheckEnd();
}

INSTANTIATE_TEST_SUITE_P(Seeds, SyncTerm, testing::Range(1u, 17u));

}  // namespace
}  // namespace lianxiao::sim
