// Updates of HTML5 packages, over loopback, with what can go wrong on the way.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <random>

#include "sync/engine.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/process.h"
#include "tests/support/small_county.h"

namespace lianxiao::sync {
namespace {

using test::BoxOnDisk;
using test::MisbehavingServer;
using test::Mischief;
using test::WaitUntil;

constexpr std::int64_t kPatienceMs = 40'000;
constexpr int kScripts = 60;
using Tree = std::map<std::string, std::string>;

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Scripts that each say the version, as a release of a real package does, and one that is large.
Tree Exercise(const std::string& version) {
  Tree tree{{"index.html", "<html>" + version + "</html>"}, {"js/large.js", Noise(1'500'000, 77)}};
  for (int n = 0; n < kScripts; ++n) {
    tree["js/" + std::to_string(n) + ".js"] = Noise(4'000, static_cast<unsigned>(n)) + version;
  }
  tree["js/large.js"].replace(700'000, version.size(), version);
  return tree;
}

// The machine's disk, with as much room as the test says.
class DiskWithRoom final : public storage::Disk {
 public:
  std::atomic<std::int64_t> free_bytes{std::int64_t{1} << 40};

  Result<std::unique_ptr<storage::File>> Open(const std::string& path, storage::OpenMode mode) override {
    return disk_.Open(path, mode);
  }
  Status Rename(const std::string& from, const std::string& to) override { return disk_.Rename(from, to); }
  Status Remove(const std::string& path) override { return disk_.Remove(path); }
  Status MakeFolders(const std::string& path) override { return disk_.MakeFolders(path); }
  Status SyncFolder(const std::string& path) override { return disk_.SyncFolder(path); }
  Result<std::vector<storage::FolderEntry>> List(const std::string& path) override {
    return disk_.List(path);
  }
  Result<bool> Exists(const std::string& path) override { return disk_.Exists(path); }
  Result<std::int64_t> FreeBytes(const std::string&) override { return free_bytes.load(); }

 private:
  storage::RealDisk disk_;
};

class PackageTest : public testing::Test {
 protected:
  PackageTest() : county_({mirror_.address(), second_.address()}, center_.address(), clock_.Wall()) {
    EXPECT_TRUE(InitCrypto());
    county_.AnswerOn(center_);
    Restart();
  }
  ~PackageTest() override {
    engine_.reset();
    center_.End();
  }

  void Restart() {
    engine_.reset();
    box_.reset();
    box_ = std::make_unique<BoxOnDisk>(disk_, folder_.path(), folder_.path() + "/search.db", clock_);
  }
  void Start() {
    Options options;
    options.round_every_ms = 60'000;  // Tests ask for rounds.
    options.usage_every_ms = 100;
    options.first_pause_ms = 50;
    options.longest_pause_ms = 400;
    options.connect_ms = 1'000;
    options.stall_ms = 500;
    options.keep_free_bytes = 0;
    auto engine = Engine::Start(
        {box_->state, box_->catalog, *box_->library, box_->usage, *box_->search, box_->disk, clock_, log_},
        options);
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
  }
  // The box holds the first version.
  void HoldFirst() {
    county_.TeachPackage("geometry", Exercise("release 1"));
    Publish();
    Start();
    ASSERT_TRUE(engine_->Enrol(county_.Code()));
    ASSERT_TRUE(Holds(1));
    ForgetSeen();
  }
  // Signed, but not yet on the mirrors.
  void TeachSecond() {
    county_.TeachPackage("geometry", Exercise("release 2"), true);
    county_.Publish();
    delta_ = county_.PackageDeltaFile("geometry");
  }
  void Publish() {
    county_.Publish();
    PutOnMirrors();
  }
  void PutOnMirrors() {
    county_.PutOn(mirror_);
    county_.PutOn(second_);
  }
  void ForgetSeen() {
    mirror_.ForgetSeen();
    second_.ForgetSeen();
  }
  std::int64_t Seen(const std::string& prefix) const {
    return mirror_.SeenCount(prefix) + second_.SeenCount(prefix);
  }
  std::int64_t Sent() const { return mirror_.body_bytes_sent() + second_.body_bytes_sent(); }
  bool Holds(std::int64_t version) {
    return WaitUntil([&] { return box_->HeldVersion("geometry") == version; }, kPatienceMs);
  }
  // Every file of the version that teachers see, read back.
  Tree Shown() const {
    Tree tree;
    const auto entry = box_->catalog.Find("geometry");
    if (!entry || !entry->held) return tree;
    for (const auto& file : entry->held->files) {
      const auto found = box_->library->Find(file.blob);
      if (!found) continue;
      auto& bytes = tree[file.path];
      bytes = storage::ReadWhole(box_->disk, found->path, file.size_bytes).value_or("unreadable");
    }
    return tree;
  }
  // The files of the second version, the piece list of the large one if it came, and nothing else.
  bool NothingElseIsHere() {
    return WaitUntil(
        [&] {
          const auto list = box_->catalog.Find("geometry")->held->files;
          std::int64_t lists = 0;
          for (const auto& file : list) lists += file.HasPieces() && box_->library->Has(file.pieces) ? 1 : 0;
          return box_->library->Totals()->blobs == static_cast<std::int64_t>(list.size()) + lists &&
                 std::filesystem::is_empty(box_->library->Scratch());
        },
        kPatienceMs);
  }

  SystemClock clock_;
  NoLog log_;
  DiskWithRoom disk_;
  test::TempFolder folder_;
  MisbehavingServer mirror_, second_, center_;
  test::SmallCounty county_;
  std::string delta_;
  std::unique_ptr<BoxOnDisk> box_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(PackageTest, AnUpdateOfSixtyFilesIsOneRequestOfAFewKilobytes) {
  HoldFirst();
  TeachSecond();
  PutOnMirrors();
  const auto before = Sent();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
  EXPECT_EQ(Seen("/blobs/"), 1);
  EXPECT_EQ(Seen(delta_), 1);
  EXPECT_LT(Sent() - before, 25'000);  // With the catalog and the metadata.
  EXPECT_TRUE(NothingElseIsHere());
}

TEST_F(PackageTest, ADamagedDeltaMakesWayForTheFilesOneByOneInTheSameRound) {
  HoldFirst();
  TeachSecond();
  PutOnMirrors();
  const std::string rubbish(county_.Files().at(delta_).size(), 'x');
  mirror_.Put(delta_, rubbish);
  second_.Put(delta_, rubbish);
  engine_->RoundSoon();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
  EXPECT_GT(Seen("/blobs/"), kScripts);
  EXPECT_TRUE(NothingElseIsHere());
}

TEST_F(PackageTest, ADeltaThatTheMirrorsLostMakesWayToo) {
  HoldFirst();
  TeachSecond();
  PutOnMirrors();
  mirror_.Remove(delta_);
  second_.Remove(delta_);
  engine_->RoundSoon();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
}

// Signed, whole, and wrong: the county's own mistake.
TEST_F(PackageTest, ADeltaThatLeadsElsewhereCostsNothingThatWasHere) {
  HoldFirst();
  county_.TeachPackageBadly("geometry", Exercise("release 2"));
  Publish();
  engine_->RoundSoon();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
  EXPECT_TRUE(NothingElseIsHere());
}

TEST_F(PackageTest, ABasisThatIsNotWholeMeansFileByFile) {
  HoldFirst();
  engine_.reset();
  const auto lost = HashOf(Exercise("release 1").at("js/7.js"));
  ASSERT_TRUE(box_->library->Remove(lost));
  TeachSecond();
  PutOnMirrors();
  Start();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
  EXPECT_EQ(Seen(delta_), 0);
}

TEST_F(PackageTest, ABasisThatRottedOnTheDiskIsNoticed) {
  HoldFirst();
  engine_.reset();
  const auto rotten = HashOf(Exercise("release 1").at("js/7.js"));
  const auto path = box_->library->Find(rotten)->path;
  auto bytes = *storage::ReadWhole(disk_, path, 10'000);
  bytes[100] ^= 1;
  std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  ASSERT_TRUE((*disk_.Open(path, storage::OpenMode::kWrite))->WriteAt(0, bytes));
  TeachSecond();
  PutOnMirrors();
  Start();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
}

TEST_F(PackageTest, GoesOnWithADeltaThatCameJustBeforeAPowerCut) {
  HoldFirst();
  engine_.reset();
  TeachSecond();
  PutOnMirrors();
  // As the cut left it: the delta and two of its files, which its scratch folder knows no more.
  const auto delta = county_.Files().at(delta_);
  const auto next = Exercise("release 2");
  for (const auto& bytes : {delta, next.at("js/3.js"), next.at("index.html")}) {
    ASSERT_TRUE(box_->library->Add(HashOf(bytes), bytes));
  }
  Restart();
  ForgetSeen();
  Start();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), next);
  EXPECT_EQ(Seen("/blobs/"), 0);
  EXPECT_TRUE(NothingElseIsHere());
}

TEST_F(PackageTest, ADiskWithoutRoomToWorkInGetsTheFilesOneByOne) {
  HoldFirst();
  engine_.reset();
  TeachSecond();
  PutOnMirrors();
  // Room for the new files, but not for the old ones end to end beside them.
  disk_.free_bytes = 3'000'000;
  Start();
  ASSERT_TRUE(Holds(2));
  EXPECT_EQ(Shown(), Exercise("release 2"));
  EXPECT_EQ(Seen(delta_), 0);
}

}  // namespace
}  // namespace lianxiao::sync
