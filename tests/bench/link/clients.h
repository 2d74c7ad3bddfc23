// Who fetches the file in the bench: the box's own transfer code, and programs that people use for this. Each
// runs until the file is there, beginning again when it gives up, or until its time is over.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/link/stage.h"

namespace lianxiao::bench {

struct Fetched {
  bool whole = false;             // And byte by byte the right file.
  std::int64_t bytes = 0;         // Of the file in hand.
  std::int64_t ended_ns = 0;      // By the line's clock.
  std::string server_congestion;  // As the kernel named it while bytes came.
};

struct Client {
  std::string name;
  std::vector<Server> servers;  // That it can fetch from.
  std::function<Fetched(Stage&, const Goods&, const std::string& folder, std::int64_t longest_ms)> fetch;
};

// First ours, then the others that this machine has.
std::vector<Client> AllClients();

Fetched FetchOurs(Stage& stage, const Goods& goods, const std::string& folder, std::int64_t longest_ms);

}  // namespace lianxiao::bench
