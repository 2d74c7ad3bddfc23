// ./dev bench delta [PAIR...]: bytes over the line for an update, of real pairs of versions and of edits as
// editors make them, for us and for what others would use. CPU and memory are the sender's. A folder is
// compared as a tar file where a peer knows only files.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "tests/bench/delta/measured.h"
#include "tests/bench/delta/office_pairs.h"
#include "tests/bench/delta/ours.h"
#include "tests/bench/delta/reverse.h"
#include "tests/support/process.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;

std::string AsFile(const std::string& path, const std::string& tar) {
  if (!fs::is_directory(path)) return path;
  Measure({"tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "-cf", tar, "-C", path, "."});
  return tar;
}

void PrintFigure(std::optional<Cost> cost) {
  if (cost) {
    std::printf(" %11.1f", static_cast<double>(cost->bytes) / 1024);
  } else {
    std::printf(" %11s", "–");
  }
}

struct Worst {
  double of_best_peer = 0, of_whole = 0, of_rsync_zipped = 0;
  int requests = 0;
};

void Compare(const fs::path& pair, const std::string& scratch, Worst& worst) {
  const auto old_path = (pair / "old").string(), new_path = (pair / "new").string();
  const auto old_file = AsFile(old_path, scratch + "/old.tar"),
             new_file = AsFile(new_path, scratch + "/new.tar");
  const auto whole = static_cast<std::int64_t>(fs::file_size(new_file));
  const auto ours = Update(old_path, new_path, scratch);
  const auto name = pair.filename().string();
  std::printf("%-24s %10.1f", name.c_str(), static_cast<double>(whole) / 1024);
  PrintFigure(ours.center);
  std::optional<std::int64_t> best, rsync;
  for (const auto& peer : Peers()) {
    const auto cost = peer.update(old_file, new_file, scratch);
    PrintFigure(cost);
    if (!cost) continue;
    if (!rsync) rsync = cost->bytes;
    best = std::min(best.value_or(cost->bytes), cost->bytes);
  }
  std::printf(" %9d %9.1f   %6.1f s %5.0f MiB   %s\n", ours.requests,
              static_cast<double>(ours.line_bytes) / 1024, ours.center.cpu_s, ours.center.peak_mib,
              ours.ways.c_str());
  std::fflush(stdout);
  worst.requests = std::max(worst.requests, ours.requests);
  const auto bytes = static_cast<double>(ours.center.bytes);
  if (best) worst.of_best_peer = std::max(worst.of_best_peer, bytes / static_cast<double>(*best));
  worst.of_whole = std::max(worst.of_whole, bytes / static_cast<double>(whole));
  if (rsync && name.starts_with("zipped-")) {
    worst.of_rsync_zipped = std::max(worst.of_rsync_zipped, bytes / static_cast<double>(*rsync));
  }
}

std::vector<fs::path> PairsIn(const fs::path& folder) {
  std::vector<fs::path> pairs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / "new")) pairs.push_back(entry.path());
  }
  std::ranges::sort(pairs);
  return pairs;
}

// Pairs of one's own: FOLDER/NAME/old and FOLDER/NAME/new. Without any, those that office programs would
// make.
int CompareUnknown(const std::string& folder) {
  const test::TempFolder scratch;
  if (PairsIn(folder).empty()) MakeOfficePairs(folder);
  CompareUnknownVersions(PairsIn(folder), scratch.path());
  return 0;
}

// Whether `name` was asked for; all are when nothing was.
bool IsAsked(const std::string& name, const std::vector<std::string>& beginnings) {
  return beginnings.empty() || std::ranges::any_of(beginnings, [&](const std::string& beginning) {
           return name.starts_with(beginning);
         });
}

int CompareAll(const std::vector<std::string>& beginnings) {
  const test::TempFolder folder, scratch;
  const auto made = Measure({LIANXIAO_SOURCE "/tests/bench/delta/make_pairs.sh", folder.path()});
  std::cout << made.out;
  if (made.exit_code != 0) return 1;
  MakeOfficePairs(folder.path());
  auto pairs = PairsIn(folder.path());
  std::erase_if(pairs, [&](const fs::path& pair) { return !IsAsked(pair.filename().string(), beginnings); });
  std::printf("%-24s %10s %11s", "KiB", "whole", "Lianxiao");
  for (const auto& peer : Peers()) std::printf(" %11s", peer.name);
  std::printf("  requests  its line   our CPU, peak       our ways\n");
  Worst worst;
  for (const auto& pair : pairs) Compare(pair, scratch.path(), worst);
  std::printf("\nworst of ours over the best peer's  %6.3f\n", worst.of_best_peer);
  std::printf("worst of ours over the whole file   %6.3f\n", worst.of_whole);
  std::printf("zipped packages: worst over rsync   %6.3f\n", worst.of_rsync_zipped);
  std::printf("most requests for an update         %6d\n", worst.requests);
  CompareUnknownVersions(pairs, scratch.path());
  return 0;
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** arguments) {
  if (count == 5 && std::string(arguments[1]) == "--make") {
    return lianxiao::bench::MakeUpdate(arguments[2], arguments[3], arguments[4]);
  }
  if (count == 3 && std::string(arguments[1]) == "--unknown") {
    return lianxiao::bench::CompareUnknown(arguments[2]);
  }
  return lianxiao::bench::CompareAll({arguments + 1, arguments + count});
}
