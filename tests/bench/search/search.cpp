// How long it takes to find a lesson among 10,000, 122,828 (what Zhuzhou holds) and, with --all, 1,000,000,
// and whether it is the one that was meant. Beside it, in the same run, what SQLite has by itself.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/bench/search/county_catalog.h"
#include "tests/bench/search/peers.h"
#include "tests/bench/search/query_kinds.h"
#include "tests/support/search_set.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAtOnce = 400;  // As sync/rounds/search_keeper.cpp does.
constexpr int kPage = 24;
constexpr std::size_t kSlowQueries = 12;  // LIKE takes a tenth of a second for each.

double MsSince(Clock::time_point then) {
  return std::chrono::duration<double, std::milli>(Clock::now() - then).count();
}

// Of this thread: what others do on the machine does not count, and the files are in memory.
double CpuMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::int64_t PeakKib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
  }
  return 0;
}

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/lianxiao-bench-search-XXXXXX";
    if (mkdtemp(name) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  double Mib(const std::string& name) const {
    double bytes = 0;
    for (const auto* suffix : {"", "-wal"}) {
      std::error_code none;
      const auto size = fs::file_size(path_ + "/" + name + suffix, none);
      if (!none) bytes += static_cast<double>(size);
    }
    return bytes / (1 << 20);
  }

 private:
  std::string path_;
};

void Must(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  std::exit(1);
}

std::unique_ptr<storage::SearchIndex> OpenIndex(const std::string& path) {
  auto opened = storage::SearchIndex::Open(path);
  if (!opened) Must(Fail(opened.error()));
  return *std::move(opened);
}

std::vector<storage::Searchable> Some(const std::vector<Outline>& outlines, std::size_t from,
                                      std::size_t to) {
  std::vector<storage::Searchable> lessons;
  for (auto i = from; i < to; ++i) lessons.push_back(MakeLesson(outlines, i));
  return lessons;
}

struct Times {
  double median = 0, p99 = 0, worst = 0;
};
Times TimesOf(const std::vector<std::string>& queries, const std::function<void(const std::string&)>& ask) {
  std::vector<double> times;
  for (const auto& query : queries) {
    const auto begun = CpuMs();
    ask(query);
    times.push_back(CpuMs() - begun);
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100], times.back()};
}

void PrintTimes(const std::string& kind, const std::string& who, const Times& times) {
  std::printf("  %-30s %-10s %8.2f %8.2f %8.2f\n", kind.c_str(), who.c_str(), times.median, times.p99,
              times.worst);
  std::fflush(stdout);
}

void MeasureOurs(const storage::SearchIndex& index,
                 const std::map<std::string, std::vector<std::string>>& kinds) {
  for (const auto& [kind, queries] : kinds) {
    const bool typing = kind.find("suggestions") != std::string::npos;
    const auto ask = [&, asks_words = typing](const std::string& typed) {
      if (asks_words) {
        (void)index.Suggest(typed, 8);
      } else {
        (void)index.Find(typed, {.offset = 0, .limit = kPage});
      }
    };
    (void)TimesOf(queries, ask);  // Once to have the pages in memory.
    PrintTimes(kind, "lianxiao", TimesOf(queries, ask));
  }
}

