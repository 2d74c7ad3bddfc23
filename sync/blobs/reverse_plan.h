// What of a new file lies in old ones here, by its signature, and so which ranges of it are to be fetched.
// Plain value.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/formats/block_signature.h"

namespace lianxiao::sync {

class ReversePlan {
 public:
  using Place = formats::BlockFinder::Place;
  // A stretch of the new file, and where the same bytes are.
  struct Stretch {
    std::int64_t first = 0, end = 0;
    Place from;
    bool operator==(const Stretch&) const = default;
  };
  struct Cost {
    std::int64_t bytes = 0, requests = 0;
    std::int64_t OnTheWire() const;  // With what a request costs.
  };

  // `places`: of each block. What is known and so short that a request more would cost more than it is left
  // out.
  ReversePlan(const std::vector<Place>& places, std::int64_t block_bytes, std::int64_t file_bytes);

  std::int64_t file_bytes() const { return file_bytes_; }
  std::int64_t Until(std::int64_t at) const;  // As KnownBytes.
  std::int64_t Next(std::int64_t at) const;
  // What is known of [first, end), in order; an old file that is read in one go is one stretch.
  std::vector<Stretch> Within(std::int64_t first, std::int64_t end) const;
  const Cost& missing() const { return missing_; }

 private:
  std::size_t After(std::int64_t at) const;  // The first stretch that ends behind `at`.
  void LeaveOutShort(std::int64_t least_bytes);
  void Count();

  std::int64_t file_bytes_;
  std::vector<Stretch> stretches_;  // In order, none empty; neighbours may touch.
  Cost missing_;
};

}  // namespace lianxiao::sync
