// One file of a false disk: what is on the platter, what readers see, and what lies between. Used from one
// thread.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::test {

// The same numbers from the same seed on every machine, which std's distributions do not promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t Below(std::uint64_t sides) { return engine_() % sides; }
  bool Coin() { return (engine_() & 1) != 0; }

 private:
  std::mt19937_64 engine_;
};

// How much of what was not synced a power cut leaves.
enum class Survival { kNothing, kEverything, kPrefix, kAnySubset };
Survival RollSurvival(Dice& dice);

class FalseNode {
 public:
  void Write(std::int64_t offset, std::string_view bytes);
  void Truncate(std::int64_t size);
  void Sync();                // Everything so far reaches the platter.
  void FailSync();            // The kernel gives up on the dirty pages but goes on showing them.
  void CutPower(Dice& dice);  // What survives is decided, sector by sector.
  const std::string& Seen() const { return seen_; }

 private:
  struct Change {
    std::int64_t at = 0;
    std::string bytes;
    bool truncates = false;  // To `at`.
  };
  static void Apply(const Change& change, std::string& to);
  static void ApplyTorn(const Change& change, Dice& dice, std::string& to);

  std::string durable_;
  std::string seen_;
  std::vector<Change> unsynced_;
};

}  // namespace lianxiao::test
