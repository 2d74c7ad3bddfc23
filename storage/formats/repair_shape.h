// Sizes of a repair (repair.h), as the catalog gives them. Plain value.
#pragma once

#include <cstdint>

#include "storage/base/result.h"

namespace lianxiao::formats {

// Taking away what is here costs rows × bytes of the file; of larger files the requests for holes are a small
// part. The center makes none beyond these, and a box uses none, whoever signed it.
inline constexpr std::int64_t kMostRepairedBytes = 16 << 20;
inline constexpr std::int64_t kMostRowBytes = std::int64_t{1} << 30;

struct RepairShape {
  std::int64_t block_bytes = 0;  // Even, 32…65,536.
  std::int64_t sum_bytes = 0;    // 4, 6 or 8.
  std::int64_t sum_rows = 0, block_rows = 0;

  std::int64_t SumRowsBytes() const { return sum_bytes * sum_rows; }
  std::int64_t Bytes() const { return SumRowsBytes() + block_bytes * block_rows; }
  std::int64_t BlocksOf(std::int64_t file_bytes) const {
    return (file_bytes + block_bytes - 1) / block_bytes;
  }
  bool operator==(const RepairShape&) const = default;
};

// Whether a file of that size can have it: kInvalid with the reason. It weighs a piece at most.
Status Check(const RepairShape& shape, std::int64_t file_bytes);

}  // namespace lianxiao::formats
