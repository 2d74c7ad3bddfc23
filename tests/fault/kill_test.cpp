// A box whose program is killed in the middle of a fast transfer: what of it has to come again.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "storage/base/keys.h"
#include "sync/blobs/mover.h"
#include "sync/line/fetch.h"
#include "sync/tuning.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/misbehaving_server.h"
#include "tests/support/process.h"

namespace lianxiao::sync {
namespace {

constexpr int kConnections = 8;
constexpr std::int64_t kFileBytes = 48 << 20;
constexpr std::int64_t kEachPace = 3'000'000;  // 24 MB/s over eight: a step of the part (8 MiB) is never full
constexpr std::int64_t kKillAfterBytes = 7 << 20;  // when the program is killed, nor are its 2 s over.
constexpr std::int64_t kLongestMs = 60'000;

std::string Noise(std::int64_t size) {
  std::mt19937_64 random(5);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

struct Lesson {
  std::string bytes = Noise(kFileBytes), list;
  Want want;
  Lesson() {
    formats::PieceHasher hasher;
    hasher.Add(bytes);
    const auto names = hasher.Finish();
    list = formats::Encode(names.pieces);
    want.resource = "lesson";
    want.file.path = "lesson.mp4";
    want.file.size_bytes = kFileBytes;
    want.file.blob = names.blob;
    want.file.pieces = HashOf(list);
  }
};

// As after an hour of a line that needs them: all connections from the first moment.
MirrorMemory AllConnections(const std::string& base) {
  ConnectionCount count(kConnections);
  for (std::int64_t ms = 0; count.Wanted() < kConnections && ms < kHourMs; ms += 100) {
    count.Note(Instant{ms}, {100'000 * count.Wanted(), count.Wanted(), 20});
  }
  MirrorMemory memory;
  memory[base].connections = count;
  return memory;
}

// One life of the program, in a process of its own; ends well with 0.
int Live(const std::string& folder, const std::string& base, const Lesson& lesson) {
  const SystemClock clock;
  NoLog log;
  storage::RealDisk disk;
  const test::BoxOnDisk box(disk, folder, folder + "/search.db", clock);
  const auto line = CurlLine::Open(clock, {.connect_ms = 2'000, .stall_ms = 2'000});
  if (!line) return 1;
  auto memory = AllConnections(base);
  Mirrors mirrors({base}, &memory);
  bool arrived = false;
  Mover mover(**line, mirrors, {*box.library, disk, log, 1}, clock, {kConnections, 0},
              {[&](const Want&) { arrived = true; }, [](std::int64_t) {}, [] {}, [] { return true; }});
  const auto moved = mover.Move({lesson.want}, clock.Now() + kLongestMs);
  const auto found = box.library->Find(lesson.want.file.blob);
  return moved && arrived && found && test::ReadFile(found->path) == lesson.bytes ? 0 : 1;
}

// Forks at once, before this process has any thread; the life begins when it is told where.
class Life {
 public:
  Life(const std::string& folder, const Lesson& lesson) {
    EXPECT_EQ(::pipe(begin_), 0);
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // A life that never begins does not outlive a test that failed.
    std::string base(256, '\0');
    const auto got = ::read(begin_[0], base.data(), base.size());
    base.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    ::_exit(got > 0 ? Live(folder, base, lesson) : 2);
  }
  ~Life() {
    for (const int fd : begin_) ::close(fd);
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  test::Process Begin(const std::string& base) {
    EXPECT_EQ(::write(begin_[1], base.data(), base.size()), static_cast<ssize_t>(base.size()));
    return test::Process(pid_);
  }

 private:
  int begin_[2] = {-1, -1};
  pid_t pid_ = -1;
};

TEST(KilledInAFastTransfer, CostsAtMostAQuarterOfAMebibyteForEachConnection) {
  ASSERT_TRUE(InitCrypto());
  const Lesson lesson;
  const test::TempFolder folder;
  constexpr int kKills = 3;
  std::vector<std::unique_ptr<Life>> lives;
  for (int life = 0; life <= kKills; ++life) {
    lives.push_back(std::make_unique<Life>(folder.path(), lesson));
  }
  test::MisbehavingServer server;
  server.PaceTo(kEachPace);
  server.Put("/" + BlobPath(lesson.want.file.blob), lesson.bytes);
  server.Put("/" + BlobPath(lesson.want.file.pieces), lesson.list);

  for (int life = 0; life < kKills; ++life) {
    const auto before = server.body_bytes_sent();
    auto program = lives[static_cast<std::size_t>(life)]->Begin(server.address());
    ASSERT_TRUE(
        test::WaitUntil([&] { return server.body_bytes_sent() - before > kKillAfterBytes; }, kLongestMs));
    ASSERT_TRUE(program.Running());
    program.Signal(SIGKILL);
    ASSERT_EQ(program.Wait(5'000), 128 + SIGKILL);
    test::SleepMs(300);  // Until the server has noticed.
  }
  auto last = lives[kKills]->Begin(server.address());
  ASSERT_EQ(last.Wait(kLongestMs), 0);

  const auto list_bytes = static_cast<std::int64_t>(lesson.list.size());
  const auto again = server.body_bytes_sent() - kFileBytes - list_bytes;
  RecordProperty("bytes_moved_again", std::to_string(again));
  std::printf("%d kills with %d connections: %lld KiB moved again\n", kKills, kConnections,
              static_cast<long long>(again >> 10));
  EXPECT_LE(again, kKills * (kConnections * kHintBytes + list_bytes));
}

}  // namespace
}  // namespace lianxiao::sync
