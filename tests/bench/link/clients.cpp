#include "tests/bench/link/clients.h"

#include <csignal>
#include <filesystem>

namespace lianxiao::bench {
namespace {

using Command = std::vector<std::string>;

constexpr std::int64_t kLookMs = 20;
constexpr std::int64_t kAskKernelAfterMs = 4'000;
constexpr std::int64_t kAgainAfterMs = 1'000;  // As a person's loop in a shell would have it.

bool Has(const std::string& program) {
  return test::Run({"sh", "-c", "command -v " + program}, 5'000).exit_code == 0;
}

std::int64_t SizeOf(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

// Runs `command` again and again until it says it has the file.
Fetched Loop(Stage& stage, const Goods& goods, const Command& command, const std::string& file,
             std::int64_t longest_ms) {
  Fetched fetched;
  const auto end_ns = longest_ms * 1'000'000;
  int exit_code = -1;
  while (exit_code != 0 && stage.relay().NowNs() < end_ns) {
    test::Process process;
    stage.box().Within([&] { process = test::Process(command, file + ".log"); });
    while ((exit_code = process.Wait(kLookMs)) < 0 && stage.relay().NowNs() < end_ns) {
      if (fetched.server_congestion.empty() && stage.relay().NowNs() > kAskKernelAfterMs * 1'000'000) {
        fetched.server_congestion = stage.server().CongestionControlsInUse();
      }
    }
    fetched.ended_ns = stage.relay().NowNs();
    if (exit_code < 0) process.Signal(SIGKILL);
    if (exit_code > 0) test::SleepMs(kAgainAfterMs);
  }
  fetched.whole = exit_code == 0 && test::ReadFile(file) == goods.bytes;
  fetched.bytes = SizeOf(file);
  return fetched;
}

Fetched FetchByCurl(Stage& stage, const Goods& goods, const std::string& folder, std::int64_t longest_ms) {
  const auto file = folder + "/file";
  return Loop(stage, goods, {"curl", "-sS", "-k", "-f", "-C", "-", "-o", file, stage.Url()}, file,
              longest_ms);
}

Fetched FetchByAria(Stage& stage, const Goods& goods, const std::string& folder, std::int64_t longest_ms,
                    const std::string& connections) {
  const Command command{"aria2c",
                        "--quiet",
                        "--check-certificate=false",
                        "-c",
                        "-x" + connections,
                        "-s" + connections,
                        "-k1M",
                        "--file-allocation=none",
                        "--max-tries=0",
                        "--retry-wait=1",
                        "-d",
                        folder,
                        "-o",
                        "file",
                        stage.Url()};
  return Loop(stage, goods, command, folder + "/file", longest_ms);
}

Fetched FetchByRsync(Stage& stage, const Goods& goods, const std::string& folder, std::int64_t longest_ms) {
  const auto file = folder + "/file";
  return Loop(stage, goods, {"rsync", "--partial", "--inplace", "--append", stage.Url(), file}, file,
              longest_ms);
}

}  // namespace

std::vector<Client> AllClients() {
  const std::vector<Server> web{Server::kCenter, Server::kMirror};
  std::vector<Client> clients{{"lianxiao", web, FetchOurs}};
  if (Has("curl")) clients.push_back({"curl -C -", web, FetchByCurl});
  if (Has("aria2c")) {
    for (const auto* connections : {"1", "4"}) {
      clients.push_back({std::string("aria2c x") + connections, web,
                         [connections](Stage& stage, const Goods& goods, const std::string& folder,
                                       std::int64_t longest_ms) {
                           return FetchByAria(stage, goods, folder, longest_ms, connections);
                         }});
    }
  }
  if (Has("rsync")) clients.push_back({"rsync --partial", {Server::kRsync}, FetchByRsync});
  return clients;
}

}  // namespace lianxiao::bench