void MeasurePeer(Peer peer, const Folder& folder, const std::vector<Outline>& outlines, std::size_t count,
                 const std::map<std::string, std::vector<std::string>>& kinds) {
  const auto name = std::string(Name(peer)) + std::to_string(count) + ".db";
  const auto begun = Clock::now();
  PeerIndex index(peer, folder / name);
  for (std::size_t at = 0; at < count; at += kAtOnce)
    index.Put(Some(outlines, at, std::min(count, at + kAtOnce)));
  const auto took = MsSince(begun);
  std::printf("  %-30s %-10s %7.1f s, %.0f MiB\n", "built", Name(peer), took / 1'000, folder.Mib(name));
  for (const auto* kind : {"02 two characters", "03 broad word", "04 two broad words", "05 whole title"}) {
    auto queries = kinds.at(kind);
    if (peer == Peer::kLike) queries.resize(kSlowQueries);
    PrintTimes(kind, Name(peer),
               TimesOf(queries, [&](const std::string& typed) { (void)index.Find(typed, kPage); }));
  }
}

void Measure(const std::vector<Outline>& outlines, std::size_t count) {
  const Folder folder;
  std::printf("\n%zu lessons                                 median      p99  slowest, ms of CPU\n", count);
  const auto begun = Clock::now();
  auto index = OpenIndex(folder / "search.db");
  Must(index->BeginFill());
  for (std::size_t at = 0; at < count; at += kAtOnce)
    Must(index->Fill(Some(outlines, at, std::min(count, at + kAtOnce))));
  Must(index->EndFill());
  const auto took = MsSince(begun);
  index.reset();
  std::printf("  %-30s %-10s %7.1f s, %.0f MiB, %lld MiB of memory at most\n", "built", "lianxiao",
              took / 1'000, folder.Mib("search.db"), static_cast<long long>(PeakKib() / 1'024));
  index = OpenIndex(folder / "search.db");
  const auto kinds = QueriesByKind(outlines);
  MeasureOurs(*index, kinds);
  for (const auto peer : {Peer::kUnicode61, Peer::kTrigram, Peer::kLike}) {
    MeasurePeer(peer, folder, outlines, count, kinds);
  }
}

void JudgeAll() {
  const Folder folder;
  const auto lessons = test::JudgedLessons();
  const auto queries = test::JudgedQueries();
  auto index = OpenIndex(folder / "search.db");
  Must(index->BeginFill());
  Must(index->Fill(lessons));
  Must(index->EndFill());
  std::vector<std::pair<std::string, std::map<std::string, test::Judgement>>> judged;
  judged.emplace_back("lianxiao", test::Judge(queries, [&](const std::string& typed) {
                        std::vector<std::string> ids;
                        const auto page = index->Find(typed, {.offset = 0, .limit = 10});
                        for (const auto& hit : page.value().hits) ids.push_back(hit.id);
                        return ids;
                      }));
  for (const auto peer : {Peer::kUnicode61, Peer::kTrigram, Peer::kLike}) {
    PeerIndex other(peer, folder / (std::string(Name(peer)) + ".db"));
    other.Put(lessons);
    judged.emplace_back(
        Name(peer), test::Judge(queries, [&](const std::string& typed) { return other.Find(typed, 10); }));
  }
  std::printf("\n%zu queries over %zu lessons: recall@10 / MRR\n  %-14s", queries.size(), lessons.size(), "");
  for (const auto& [who, by_kind] : judged) std::printf("%16s", who.c_str());
  for (const auto& entry : judged.front().second) {
    std::printf("\n  %-14s", entry.first.empty() ? "all" : entry.first.c_str());
    for (const auto& [who, by_kind] : judged) {
      std::printf("     %5.3f/%5.3f", by_kind.at(entry.first).recall,
                  by_kind.at(entry.first).reciprocal_rank);
    }
  }
  std::printf("\n");
}

int Main(int count, char** arguments) {
  const bool all = count > 1 && std::strcmp(arguments[1], "--all") == 0;
  if (count > 2 || (count == 2 && !all)) {
    std::fprintf(stderr, "./dev bench search [--all]\n");
    return 2;
  }
  JudgeAll();
  const auto outlines = ReadOutlines();
  if (outlines.empty()) {
    std::printf("\nNo figures of large catalogs: the outlines in ../shared/data/curriculum are not here.\n");
    return 0;
  }
  Measure(outlines, 10'000);
  Measure(outlines, 122'828);
  if (all) Measure(outlines, 1'000'000);
  return 0;
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** arguments) { return lianxiao::bench::Main(count, arguments); }
