// What a box costs while nobody uses it: memory, start-up time, size of the programs on disk.
#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "tests/support/deployment.h"

namespace lianxiao::test {
namespace {

constexpr int kStarts = 5;               // The median of so many.
constexpr std::int64_t kIdleMs = 5'000;  // Long enough for the first rounds to be over.

// A line of /proc/PID/status, in KiB.
std::int64_t MemoryOf(pid_t pid, const std::string& field) {
  std::istringstream lines(ReadFile("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(field + ":")) return std::stoll(line.substr(field.size() + 1));
  }
  return -1;
}

void Print(const char* what, double value, const char* unit) {
  std::printf("%-44s %10.1f %s\n", what, value, unit);
}

void Measure() {
  const TempFolder folder;
  const auto places = Places::FromEnvironment();
  CenterProgram center(places, folder.path() + "/center");
  center.Init();
  center.Import(places.samples + "/v1");
  center.Publish();
  center.Start();
  SchoolProgram school(places, folder.path() + "/school");
  std::vector<double> starts;
  for (int i = 0; i < kStarts; ++i) {
    const auto begin = MonotonicMs();
    school.Start();
    starts.push_back(static_cast<double>(MonotonicMs() - begin));
    if (i == 0) {
      school.Enroll(center.Code("bench", "石羊塘村小"));
      school.WaitUntilComplete(60'000);
    }
    if (i + 1 < kStarts) school.Stop();
  }
  std::sort(starts.begin(), starts.end());
  SleepMs(kIdleMs);
  Print("start until the first answer, median", starts[starts.size() / 2], "ms (looked at every 50 ms)");
  Print("schoold idle, resident", static_cast<double>(MemoryOf(school.pid(), "VmRSS")) / 1'024, "MiB");
  Print("schoold idle, of that not file-backed",
        static_cast<double>(MemoryOf(school.pid(), "RssAnon")) / 1'024, "MiB");
  Print("schoold idle, threads", static_cast<double>(MemoryOf(school.pid(), "Threads")), "");
  for (const std::string program : {"lianxiao-schoold", "lianxiao-centerd", "lianxiao"}) {
    const auto stripped = folder.path() + "/" + program;
    Run({"strip", "-o", stripped, places.bin + "/" + program});
    Print((program + ", stripped").c_str(),
          static_cast<double>(std::filesystem::file_size(stripped)) / (1 << 20), "MiB");
  }
}

}  // namespace
}  // namespace lianxiao::test

int main() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  lianxiao::test::Measure();
}
