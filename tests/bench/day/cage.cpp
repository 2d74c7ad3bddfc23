#include "tests/bench/day/cage.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;
constexpr const char* kRoot = "/sys/fs/cgroup";
constexpr int kPeriodUs = 100'000;

bool Write(const std::string& path, const std::string& value) {
  std::ofstream file(path);
  file << value;
  file.flush();
  return file.good();
}

// The group of this process in a hierarchy: "" is version 2, else a controller of version 1.
std::string HomeIn(const std::string& controller) {
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    std::istringstream names(line.substr(first + 1, second - first - 1));
    if (controller.empty() && second == first + 1) return line.substr(second + 1);
    for (std::string name; std::getline(names, name, ',');) {
      if (name == controller) return line.substr(second + 1);
    }
  }
  return "/";
}

}  // namespace

Cage::Cage(std::int64_t memory_bytes, int processors) {
  const auto share =
      std::to_string(memory_bytes >> 20) + " MiB and " + std::to_string(processors) + " processors";
  if (MakeV2(memory_bytes, processors)) {
    words_ = share + " (cgroup 2)";
  } else if (MakeV1(memory_bytes, processors)) {
    words_ = share + " (cgroup 1)";
  } else {
    words_ = "NOT LIMITED: no cgroup may be made here, so see what it took";
  }
}

Cage::~Cage() {
  for (const auto& folder : folders_) ::rmdir(folder.c_str());
}

bool Cage::MakeV2(std::int64_t memory_bytes, int processors) {
  const std::string root = kRoot;
  if (!fs::exists(root + "/cgroup.controllers")) return false;
  const auto folder = root + "/lianxiao-day-" + std::to_string(::getpid());
  (void)Write(root + "/cgroup.subtree_control", "+memory +cpu");
  std::error_code failed;
  if (!fs::create_directory(folder, failed)) return false;
  const auto quota = std::to_string(processors * kPeriodUs) + " " + std::to_string(kPeriodUs);
  if (!Write(folder + "/memory.max", std::to_string(memory_bytes)) || !Write(folder + "/cpu.max", quota)) {
    ::rmdir(folder.c_str());
    return false;
  }
  (void)Write(folder + "/memory.swap.max", "0");
  folders_ = {folder};
  homes_ = {root + HomeIn("")};
  return true;
}

bool Cage::MakeV1(std::int64_t memory_bytes, int processors) {
  const auto name = "/lianxiao-day-" + std::to_string(::getpid());
  const std::string memory = std::string(kRoot) + "/memory", cpu = std::string(kRoot) + "/cpu";
  std::error_code failed;
  if (!fs::create_directory(memory + name, failed)) return false;
  const bool whole = fs::create_directory(cpu + name, failed) &&
                     Write(memory + name + "/memory.limit_in_bytes", std::to_string(memory_bytes)) &&
                     Write(cpu + name + "/cpu.cfs_quota_us", std::to_string(processors * kPeriodUs));
  if (!whole) {
    ::rmdir((memory + name).c_str());
    ::rmdir((cpu + name).c_str());
    return false;
  }
  folders_ = {memory + name, cpu + name};
  homes_ = {memory + HomeIn("memory"), cpu + HomeIn("cpu")};
  return true;
}

void Cage::Move(const std::vector<std::string>& folders, const std::string& file) {
  for (const auto& folder : folders) (void)Write(folder + file, std::to_string(::getpid()));
}

// The file's number, or the one behind `name` in it; -1: there is none.
std::int64_t Cage::Number(const std::string& file, const std::string& name) const {
  for (const auto& folder : folders_) {
    std::ifstream lines(folder + "/" + file);
    std::string word;
    std::int64_t number = 0;
    if (name.empty() && lines >> number) return number;
    while (!name.empty() && lines >> word >> number) {
      if (word == name) return number;
    }
  }
  return -1;
}

double Cage::PeakMib() const {
  const auto v2 = Number("memory.peak");
  const auto bytes = v2 >= 0 ? v2 : Number("memory.max_usage_in_bytes");
  return static_cast<double>(bytes) / (1 << 20);
}

std::int64_t Cage::Killed() const {
  const auto v2 = Number("memory.events", "oom_kill");
  return v2 >= 0 ? v2 : Number("memory.oom_control", "oom_kill");
}

std::int64_t Cage::ThrottledMs() const {
  const auto v2 = Number("cpu.stat", "throttled_usec");
  return v2 >= 0 ? v2 / 1'000 : Number("cpu.stat", "throttled_time") / 1'000'000;
}

}  // namespace lianxiao::bench
