// What the pages of a box cost that knows a whole county's catalog: the real lianxiao-schoold over a journal
// of so many lessons, one visitor after another, as the first of the day meets them and as everyone later
// does.
//
//   bench_pages [--lessons N] [--visits N]
//
// first    the first time after the program started, when nothing is counted yet
// p50 p99  of all later visits
// peak     memory, the highest since the start (VmHWM); "of it not of files" now (RssAnon)
#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

#include "storage/catalog.h"
#include "storage/database.h"
#include "storage/journal_schema.h"
#include "tests/bench/search/county_catalog.h"
#include "tests/bench/serve/load.h"
#include "tests/support/deployment.h"

namespace lianxiao::bench {
namespace {

// One visitor may search only so often (web/people/rate_limits.h), all pages together.
constexpr int kMostSearches = 80;
constexpr std::int64_t kFillMs = 900'000;  // Filling the search of 122,828 lessons takes a minute or two.

struct Options {
  std::size_t lessons = 122'828;  // What Zhuzhou holds.
  int visits = 300;
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 < words.size() && words[i] == "--lessons") {
      options.lessons = std::stoul(words[i + 1]);
    } else if (i + 1 < words.size() && words[i] == "--visits") {
      options.visits = std::stoi(words[i + 1]);
    } else {
      throw std::runtime_error("usage: bench_pages [--lessons N] [--visits N]");
    }
  }
  return options;
}

