// How much of a bad line a transfer uses, and how many bytes it costs: ours and others over the same emulated
// line, with the same file from the same server.
//
//   bench_link [--quick] [--cell MBIT/RTT/LOSS[/survive|reset|vanish][/cubic]]... [--client NAME]...
//
// share      of what the line could carry while it was up: rate × (1 − loss) × payload of a packet × time up
// delivered  bytes of packets that came out of the line at the box, for each byte of the file
// sent       bytes of packets that the server put into the line, for each byte of the file
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "storage/base/keys.h"
#include "tests/bench/link/cells.h"
#include "tests/bench/link/clients.h"

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kLongestFactor = 4;  // Of the time it should take; then it is called unfinished.

struct Options {
  std::vector<std::string> cells, clients;
};

Options OptionsOf(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--quick") {
      options.cells = QuickMatrix();
    } else if ((words[i] == "--cell" || words[i] == "--client") && i + 1 < words.size()) {
      auto& names = words[i] == "--cell" ? options.cells : options.clients;
      names.push_back(words[++i]);
    } else {
      throw std::runtime_error(
          "usage: bench_link [--quick] [--cell 8/300/1/reset/cubic]... [--client curl]...");
    }
  }
  if (options.cells.empty()) options.cells = WholeMatrix();
  return options;
}

bool Asked(const Options& options, const std::string& client) {
  if (options.clients.empty()) return true;
  for (const auto& name : options.clients) {
    if (client.starts_with(name)) return true;
  }
  return false;
}

// Of the servers that the client can use, the one that the cell asks for.
Server ServerFor(const Client& client, const Cell& cell) {
  return client.servers.size() == 1 ? client.servers.front() : cell.server;
}

void Run(const Cell& cell, const Client& client, const Goods& goods) {
  const test::TempFolder folder;
  const auto server = ServerFor(client, cell);
  // Where centerd asks for BBR itself, the machine is left at what it would be anyway.
  const bool bbr_by_machine = server == Server::kRsync && cell.server == Server::kCenter;
  Stage stage(folder.path() + "/server", goods, server, bbr_by_machine ? "bbr" : "cubic");
  const auto bytes = static_cast<double>(goods.bytes.size());
  const auto ideal_ms = static_cast<std::int64_t>(bytes / cell.line.CouldCarry(1'000'000'000) * 1'000);
  std::filesystem::create_directories(folder.path() + "/box");
  stage.Connect(cell.line);
  const auto fetched = client.fetch(stage, goods, folder.path() + "/box", ideal_ms * kLongestFactor);
  const auto down = stage.relay().ToBox();
  const auto in_hand = fetched.whole ? bytes : static_cast<double>(fetched.bytes);
  const auto could = cell.line.CouldCarry(cell.line.UpNs(fetched.ended_ns));
  std::printf("  %-16s %6.1f %%  delivered %5.3f  sent %5.3f  in %5.1f s  by %-6s%s\n", client.name.c_str(),
              in_hand / could * 100, static_cast<double>(down.delivered) / in_hand,
              static_cast<double>(down.entered) / in_hand, static_cast<double>(fetched.ended_ns) / 1e9,
              fetched.server_congestion.c_str(), fetched.whole ? "" : "  NOT FINISHED");
  std::fflush(stdout);
}

void RunAll(const Options& options) {
  const test::TempFolder folder;
  const auto clients = AllClients();
  for (const auto& name : options.cells) {
    const auto cell = ParseCell(name);
    if (!cell) throw std::runtime_error("'" + name + "' is no cell; write such as 8/300/1/reset/cubic");
    const auto goods = MakeGoods(folder.path(), FileBytes(cell->line));
    std::printf("%s: could carry %.1f KB/s while up; queue %lld KiB; file %.1f MB\n", cell->Name().c_str(),
                cell->line.CouldCarry(1'000'000'000) / 1e3,
                static_cast<long long>(cell->line.QueueBytes() >> 10),
                static_cast<double>(goods.bytes.size()) / 1e6);
    for (const auto& client : clients) {
      if (Asked(options, client.name)) Run(*cell, client, goods);
    }
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
