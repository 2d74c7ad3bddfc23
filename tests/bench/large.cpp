// ./dev bench large: what a recording of 2 GB takes, at the center and on the box. Each step is a process of
// its own. "own" is the most memory that is nobody else's (RssAnon); "resident" counts the pages of mapped
// files too, which the kernel takes back when it needs them.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "center/publish/delta_maker.h"
#include "center/publish/delta_plan.h"
#include "center/publish/signatures.h"
#include "storage/base/keys.h"
#include "storage/disk.h"
#include "storage/mapped_file.h"
#include "sync/blobs/delta.h"
#include "sync/blobs/old_files.h"
#include "tests/bench/delta/measured.h"
#include "tests/support/process.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kBytes = 2'048 * kMiB;

// Noise that depends on its place alone; written, so that there is no hole in the file.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed) {}
  std::string Next(std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
      state_ ^= state_ << 13;
      state_ ^= state_ >> 7;
      state_ ^= state_ << 17;
      for (std::size_t b = 0; b < 8; ++b) out[i + b] = static_cast<char>(state_ >> (8 * b));
    }
    return out;
  }

 private:
  std::uint64_t state_;
};

void MakeOld(const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  Noise noise(88'172'645'463'325'252);
  for (std::int64_t made = 0; made < kBytes; made += kMiB) out << noise.Next(kMiB);
}

// As an editor leaves a recording: a new head, a minute cut out, small changes all over, and a longer end.
void MakeNew(const std::string& old_path, const std::string& path) {
  std::ifstream in(old_path, std::ios::binary);
  std::ofstream out(path, std::ios::binary);
  Noise noise(4'242);
  out << noise.Next(3 * kMiB + 104);
  std::string piece(kMiB, '\0');
  for (std::int64_t at = 0; in.read(piece.data(), kMiB); ++at) {
    if (at >= 700 && at < 760) continue;
    if (at % 16 == 5) piece.replace(500'000, 400, noise.Next(400));
    out << piece;
  }
  out << noise.Next(10 * kMiB);
}

std::int64_t StatusKb(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::stoll(line.substr(field.size() + 1));
  }
  return 0;
}

// Looks on while somebody works.
class Watch {
 public:
  Watch()
      : thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            own_kb_ = std::max(own_kb_, StatusKb("RssAnon"));
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
          }
        }) {}
  void Print(const std::string& more) {
    thread_.request_stop();
    thread_.join();
    std::printf("%lld %lld %s\n", static_cast<long long>(own_kb_), static_cast<long long>(StatusKb("VmHWM")),
                more.c_str());
  }

 private:
  std::int64_t own_kb_ = 0;
  std::jthread thread_;
};

std::string Word(std::int64_t bytes) { return std::to_string(bytes / 1024) + " KiB"; }

int Fault(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

int MakeDelta(const fs::path& folder) {
  Watch watch;
  const auto old_file = storage::MappedFile::Read(folder / "old"),
             new_file = storage::MappedFile::Read(folder / "new");
  if (!old_file || !new_file) return 1;
  const auto made =
      center::MakeDelta(old_file->View(), new_file->View(),
                        center::MostDeltaBytes(std::ssize(new_file->View()), 0.9), folder / "proof");
  if (!made) return Fault(made.error());
  if (!*made) return Fault({ErrorCode::kInternal, "no delta is small enough"});
  std::ofstream(folder / "delta", std::ios::binary) << (*made)->bytes;
  std::ofstream(folder / "format") << formats::Word((*made)->format);
  watch.Print(std::string(formats::Word((*made)->format)) + " of " + Word(std::ssize((*made)->bytes)));
  return 0;
}

int Sign(const fs::path& folder) {
  Watch watch;
  const auto old_file = storage::MappedFile::Read(folder / "old"),
             new_file = storage::MappedFile::Read(folder / "new");
  if (!old_file || !new_file) return 1;
  const auto made = center::MakeBestSignature(new_file->View(), {old_file->View()});
  if (!made) return Fault(made.error());
  std::ofstream(folder / "signature", std::ios::binary) << made->value().signature;
  watch.Print("of " + Word(std::ssize(made->value().signature)));
  return 0;
}

int Apply(const fs::path& folder) {
  Watch watch;
  std::string word;
  std::ifstream(folder / "format") >> word;
  const auto size = static_cast<std::int64_t>(fs::file_size(folder / "new"));
  const auto applied = sync::ApplyDelta(*formats::ParseDeltaFormat(word), folder / "old", folder / "delta",
                                        folder / "made", size);
  if (!applied) return Fault(applied.error());
  watch.Print("");
  return 0;
}

int Search(const fs::path& folder) {
  Watch watch;
  storage::RealDisk disk;
  const auto size = static_cast<std::int64_t>(fs::file_size(folder / "new"));
  const auto signature = storage::ReadWhole(disk, folder / "signature", kMiB);
  if (!signature) return Fault(signature.error());
  const auto found = sync::OldFiles::Search(disk, {(folder / "old").string()}, *signature, size);
  if (!found) return Fault(found.error());
  const auto& missing = (*found)->plan().missing();
  watch.Print(Word(missing.bytes) + " missing in " + std::to_string(missing.requests) + " ranges");
  return 0;
}

int PrintStep(const std::string& what, const std::string& option, const fs::path& folder) {
  const auto run = Measure({"/proc/self/exe", option, folder});
  if (run.exit_code != 0) {
    std::cout << what << ": " << run.out;
    return 1;
  }
  std::istringstream out(run.out);
  double own_kb = 0, resident_kb = 0;
  std::string more;
  out >> own_kb >> resident_kb;
  std::getline(out >> std::ws, more);
  std::printf("%-34s %8.1f MiB %10.1f MiB %8.1f s   %s\n", what.c_str(), own_kb / 1024, resident_kb / 1024,
              run.cpu_s, more.c_str());
  std::fflush(stdout);
  return 0;
}

bool Same(const fs::path& a, const fs::path& b) { return Measure({"cmp", a, b}).exit_code == 0; }

int All() {
  const test::TempFolder temp;
  const fs::path folder = temp.path();
  MakeOld(folder / "old");
  MakeNew(folder / "old", folder / "new");
  std::printf("a recording of %.0f MiB, edited\n%-34s %12s %14s %10s\n",
              static_cast<double>(fs::file_size(folder / "new")) / kMiB, "", "own", "resident", "CPU");
  int failed = PrintStep("center: makes and proves the delta", "--delta", folder);
  failed += PrintStep("center: makes the signature", "--sign", folder);
  failed += PrintStep("box: applies the delta", "--apply", folder);
  std::printf("  what it made is %s\n", Same(folder / "new", folder / "made") ? "the new file" : "WRONG");
  failed += PrintStep("box: searches its old file", "--search", folder);
  return failed;
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** arguments) {
  using namespace lianxiao::bench;
  if (!lianxiao::InitCrypto()) return 1;
  if (count != 3) return All();
  const std::string step = arguments[1];
  const std::filesystem::path folder = arguments[2];
  if (step == "--delta") return MakeDelta(folder);
  if (step == "--sign") return Sign(folder);
  return step == "--apply" ? Apply(folder) : Search(folder);
}
