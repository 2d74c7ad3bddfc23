// How long it takes to find a lesson among 10,000, 122,828 (what Zhuzhou holds) and, with --all, 1,000,000,
// and whether it is the one that was meant. Beside it, in the same run, what SQLite has by itself.
//
//   bench_search [--all] [--lessons N] [--ours] [--keep FOLDER] [--ask QUERY]
//
// --lessons N    only a catalog of that size        --ours         without the others
// --keep FOLDER  the index stays there and the next run takes it: for work on how it is asked
// --ask QUERY    only this query, a hundred times: to look at with a profiler
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>

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

struct Options {
  std::vector<std::size_t> sizes = {10'000, 122'828};
  bool ours_alone = false;
  std::string keep;  // Empty: a folder that goes with the run.
  std::string ask;   // Empty: queries of every kind.
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool more = i + 1 < words.size();
    if (words[i] == "--all") {
      options.sizes.push_back(1'000'000);
    } else if (words[i] == "--ours") {
      options.ours_alone = true;
    } else if (words[i] == "--lessons" && more) {
      options.sizes = {std::stoul(words[++i])};
    } else if (words[i] == "--keep" && more) {
      options.keep = words[++i];
    } else if (words[i] == "--ask" && more) {
      options.ask = words[++i];
    } else {
      throw std::runtime_error(
          "usage: bench_search [--all] [--lessons N] [--ours] [--keep FOLDER] [--ask QUERY]");
    }
  }
  return options;
}

class Folder {
 public:
  explicit Folder(const std::string& keep = {}) : path_(keep), kept_(!keep.empty()) {
    if (kept_) {
      fs::create_directories(keep);
      return;
    }
    char name[] = "/tmp/lianxiao-bench-search-XXXXXX";
    if (mkdtemp(name) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
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
  bool kept_;
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
  std::string slowest;  // The query.
};
Times TimesOf(const std::vector<std::string>& queries, const std::function<void(const std::string&)>& ask) {
  std::vector<std::pair<double, std::string>> times;
  for (const auto& query : queries) {
    const auto begun = CpuMs();
    ask(query);
    times.emplace_back(CpuMs() - begun, query);
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2].first, times[times.size() * 99 / 100].first, times.back().first,
          times.back().second};
}

void PrintTimes(const std::string& kind, const std::string& who, const Times& times) {
  std::printf("  %-30s %-10s %8.2f %8.2f %8.2f  %s\n", kind.c_str(), who.c_str(), times.median, times.p99,
              times.worst, times.slowest.c_str());
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

// An ordinary day of a box: some lessons came from the county, others were fetched and play here now. In
// transactions as the engine makes them; searches wait for none of them.
void MeasureChanges(storage::SearchIndex& index, const std::vector<Outline>& outlines, std::size_t count) {
  constexpr std::size_t kDays = 20, kFetched = 40;
  std::vector<double> shards, fetched;
  for (std::size_t day = 0; day < kDays; ++day) {
    auto some = Some(outlines, day * kAtOnce % count, std::min(count, day * kAtOnce % count + kAtOnce));
    for (auto& lesson : some) lesson.shown.title += " " + std::to_string(day);
    auto begun = Clock::now();
    Must(index.Put(some));
    shards.push_back(MsSince(begun));
    some.resize(std::min(some.size(), kFetched));
    begun = Clock::now();
    for (auto& lesson : some) {
      lesson.here = !lesson.here;
      Must(index.Put({&lesson, 1}));
    }
    fetched.push_back(MsSince(begun) / static_cast<double>(some.size()));
  }
  std::sort(shards.begin(), shards.end()), std::sort(fetched.begin(), fetched.end());
  std::printf("  %-30s %-10s %8.2f %8s %8.2f  ms by the clock\n", "400 lessons with new words", "lianxiao",
              shards[kDays / 2], "", shards.back());
  std::printf("  %-30s %-10s %8.2f %8s %8.2f  ms by the clock\n", "a lesson now plays here", "lianxiao",
              fetched[kDays / 2], "", fetched.back());
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

void Build(const std::vector<Outline>& outlines, std::size_t count, const std::string& path) {
  auto index = OpenIndex(path);
  Must(index->BeginFill());
  for (std::size_t at = 0; at < count; at += kAtOnce)
    Must(index->Fill(Some(outlines, at, std::min(count, at + kAtOnce))));
  Must(index->EndFill());
}

void Measure(const std::vector<Outline>& outlines, std::size_t count, const Options& options) {
  const Folder folder(options.keep);
  std::printf("\n%zu lessons                                 median      p99  slowest, ms of CPU\n", count);
  const auto name = "search" + std::to_string(count) + ".db";
  if (!fs::exists(folder / name)) {
    const auto begun = Clock::now();
    Build(outlines, count, folder / name);
    std::printf("  %-30s %-10s %7.1f s, %.0f MiB, %lld MiB of memory at most\n", "built", "lianxiao",
                MsSince(begun) / 1'000, folder.Mib(name), static_cast<long long>(PeakKib() / 1'024));
  }
  if (!options.ask.empty()) {
    const auto index = OpenIndex(folder / name);
    PrintTimes("asked for", "lianxiao",
               TimesOf(std::vector<std::string>(100, options.ask), [&](const std::string& typed) {
                 (void)index->Find(typed, {.offset = 0, .limit = kPage});
               }));
    return;
  }
  const auto kinds = QueriesByKind(outlines);
  {
    const auto index = OpenIndex(folder / name);
    MeasureOurs(*index, kinds);
    if (options.keep.empty()) MeasureChanges(*index, outlines, count);
  }
  if (options.ours_alone) return;
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

void MeasureAll(const Options& options) {
  if (options.ask.empty()) JudgeAll();
  const auto outlines = ReadOutlines();
  if (outlines.empty()) {
    std::printf("\nNo figures of large catalogs: the outlines in ../shared/data/curriculum are not here.\n");
    return;
  }
  for (const auto size : options.sizes) Measure(outlines, size, options);
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** arguments) {
  try {
    lianxiao::bench::MeasureAll(lianxiao::bench::OptionsOf({arguments + 1, arguments + count}));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
