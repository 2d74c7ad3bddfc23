// Updates of a package over a line that drops and lies, and with the power going at any change of the disk.
// On the real disk, without which no delta can be mapped.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <random>

#include "sync/rounds/enrol.h"
#include "sync/rounds/rounds.h"
#include "sync/rounds/status_board.h"
#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/process.h"

namespace lianxiao::sim {
namespace {

namespace fs = std::filesystem;
using Tree = std::map<std::string, std::string>;

constexpr WallTime kTermBegins{1'788'220'800'000};  // 2026-09-01
constexpr int kScripts = 9;

// The real disk until the power goes: then the change at hand is not made, nor any after it.
class DiskUntilACut final : public storage::Disk {
 public:
  void CutAt(std::optional<std::int64_t> changes) {
    left_ = changes;
    dead_ = false;
  }
  bool dead() const { return dead_; }

  Result<std::unique_ptr<storage::File>> Open(const std::string& path, storage::OpenMode mode) override {
    if (mode == storage::OpenMode::kWrite) LIANXIAO_TRY(Change());
    return disk_.Open(path, mode);
  }
  Status Rename(const std::string& from, const std::string& to) override {
    LIANXIAO_TRY(Change());
    return disk_.Rename(from, to);
  }
  // Does not throw, for what goes out of hand removes its scratch files.
  Status Remove(const std::string& path) override {
    if (left_ && !dead_) dead_ = --*left_ <= 0;
    return dead_ ? Status(Fail(ErrorCode::kInternal, "no power")) : disk_.Remove(path);
  }
  Status MakeFolders(const std::string& path) override { return disk_.MakeFolders(path); }
  Status SyncFolder(const std::string& path) override {
    LIANXIAO_TRY(Change());
    return disk_.SyncFolder(path);
  }
  Result<std::vector<storage::FolderEntry>> List(const std::string& path) override {
    return disk_.List(path);
  }
  Result<bool> Exists(const std::string& path) override { return disk_.Exists(path); }
  Result<std::int64_t> FreeBytes(const std::string& path) override { return disk_.FreeBytes(path); }

 private:
  Status Change() {
    if (dead_) return Fail(ErrorCode::kInternal, "no power");
    if (!left_ || --*left_ > 0) return {};
    dead_ = true;
    throw PowerCut{};
  }

