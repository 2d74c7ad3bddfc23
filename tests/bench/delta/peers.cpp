#include "tests/bench/delta/peers.h"

#include <filesystem>
#include <regex>
#include <set>

#include "tests/bench/delta/measured.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;

std::int64_t SizeOf(const fs::path& path) { return static_cast<std::int64_t>(fs::file_size(path)); }

std::int64_t Figure(const std::string& text, const std::string& before) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex(before + "([0-9,]+)"))) return 0;
  return std::stoll(std::regex_replace(found[1].str(), std::regex(","), ""));
}

// Its own protocol through a pipe, where it counts what passes.
std::optional<Cost> Rsync(const std::string& old_path, const std::string& new_path,
                          const std::string& scratch) {
  const auto copy = scratch + "/copy";
  fs::copy_file(old_path, copy, fs::copy_options::overwrite_existing);
  const auto run = Measure({"rsync", "-z", "-I", "--no-whole-file", "--stats", new_path, copy});
  if (run.exit_code != 0) return std::nullopt;
  return Cost{Figure(run.out, "Total bytes sent: ") + Figure(run.out, "Total bytes received: "), run.cpu_s,
              run.peak_mib};
}

// The control file, packed as servers send it, and the blocks that the old file lacks. zsync itself tells how
// many when it is given the new file to fetch from.
std::optional<Cost> Zsync(const std::string& old_path, const std::string& new_path,
                          const std::string& scratch) {
  const auto control = scratch + "/control.zsync", made = scratch + "/made";
  const auto make = Measure({"zsyncmake", "-o", control, "-u", "http://127.0.0.1:9/", new_path});
  if (make.exit_code != 0) return std::nullopt;
  const auto seen = Measure({"sh", "-c",
                             "cd '" + scratch + "' && zsync -i '" + old_path + "' -o '" + made + "' '" +
                                 control + "' 2>&1 | tr '\\r' '\\n'"});
  // "target 43.2% complete." is all it says before it wants the network.
  std::smatch found;
  if (!std::regex_search(seen.out, found, std::regex("arget ([0-9.]+)% complete"))) return std::nullopt;
  const auto packed = Measure({"sh", "-c", "gzip -9 < '" + control + "' | wc -c"});
  const auto missing = 1 - std::stod(found[1].str()) / 100;
  const auto blocks = static_cast<std::int64_t>(missing * static_cast<double>(SizeOf(new_path)));
  return Cost{std::stoll(packed.out) + blocks, make.cpu_s + seen.cpu_s,
              std::max(make.peak_mib, seen.peak_mib)};
}

std::set<fs::path> ChunksIn(const fs::path& store) {
  std::set<fs::path> chunks;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    if (entry.is_regular_file()) chunks.insert(fs::relative(entry.path(), store));
  }
  return chunks;
}

// The index and the chunks that the old version does not have.
std::optional<Cost> Casync(const std::string& old_path, const std::string& new_path,
                           const std::string& scratch) {
  const auto old_store = scratch + "/old.castr", new_store = scratch + "/new.castr",
             index = scratch + "/new.caibx";
  fs::remove_all(old_store);
  fs::remove_all(new_store);
  const auto first = Measure({"casync", "make", "--store=" + old_store, scratch + "/old.caibx", old_path});
  const auto second = Measure({"casync", "make", "--store=" + new_store, index, new_path});
  if (first.exit_code != 0 || second.exit_code != 0) return std::nullopt;
  Cost cost{SizeOf(index), second.cpu_s, second.peak_mib};
  const auto known = ChunksIn(old_store);
  for (const auto& chunk : ChunksIn(new_store)) {
    if (!known.contains(chunk)) cost.bytes += SizeOf(new_store / chunk);
  }
  return cost;
}

std::optional<Cost> ByTool(const std::vector<std::string>& command, const std::string& out) {
  fs::remove(out);
  const auto run = Measure(command);
  if (run.exit_code != 0 || !fs::exists(out)) return std::nullopt;
  return Cost{SizeOf(out), run.cpu_s, run.peak_mib};
}

std::optional<Cost> Xdelta(const std::string& old_path, const std::string& new_path,
                           const std::string& scratch) {
  return ByTool({"xdelta3", "-9", "-e", "-f", "-s", old_path, new_path, scratch + "/delta"},
                scratch + "/delta");
}

// Its memory is 17 times the old file, its time grows with it.
std::optional<Cost> Bsdiff(const std::string& old_path, const std::string& new_path,
                           const std::string& scratch) {
  if (SizeOf(old_path) > (40 << 20)) return std::nullopt;
  return ByTool({"bsdiff", old_path, new_path, scratch + "/delta"}, scratch + "/delta");
}

}  // namespace

const std::vector<Peer>& Peers() {
  static const std::vector<Peer> peers = {{"rsync -z", &Rsync},
                                          {"zsync", &Zsync},
                                          {"casync", &Casync},
                                          {"xdelta3 -9", &Xdelta},
                                          {"bsdiff", &Bsdiff}};
  return peers;
}

}  // namespace lianxiao::bench