template <typename Value>
Value Must(Result<Value> value) {
  if (!value) throw std::runtime_error(value.error().message);
  return *std::move(value);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

// A line of /proc/PID/status, in MiB.
double MemoryOf(pid_t pid, const std::string& field) {
  std::istringstream lines(test::ReadFile("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1'024;
  }
  throw std::runtime_error("no " + field + " of the program");
}

// A file that this box does not have, and never gets, for the county is out of reach.
std::vector<formats::File> Elsewhere(const formats::Resource& like, std::size_t number) {
  auto file = *like.Main();
  file.blob = HashOf("bench-" + std::to_string(number));
  file.size_bytes = 900'000;
  file.pieces = {};
  file.deltas.clear();
  file.signature.reset();
  return {file};
}

// The county's catalog beside the sample lessons, a list for each grade and subject. What is here plays the
// sample's file.
void FillCatalog(const std::string& folder, const std::vector<Outline>& outlines, std::size_t lessons) {
  auto journal = Must(storage::Database::Open(folder + "/state.db", storage::JournalSchema()));
  storage::Catalog catalog(*journal);
  const auto sample = Must(catalog.Find("sx-3s-fenshu-renshi"));
  if (!sample.held) throw std::runtime_error("the box does not hold the sample lesson");
  std::map<std::string, std::vector<formats::Resource>> lists;
  std::vector<std::string> here;
  const auto take = [&](const std::string& name) {
    auto& list = lists[name];
    if (list.empty()) return;
    const auto shard = "bench-" + name + "-" + list.front().id;
    Must(catalog.ReplaceShard(shard, std::string(64, '0'), list));
    list.clear();
  };
  for (std::size_t i = 0; i < lessons; ++i) {
    auto lesson = MakeLesson(outlines, i);
    lesson.shown.files = lesson.here ? sample.held->files : Elsewhere(*sample.held, i);
    if (lesson.here) here.push_back(lesson.shown.id);
    const auto name = lesson.shown.grade + lesson.shown.subject;
    auto& list = lists[name];
    list.push_back(std::move(lesson.shown));
    if (list.size() == formats::kShardResources) take(name);
  }
  for (const auto& [name, list] : lists) take(name);
  for (const auto& id : here) Must(catalog.Hold(id, 1));
  std::printf("%zu lessons, %zu of them here\n", lessons, here.size());
}

struct Page {
  std::string name, path;
  bool searches = false;
};

const std::vector<Page>& Pages() {
  static const std::vector<Page> pages{
      {"first page", "/"},
      {"browse", "/browse"},
      {"a grade", "/browse?grade=三年级"},
      {"a grade's subject", "/browse?grade=三年级&subject=数学"},
      {"a unit's lessons", "/browse?grade=三年级&subject=语文&volume=上册"},
      {"a type, what is here", "/browse?type=课件&ready=1"},
      {"a lesson", "/r/sx-3s-fenshu-renshi"},
      {"search", "/search?q=分数", true},
      {"search by initials", "/search?q=ktsh", true},
      {"suggestions", "/api/v1/suggest?q=分", true},
      {"the technician's page", "/status"},
  };
  return pages;
}

struct Visits final : Script {
  int port = 0;
  std::string path;
  int left = 0;
  std::optional<Wish> Next(int, const Got*) override {
    if (left-- == 0) return std::nullopt;
    return Wish{port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n", 0, 0};
  }
};

Load Visit(int port, const std::string& path, int times) {
  Visits visits;
  visits.port = port;
  visits.path = path;
  visits.left = times;
  auto load = RunLoad(1, visits, 600'000'000);
  for (const auto& got : load.answers) {
    if (got.status < 200 || got.status >= 300) {
      throw std::runtime_error(path + " is answered with " + std::to_string(got.status));
    }
  }
  return load;
}

double Ms(std::int64_t us) { return static_cast<double>(us) / 1e3; }

void PrintPages(int port, int visits) {
  std::printf("%-24s %9s %9s %9s %9s\n", "", "first ms", "p50 ms", "p99 ms", "KiB");
  for (const auto& page : Pages()) {
    const auto first = Visit(port, page.path, 1);
    const auto later = Visit(port, page.path, page.searches ? std::min(visits, kMostSearches) : visits);
    std::printf("%-24s %9.1f %9.1f %9.1f %9.1f\n", page.name.c_str(), Ms(first.Took(0, 1)),
                Ms(later.Took(0, 0.5)), Ms(later.Took(0, 0.99)), static_cast<double>(first.Bytes()) / 1'024);
    std::fflush(stdout);
  }
}

void PrintMemory(const char* when, pid_t pid) {
  std::printf("memory %s: %.0f MiB, peak %.0f, of it not of files %.0f\n", when, MemoryOf(pid, "VmRSS"),
              MemoryOf(pid, "VmHWM"), MemoryOf(pid, "RssAnon"));
}

// The search is filled beside everything else; pages are measured when that is over.
void WaitUntilFound(const test::SchoolProgram& school, std::size_t lessons) {
  const auto begin = test::MonotonicMs();
  // It says so only once it has looked.
  const auto filled = [&] {
    const auto found = school.Get("/api/v1/search?q=分数");
    return !found.at("filling").get<bool>() && found.at("total").get<int>() > 100;
  };
  if (!test::WaitUntil(filled, kFillMs)) throw std::runtime_error("the search is not filled");
  std::printf("search of %zu lessons filled in %.0f s\n", lessons,
              static_cast<double>(test::MonotonicMs() - begin) / 1e3);
}

void Measure(const Options& options) {
  const auto outlines = ReadOutlines();
  if (outlines.empty()) {
    std::printf("skipped: ../shared/data/curriculum is not here\n");
    return;
  }
  const test::TempFolder folder;
  const auto places = test::Places::FromEnvironment();
  test::CenterProgram center(places, folder.path() + "/center");
  center.Init();
  center.Import(places.samples + "/v1");
  center.Publish();
  center.Start();
  test::SchoolProgram school(places, folder.path() + "/school");
  school.Start();
  school.Enroll(center.Code("bench", "石羊塘村小"));
  if (!school.WaitUntilComplete(60'000)) throw std::runtime_error("the box does not get the samples");
  school.Stop();
  center.Stop();
  FillCatalog(school.folder(), outlines, options.lessons);
  for (const auto* file : {"/search.db", "/search.db-wal", "/search.db-shm"}) {
    std::filesystem::remove(school.folder() + file);  // It is filled from the catalog when it is not there.
  }

  school.Start();
  WaitUntilFound(school, options.lessons);
  PrintMemory("after filling the search", school.pid());
  school.Stop();
  school.Start();
  const auto port = std::stoi(school.url().substr(school.url().rfind(':') + 1));
  PrintPages(port, options.visits);
  PrintMemory("after all pages", school.pid());
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** words) {
  try {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    lianxiao::bench::Measure(lianxiao::bench::OptionsOf({words + 1, words + count}));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
