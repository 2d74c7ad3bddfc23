// How much of a bad line a transfer uses, and how many bytes it costs: ours and others over the same emulated
// line, with the same file from the same server.
//
//   bench_link [--quick|--all] [--cell MBIT/RTT/LOSS[/survive|reset|vanish][/cubic]]... [--client NAME]...
//              [--each-second]
//
// Without arguments the rows that tell most, within half an hour; --all takes hours. The programs of a row
// run side by side, each over a line and with a server of its own.
//
// share      of what the line could carry while it was up: rate × (1 − loss) × payload of a packet × time up
//            --each-second prints what came out in each second, what went in, and what its full queue did not
//            take, in percent of the same; and what was lost why, in percent of the bytes that came out
// delivered  bytes of packets that came out of the line at the box, for each byte of the file
// sent       bytes of packets that the server put into the line, for each byte of the file
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "storage/base/keys.h"
#include "storage/base/time.h"
#include "tests/bench/link/cells.h"
#include "tests/bench/link/clients.h"

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kLongestFactor = 3;  // Of the time it should take; then it is called unfinished.

struct Options {
  std::vector<std::string> cells, clients;
  bool each_second = false;
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  bool all = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--quick") {
      options.cells = QuickMatrix();
    } else if (words[i] == "--all") {
      options.cells = WholeMatrix();
      all = true;
    } else if (words[i] == "--each-second") {
      options.each_second = true;
    } else if ((words[i] == "--cell" || words[i] == "--client") && i + 1 < words.size()) {
      auto& names = words[i] == "--cell" ? options.cells : options.clients;
      names.push_back(words[++i]);
    } else {
      throw std::runtime_error(
          "usage: bench_link [--quick|--all] [--cell 8/300/1/reset/cubic]... [--client curl]... "
          "[--each-second]");
    }
  }
  if (options.cells.empty()) options.cells = UsualMatrix();
  // With one connection aria2c does what curl does.
  if (!all && options.clients.empty()) options.clients = {"lianxiao", "curl", "aria2c x4", "rsync"};
  return options;
}

std::vector<Client> ClientsFor(const Options& options) {
  auto clients = AllClients();
  std::erase_if(clients, [&](const Client& client) {
    return !options.clients.empty() && std::ranges::none_of(options.clients, [&](const std::string& name) {
      return client.name.starts_with(name);
    });
  });
  return clients;
}

// Of the servers that the client can use, the one that the cell asks for.
Server ServerFor(const Client& client, const Cell& cell) {
  return client.servers.size() == 1 ? client.servers.front() : cell.server;
}

