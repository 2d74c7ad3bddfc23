#include "tests/bench/link/cells.h"

#include <charconv>
#include <sstream>

namespace lianxiao::bench {
namespace {

constexpr std::int64_t kMbit = 1'000'000;
constexpr std::int64_t kCutEveryMs = 20'000, kCutMs = 3'000;
constexpr std::int64_t kFirstCutMs = 7'000;  // When all is under way.
constexpr std::int64_t kCellMs = 120'000;    // So long that the beginning is a beginning and not the whole.

const char* NameOf(Fate fate) {
  switch (fate) {
    case Fate::kSurvive: return "survive";
    case Fate::kReset: return "reset";
    case Fate::kVanish: return "vanish";
  }
  std::abort();
}

std::optional<std::int64_t> Number(const std::string& word) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || end != word.data() + word.size() || number < 0) return std::nullopt;
  return number;
}

bool TakeWord(const std::string& word, Cell& cell) {
  if (word == "cubic") {
    cell.server = Server::kMirror;
    return true;
  }
  for (const auto fate : {Fate::kSurvive, Fate::kReset, Fate::kVanish}) {
    if (word != NameOf(fate)) continue;
    cell.line.fate = fate;
    cell.line.cut_every_ms = kCutEveryMs;
    cell.line.cut_ms = kCutMs;
    cell.line.first_cut_ms = kFirstCutMs;
    return true;
  }
  return false;
}

}  // namespace

std::string Cell::Name() const {
  auto name = std::to_string(line.bits_per_second / kMbit) + "/" + std::to_string(line.round_trip_ms) + "/" +
              std::to_string(line.loss_percent);
  if (line.cut_every_ms > 0) name += std::string("/") + NameOf(line.fate);
  if (server == Server::kMirror) name += "/cubic";
  return name;
}

std::optional<Cell> ParseCell(const std::string& name) {
  std::istringstream words(name);
  Cell cell;
  int at = 0;
  for (std::string word; std::getline(words, word, '/'); ++at) {
    if (at >= 3) {
      if (!TakeWord(word, cell)) return std::nullopt;
      continue;
    }
    const auto number = Number(word);
    if (!number) return std::nullopt;
    if (at == 0) cell.line.bits_per_second = *number * kMbit;
    if (at == 1) cell.line.round_trip_ms = *number;
    if (at == 2) cell.line.loss_percent = static_cast<int>(*number);
  }
  if (at < 3 || cell.line.bits_per_second == 0 || cell.line.loss_percent > 90) return std::nullopt;
  return cell;
}

std::vector<std::string> WholeMatrix() {
  std::vector<std::string> names;
  for (const std::string server : {"", "/cubic"}) {
    for (const std::string rate : {"2", "8", "20"}) {
      for (const std::string trip : {"/300", "/500"}) {
        for (const std::string loss : {"/0", "/1", "/3", "/5"}) {
          names.push_back(rate + trip + loss + server);
        }
      }
    }
    for (const std::string line : {"2/300/1", "8/300/1", "20/300/1"}) {
      for (const std::string fate : {"/survive", "/reset", "/vanish"}) {
        names.push_back(line + fate + server);
      }
    }
  }
  return names;
}

std::vector<std::string> UsualMatrix() {
  return {"2/500/5",        "8/300/1",       "8/300/1/survive", "8/300/1/reset",
          "8/300/1/vanish", "8/300/1/cubic", "20/300/1",        "20/300/1/cubic"};
}

std::vector<std::string> QuickMatrix() { return {"8/300/1", "8/300/1/vanish"}; }

std::int64_t FileBytes(const LineSettings& line) {
  return static_cast<std::int64_t>(line.CouldCarry(line.UpNs(kCellMs * kMbit)) * 0.95);
}

}  // namespace lianxiao::bench