  storage::RealDisk disk_;
  std::optional<std::int64_t> left_;
  bool dead_ = false;
};

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

Tree Exercise(const std::string& version) {
  Tree tree{{"index.html", "<html>" + version + "</html>"}};
  for (int n = 0; n < kScripts; ++n) {
    tree["js/" + std::to_string(n) + ".js"] = Noise(40'000, static_cast<unsigned>(n)) + version;
  }
  return tree;
}

class PackageUpdate : public testing::Test {
 protected:
  PackageUpdate() {
    EXPECT_TRUE(InitCrypto());
    options_.keep_free_bytes = 0;
    options_.round_every_ms = 30'000;
    fs::create_directories(Box());
    Teach(false);
    PowerOn();
    Live({});
    EXPECT_EQ(box_->HeldVersion("geometry"), 1);
  }

  std::string Box() const { return folder_.path() + "/box"; }

  void Teach(bool delta) {
    newest_ = Exercise("release " + std::to_string(++version_));
    county_.TeachPackage("geometry", newest_, delta);
    county_.Publish();
    every_.push_back(newest_);
  }
  void PowerOff() {
    rounds_.reset();
    parts_.reset();
    box_.reset();
  }
  void PowerOn() {
    PowerOff();
    disk_.CutAt(std::nullopt);
    box_ = std::make_unique<test::BoxOnDisk>(disk_, Box(), folder_.path() + "/search.db", clock_);
    parts_ = std::make_unique<sync::Parts>(sync::Parts{box_->state, box_->catalog, *box_->library,
                                                       box_->usage, *box_->search, box_->disk, clock_, log_});
  }
  // Some rounds over such a line.
  void Live(const Weather& weather, int rounds = 3) {
    for (; rounds > 0; --rounds) {
      FalseLine line(county_, clock_, random_, weather);
      const auto enrolled = box_->state.Enrolment();
      if (enrolled && !*enrolled && !sync::Enrol(line, *parts_, options_, county_.Code())) continue;
      if (!rounds_) {
        rounds_ = std::make_unique<sync::Rounds>(*parts_, options_, board_);
        ASSERT_TRUE(rounds_->Begin());
      }
      (void)rounds_->Make(line, sync::Asked::kByAPerson);
      clock_.Pass(options_.round_every_ms);
    }
  }
  // What teachers see.
  Tree Shown() const {
    Tree tree;
    const auto entry = box_->catalog.Find("geometry");
    if (!entry || !entry->held) return tree;
    for (const auto& file : entry->held->files) {
      const auto found = box_->library->Find(file.blob);
      const auto bytes = found ? storage::ReadWhole(box_->disk, found->path, file.size_bytes)
                               : Result<std::string>(Fail(found.error()));
      tree[file.path] = bytes.value_or("missing");
    }
    return tree;
  }
  void ExpectWholeAndKnown() const {
    EXPECT_TRUE(std::ranges::count(every_, Shown()) == 1) << "what is shown is no version that was published";
  }
  void ExpectNewestAndNothingElse() const {
    EXPECT_EQ(Shown(), newest_);
    EXPECT_EQ(box_->library->Totals()->blobs, static_cast<std::int64_t>(newest_.size()));
    EXPECT_TRUE(fs::is_empty(box_->library->Scratch()));
    EXPECT_EQ(box_->ProblemSubjects(), "");
  }

  std::mt19937 random_{7};
  FalseClock clock_{kTermBegins};
  test::SmallCounty county_{{"http://mirror-1", "http://mirror-2"}, "http://center", kTermBegins};
  test::TempFolder folder_;
  NoLog log_;
  sync::Options options_;
  sync::StatusBoard board_;
  DiskUntilACut disk_;
  int version_ = 0;
  Tree newest_;
  std::vector<Tree> every_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<sync::Parts> parts_;
  std::unique_ptr<sync::Rounds> rounds_;
};

TEST_F(PackageUpdate, LosesNothingToAPowerCutAtAnyChangeOfTheDisk) {
  PowerOff();
  const auto first = folder_.path() + "/first";  // The box with the first version, for every try anew.
  fs::rename(Box(), first);
  Teach(true);
  int cuts = 0;
  for (std::int64_t at = 1;; at += 3) {
    SCOPED_TRACE("power cut at change " + std::to_string(at));
    fs::remove_all(Box());
    fs::copy(first, Box(), fs::copy_options::recursive);
    PowerOn();
    disk_.CutAt(at);
    try {
      Live({}, 1);
    } catch (const PowerCut&) {
      EXPECT_TRUE(disk_.dead());
    }
    const bool was_cut = disk_.dead();
    cuts += was_cut ? 1 : 0;
    PowerOn();
    ExpectWholeAndKnown();
    Live({});
    ExpectNewestAndNothingElse();
    PowerOff();
    if (!was_cut || HasFailure()) break;
  }
  EXPECT_GT(cuts, 10);  // Ten files, each several changes.
}

class PackageTerm : public PackageUpdate, public testing::WithParamInterface<unsigned> {};

TEST_P(PackageTerm, EndsWithEverythingRight) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  random_.seed(GetParam());
  const Weather bad{static_cast<unsigned>(random_() % 60), static_cast<unsigned>(random_() % 60),
                    static_cast<unsigned>(random_() % 40), static_cast<unsigned>(random_() % 20)};
  for (int day = 0; day < 12 && !HasFailure(); ++day) {
    if (random_() % 3 == 0) Teach(random_() % 4 != 0);
    try {
      Live(bad, 1);
    } catch (const PowerCut&) {
      PowerOn();
    }
    ExpectWholeAndKnown();
  }
  clock_.Pass(2 * kHourMs);  // What was wrong everywhere may be asked for again.
  Live({}, 5);
  ExpectNewestAndNothingElse();
}

INSTANTIATE_TEST_SUITE_P(Seeds, PackageTerm, testing::Range(1u, 9u));

}  // namespace
}  // namespace lianxiao::sim
