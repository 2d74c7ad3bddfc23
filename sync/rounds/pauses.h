// How long to wait after a round that failed: from `first_ms`, doubling, to `longest_ms`, each drawn from
// the upper half of its span so that a county's boxes do not all come back in the same second after a power
// cut. Only decides. Used from one thread.
#pragma once

#include <cstdint>
#include <random>

namespace lianxiao::sync {

class Pauses {
 public:
  Pauses(std::int64_t first_ms, std::int64_t longest_ms, std::uint64_t seed);

  std::int64_t AfterFailure();  // Milliseconds.
  void Worked() { span_ms_ = first_ms_; }
  // Between rounds that went well: about `every_ms`, a quarter more or less, so that boxes which woke
  // together after a power cut do not ask together for ever.
  std::int64_t Between(std::int64_t every_ms);

 private:
  std::int64_t first_ms_, longest_ms_, span_ms_;
  std::mt19937_64 random_;
};

}  // namespace lianxiao::sync
