// One class day on a small box: 2 processors and 1 GiB in a cgroup, 40 devices, eight hours in some minutes.
//
//   bench_day [--minutes M] [--lessons N] [--seed S] [--kbit K]
//
// The real lianxiao-schoold with a real center behind a line of K kbit/s, over which films for the day arrive
// while the school teaches. Twelve teachers log in, open PDF files and films, edit lists, write notes, wish
// and upload; 26 tablets of pupils look around, search and watch; two phones leave in the middle of a film
// and of a form in each lesson. Everybody comes within two seconds of each bell. Films are asked for at their
// own speed, a second each second, and compared byte by byte. Printed: what each kind took, and what the box
// took.
//
// When the day is over the box is killed (kill -9) and started again; then everything it had promised is
// looked for at the box and at the center. Exit code 1: something is lost.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "storage/base/keys.h"
#include "tests/bench/day/proof.h"

namespace lianxiao::bench {
namespace {

constexpr int kTeachers = 12, kPupils = 26, kPhones = 2;
constexpr std::int64_t kMemoryBytes = 1 << 30;
constexpr int kProcessors = 2;

struct Options {
  int minutes = 6;
  int lessons = 5'000;
  std::uint32_t seed = 1;
  std::int64_t kbit = 4'000;
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto value = std::stoi(words[i + 1]);
    if (words[i] == "--minutes") {
      options.minutes = value;
    } else if (words[i] == "--lessons") {
      options.lessons = value;
    } else if (words[i] == "--seed") {
      options.seed = static_cast<std::uint32_t>(value);
    } else if (words[i] == "--kbit") {
      options.kbit = value;
    } else {
      throw std::runtime_error("no option " + words[i]);
    }
  }
  if (words.size() % 2 != 0 || options.minutes < 1 || options.lessons < 50 || options.kbit < 0) {
    throw std::runtime_error(
        "usage: bench_day [--minutes M] [--lessons N, 50 at least] [--seed S] [--kbit K]");
  }
  return options;
}

std::int64_t NumberBehind(const std::string& path, const std::string& name) {
  std::ifstream lines(path);
  for (std::string word; lines >> word;) {
    std::int64_t number = 0;
    if (word == name && lines >> number) return number;
  }
  return 0;
}

double CpuSeconds(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  const std::string all((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  std::istringstream rest(all.substr(all.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) rest >> skipped;
  double user = 0, system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double RssMib(pid_t pid, const char* which) {
  return static_cast<double>(NumberBehind("/proc/" + std::to_string(pid) + "/status", which)) / 1'024;
}

void LiveTheDay(const School& school, const Options& options, Book& book) {
  const Day day(test::MonotonicMs() + 500, options.minutes * 60'000LL);
  std::vector<std::thread> lives;
  for (int i = 0; i < kTeachers + kPupils + kPhones; ++i) {
    const auto live = i < kTeachers             ? LiveAsTeacher
                      : i < kTeachers + kPupils ? LiveAsPupil
                                                : LiveAsPhoneThatVanishes;
    const auto seed = options.seed * 1'000 + static_cast<std::uint32_t>(i);
    lives.emplace_back([&, live, i, seed] {
      try {
        live(school, day, i, seed, book);
      } catch (const std::exception& e) {
        book.Took(e.what(), 0, false, 0);  // An answer that is none; seen in the table.
      }
    });
  }
  for (auto& life : lives) life.join();
}

void PrintTaken(const Cage& cage, pid_t pid, double cpu_before, int minutes) {
  const auto cpu = CpuSeconds(pid) - cpu_before;
  const auto written = NumberBehind("/proc/" + std::to_string(pid) + "/io", "write_bytes:");
  std::printf(
      "\nthe box: %.0f MiB of memory at its peak, %.0f s of processor in %d minutes (%.0f %% of one), "
      "%.0f MiB written to disk\n",
      RssMib(pid, "VmHWM:"), cpu, minutes, 100 * cpu / (60 * minutes),
      static_cast<double>(written) / (1 << 20));
  if (!cage.limits()) return;
  std::printf(
      "its cgroup: %.0f MiB at its peak with files read (the limit is 1,024), %lld processes killed, "
      "%lld ms without a processor\n",
      cage.PeakMib(), static_cast<long long>(cage.Killed()), static_cast<long long>(cage.ThrottledMs()));
}

int Measure(const Options& options) {
  double busy = 0;
  if (std::sscanf(test::ReadFile("/proc/loadavg").c_str(), "%lf", &busy) != 1) busy = 0;
  const test::TempFolder folder;
  const Cage cage(kMemoryBytes, kProcessors);
  std::printf("%u processors, load %.1f before the run%s\nthe box has %s\n",
              std::thread::hardware_concurrency(), busy, busy > 0.5 ? ": THE MACHINE IS BUSY" : "",
              cage.words().c_str());
  Stage stage(folder.path(), options.lessons, kTeachers);
  stage.Open(cage, options.kbit);
  const auto school = stage.Opened();
  const auto pid = stage.box().pid();
  std::printf("a catalog of %zu lessons and more, %.0f MiB of memory before the first bell\n",
              static_cast<std::size_t>(options.lessons), RssMib(pid, "VmRSS:"));
  const auto cpu = CpuSeconds(pid);
  Book book;
  LiveTheDay(school, options, book);
  book.Print();
  PrintTaken(cage, pid, cpu, options.minutes);
  std::printf(
      "came over the line: %.0f MiB\n\nthe box is killed and started again\n",
      static_cast<double>(stage.box().Status().at("sync").at("bytes_received_total").get<std::int64_t>()) /
          (1 << 20));
  stage.box().Kill();
  stage.box().Start();
  const auto lost = ProveThatNothingIsLost(stage, school, book.promises());
  std::printf(lost == 0 ? "nothing is lost\n" : "%d THINGS ARE LOST\n", lost);
  stage.box().Stop();
  return lost == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lianxiao::bench

int main(int argc, char** argv) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (!lianxiao::InitCrypto()) return 1;
  try {
    return lianxiao::bench::Measure(lianxiao::bench::OptionsOf({argv + 1, argv + argc}));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