std::int64_t IdealMs(const Cell& cell) {
  return static_cast<std::int64_t>(static_cast<double>(FileBytes(cell.line)) /
                                   cell.line.CouldCarry(1'000'000'000) * 1'000);
}

// What comes out of the line and what goes in from second to second, in percent of what it could carry.
class Seconds {
 public:
  Seconds(const Relay& relay, const LineSettings& line) : relay_(relay), line_(line) {
    thread_ = std::thread([this] { Run(); });
  }
  ~Seconds() { thread_.join(); }

  std::string End() {
    ended_ = true;
    const std::lock_guard lock(mutex_);
    std::string words = "    came out";
    for (const auto& second : shares_) words += " " + std::to_string(second.came_out);
    words += "\n    went in ";
    for (const auto& second : shares_) words += " " + std::to_string(second.went_in);
    words += "\n    queue full";
    for (const auto& second : shares_) words += " " + std::to_string(second.queue_full);
    return words + "\n    lost" + Losses() + "\n";
  }

 private:
  // In percent of what came out.
  std::string Losses() const {
    const auto carried = relay_.ToBox();
    const auto part = [&](std::int64_t bytes) {
      char text[32];
      std::snprintf(text, sizeof text, "%.1f",
                    static_cast<double>(bytes) * 100 /
                        static_cast<double>(std::max<std::int64_t>(carried.delivered, 1)));
      return std::string(text);
    };
    return " by the line " + part(carried.lost) + ", its queue " + part(carried.queue_full) + ", cuts " +
           part(carried.cut) + ", after them " + part(carried.forgotten);
  }

  void Run() {
    const auto share = [this](std::int64_t bytes) {
      const auto payload = static_cast<double>(bytes) * kPayloadOfPacket / kMtu;
      return static_cast<int>(payload / line_.CouldCarry(1'000'000'000) * 100);
    };
    for (auto last = relay_.ToBox(); !ended_;) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      const auto now = relay_.ToBox();
      const std::lock_guard lock(mutex_);
      shares_.push_back({share(now.delivered - last.delivered), share(now.entered - last.entered),
                         share(now.queue_full - last.queue_full)});
      last = now;
    }
  }
  struct Shares {
    int came_out = 0, went_in = 0, queue_full = 0;
  };
  const Relay& relay_;
  const LineSettings line_;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::vector<Shares> shares_;
  std::thread thread_;
};

std::string Row(const Cell& cell, const Client& client, bool each_second) {
  const test::TempFolder folder;
  const auto goods = MakeGoods(folder.path(), FileBytes(cell.line));
  const auto server = ServerFor(client, cell);
  // Where centerd asks for BBR itself, the machine is left at what it would be anyway.
  const bool bbr_by_machine = server == Server::kRsync && cell.server == Server::kCenter;
  Stage stage(folder.path() + "/server", goods, server, bbr_by_machine ? "bbr" : "cubic");
  const auto bytes = static_cast<double>(goods.bytes.size());
  std::filesystem::create_directories(folder.path() + "/box");
  stage.Connect(cell.line);
  std::optional<Seconds> seconds;
  if (each_second) seconds.emplace(stage.relay(), cell.line);
  const auto fetched = client.fetch(stage, goods, folder.path() + "/box", IdealMs(cell) * kLongestFactor);
  const auto down = stage.relay().ToBox();
  const auto in_hand = fetched.whole ? bytes : static_cast<double>(fetched.bytes);
  const auto could = cell.line.CouldCarry(cell.line.UpNs(fetched.ended_ns));
  char row[200];
  std::snprintf(row, sizeof row, "  %-16s %6.1f %%  delivered %5.3f  sent %5.3f  in %5.1f s  by %-6s%s\n",
                client.name.c_str(), in_hand / could * 100, static_cast<double>(down.delivered) / in_hand,
                static_cast<double>(down.entered) / in_hand, static_cast<double>(fetched.ended_ns) / 1e9,
                fetched.server_congestion.c_str(), fetched.whole ? "" : "  NOT FINISHED");
  return seconds ? row + seconds->End() : row;
}

void PrintRows(const Cell& cell, const std::vector<Client>& clients, const Options& options) {
  std::vector<std::future<std::string>> rows;
  for (const auto& client : clients) {
    rows.push_back(std::async(std::launch::async, [&] { return Row(cell, client, options.each_second); }));
  }
  for (auto& row : rows) {
    std::fputs(row.get().c_str(), stdout);
    std::fflush(stdout);
  }
}

// Before the first row is made, so that a slip of the pen does not show after an hour.
std::vector<Cell> CellsOf(const Options& options) {
  std::vector<Cell> cells;
  for (const auto& name : options.cells) {
    const auto cell = ParseCell(name);
    if (!cell) throw std::runtime_error("'" + name + "' is no cell; write such as 8/300/1/reset/cubic");
    cells.push_back(*cell);
  }
  return cells;
}

void RunAll(const Options& options) {
  const auto cells = CellsOf(options);
  const auto clients = ClientsFor(options);
  std::int64_t best_ms = 0;
  for (const auto& cell : cells) best_ms += IdealMs(cell);
  const auto minutes = best_ms / kMinuteMs + 1, most_minutes = best_ms * kLongestFactor / kMinuteMs + 1;
  std::printf("%zu rows, %zu programs: %s minutes at best, %s at most\n", cells.size(), clients.size(),
              std::to_string(minutes).c_str(), std::to_string(most_minutes).c_str());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const auto& cell = cells[row];
    std::printf("[%zu/%zu] %s: could carry %.1f KB/s while up; queue %lld KiB; file %.1f MB\n", row + 1,
                cells.size(), cell.Name().c_str(), cell.line.CouldCarry(1'000'000'000) / 1e3,
                static_cast<long long>(cell.line.QueueBytes() >> 10),
                static_cast<double>(FileBytes(cell.line)) / 1e6);
    std::fflush(stdout);
    PrintRows(cell, clients, options);
  }
}

// Root alone may make networks; elsewhere the rest of the benches still runs.
bool MayRun() {
  try {
    const Place try_one(kServerAddress);
    return true;
  } catch (const std::exception& e) {
    std::printf("skipped: %s\n", e.what());
    return false;
  }
}

}  // namespace
}  // namespace lianxiao::bench

int main(int count, char** words) {
  try {
    if (!lianxiao::InitCrypto()) throw std::runtime_error("libsodium does not start");
    const auto options = lianxiao::bench::OptionsOf({words + 1, words + count});
    if (!lianxiao::bench::MayRun()) return 0;
    lianxiao::bench::RunAll(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
