// The rows of the bench: which line, from which server. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/link/stage.h"

namespace lianxiao::bench {

struct Cell {
  LineSettings line;
  Server server = Server::kCenter;  // kMirror: CUBIC.
  std::string Name() const;         // "8/300/1/reset/cubic"
};

// "MBIT/RTT_MS/LOSS_PERCENT", then any of "survive", "reset", "vanish" (cuts of 3 s every 20 s with that fate
// of old flows) and "cubic". Nothing: not such a name.
std::optional<Cell> ParseCell(const std::string& name);

std::vector<std::string> WholeMatrix();  // Hours, with all clients.
std::vector<std::string>
UsualMatrix();  // Of it, the rows that tell most: with all clients about half an hour.
std::vector<std::string> QuickMatrix();

// What a line of this kind brings in about half a minute, so that a cell takes that long.
std::int64_t FileBytes(const LineSettings& line);

}  // namespace lianxiao::bench
