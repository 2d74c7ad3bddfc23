// What others send for the same update.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lianxiao::bench {

struct Cost {
  std::int64_t bytes = 0;  // Over the line, both ways.
  double cpu_s = 0, peak_mib = 0;
};

struct Peer {
  const char* name;
  // From file `old_path` to file `new_path`; nothing when the peer is not installed or cannot do it.
  std::optional<Cost> (*update)(const std::string& old_path, const std::string& new_path,
                                const std::string& scratch);
};

const std::vector<Peer>& Peers();

}  // namespace lianxiao::bench
