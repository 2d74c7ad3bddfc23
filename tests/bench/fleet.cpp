// A county's thousand boxes against one center: real engines, each on a thread and in a folder of its own,
// against a real centerd for what has to be asked of it and an nginx for the content. Printed: requests,
// bytes and CPU for a box, and whether the county's boxes come all at once. Their own work runs on the same
// machine, so times are not the center's; its CPU is its own.
#include <curl/curl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "storage/base/keys.h"
#include "storage/county_letter.h"
#include "storage/formats/tuf.h"
#include "sync/engine.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/deployment.h"
#include "tests/support/nginx.h"

namespace lianxiao::test {
namespace {

constexpr int kBoxes = 1'000;
constexpr std::int64_t kRoundMs = 60'000;
constexpr int kEnrollingAtOnce = 8;
constexpr std::int64_t kPatienceMs = 900'000;
constexpr int kUsesEach = 40;  // A day's lessons opened in one small school.

struct Box {
  Box(storage::Disk& disk, const std::string& folder, const Clock& clock, Log& log)
      : parts_on_disk(disk, folder, folder + "/search.db", clock), letter(*parts_on_disk.journal) {
    sync::Options options;
    options.round_every_ms = kRoundMs;
    options.keep_free_bytes = 0;
    sync::Parts parts{parts_on_disk.state,
                      parts_on_disk.catalog,
                      *parts_on_disk.library,
                      parts_on_disk.usage,
                      *parts_on_disk.search,
                      parts_on_disk.disk,
                      clock,
                      log};
    parts.letter = &letter;
    engine = sync::Engine::Start(parts, options).value_or(nullptr);
  }
  BoxOnDisk parts_on_disk;
  storage::CountyLetter letter;
  std::unique_ptr<sync::Engine> engine;  // Ends first.
};

// CPU of a process so far, in milliseconds, from /proc/PID/stat.
double CpuMs(pid_t pid) {
  const auto stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  std::istringstream rest(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) rest >> skipped;
  double user = 0, system = 0;
  rest >> user >> system;
  return (user + system) * 1'000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Lines of nginx's log since `from`, by second.
struct Load {
  std::int64_t requests = 0, bytes = 0;
  std::map<std::string, int> by_second;
  int Peak() const {
    int peak = 0;
    for (const auto& [second, count] : by_second) peak = std::max(peak, count);
    return peak;
  }
};

Load LoadSince(const Nginx& nginx, std::size_t from) {
  Load load;
  std::istringstream lines(nginx.access_log().substr(from));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line.substr(line.rfind('"') + 1));
    std::int64_t status = 0, body = 0, request = 0, sent = 0;
    if (!(numbers >> status >> body >> request >> sent)) continue;
    ++load.requests;
    load.bytes += request + sent;
    ++load.by_second[line.substr(line.find('['), line.find(']') - line.find('['))];
  }
  return load;
}

void Require(bool fine, const std::string& what) {
  if (fine) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

class Fleet {
 public:
  Fleet() {
    center_.Init();
    center_.Import(places_.samples + "/v1");
    center_.Publish();
    nginx_.emplace(folder_.path() + "/nginx", center_.repository());
    center_.UseMirrors({nginx_->url()});
    center_.Start();
  }

  void Enrol() {
    std::vector<std::string> codes;
    for (int i = 0; i < kBoxes; ++i) {
      const auto school = "school-" + std::to_string(i);
      codes.push_back(center_.Code(school, "第" + std::to_string(i + 1) + "村小"));
    }
    Begin();
    std::atomic<int> next{0};
    boxes_.resize(kBoxes);
    std::vector<std::thread> workers;
    for (int w = 0; w < kEnrollingAtOnce; ++w) {
      workers.emplace_back([&] {
        for (int i = next++; i < kBoxes; i = next++) {
          const auto at = static_cast<std::size_t>(i);
          const auto folder = folder_.path() + "/box-" + std::to_string(i);
          Require(disk_.MakeFolders(folder).has_value(), "no folder for a box");
          boxes_[at] = std::make_unique<Box>(disk_, folder, clock_, log_);
          Require(boxes_[at]->engine != nullptr, "an engine does not start");
          const auto enrolled = boxes_[at]->engine->Enrol(codes[at]);
          Require(enrolled.has_value(), enrolled ? "" : enrolled.error().message);
        }
      });
    }
    for (auto& worker : workers) worker.join();
  }

  void WaitForVersion(std::int64_t at_least) {
    const bool all = WaitUntil(
        [&] {
          return std::ranges::all_of(boxes_, [&](const auto& box) {
            const auto status = box->engine->Now();
            return status.catalog_version >= at_least && status.bytes_missing == 0 && status.queue.empty();
          });
        },
        kPatienceMs);
    Require(all, "some box has not everything");
  }
  std::int64_t Newest() const {
    const auto timestamp =
        formats::ParseTufTimestamp(ReadFile(center_.repository() + "/metadata/timestamp.json"));
    Require(timestamp.has_value(), "timestamp.json does not read back");
    return timestamp->body.snapshot.version;
  }

  void PublishNews() {
    center_.Import(places_.samples + "/v2");
    center_.Publish();
  }
  void UseAll() {
    for (const auto& box : boxes_) {
      for (int i = 0; i < kUsesEach; ++i) box->parts_on_disk.Use("lesson-" + std::to_string(i));
    }
  }
  bool AllUsageIsIn() const {
    return std::ranges::all_of(
        boxes_, [](const auto& box) { return box->parts_on_disk.usage.Totals()->pending == 0; });
  }

  void Begin() {
    begun_ms_ = MonotonicMs();
    log_from_ = nginx_->access_log().size();
    center_cpu_ = CpuMs(center_.pid());
    nginx_cpu_ = CpuMs(nginx_->pid());
  }
  // What happened since Begin.
  void Print(const char* what) const {
    const auto load = LoadSince(*nginx_, log_from_);
    const auto seconds = static_cast<double>(MonotonicMs() - begun_ms_) / 1'000;
    std::printf("%-34s %7.0f %10.1f %10.1f %10.2f %10.2f %8.1f %6d\n", what, seconds,
                static_cast<double>(load.requests) / kBoxes, static_cast<double>(load.bytes) / kBoxes / 1'024,
                (CpuMs(center_.pid()) - center_cpu_) / kBoxes, (CpuMs(nginx_->pid()) - nginx_cpu_) / kBoxes,
                static_cast<double>(load.requests) / seconds, load.Peak());
    std::fflush(stdout);
  }

 private:
  const TempFolder folder_;
  const Places places_ = Places::FromEnvironment();
  storage::RealDisk disk_;
  SystemClock clock_;
  NoLog log_;
  CenterProgram center_{places_, folder_.path() + "/center"};
  std::optional<Nginx> nginx_;
  std::vector<std::unique_ptr<Box>> boxes_;
  std::int64_t begun_ms_ = 0;
  std::size_t log_from_ = 0;
  double center_cpu_ = 0, nginx_cpu_ = 0;
};

void Measure() {
  Fleet fleet;
  std::printf("%d boxes, a round every %lld s\n", kBoxes, static_cast<long long>(kRoundMs / 1'000));
  std::printf("%-34s %7s %10s %10s %10s %10s %8s %6s\n", "", "s", "requests", "KiB", "centerd ms", "nginx ms",
              "mean/s", "peak/s");
  fleet.Enrol();
  fleet.WaitForVersion(1);
  fleet.Print("enrolled, everything fetched");
  SleepMs(2 * kRoundMs);  // Status reports of the first rounds are over.
  fleet.Begin();
  SleepMs(3 * kRoundMs);
  fleet.Print("three rounds without news");
  const auto before = fleet.Newest();
  fleet.Begin();
  fleet.PublishNews();
  fleet.WaitForVersion(before + 1);
  fleet.Print("a publishing reaches all");
  SleepMs(kRoundMs);
  fleet.UseAll();
  fleet.Begin();
  Require(WaitUntil([&] { return fleet.AllUsageIsIn(); }, kPatienceMs), "some usage is not in");
  fleet.Print("40 uses of each box go up");
}

}  // namespace
}  // namespace lianxiao::test

int main() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (!lianxiao::InitCrypto()) return 1;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  lianxiao::test::Measure();
}
