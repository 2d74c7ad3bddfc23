// Parity of many blocks, from which as many lost ones are found again as there are rows, whichever they are:
// a Reed-Solomon code with a Cauchy matrix (Blömer and others, "An XOR-Based Erasure-Resilient Coding
// Scheme", 1995), over the field of 2^16 elements with x^16 + x^12 + x^3 + x + 1.
//
//   row i = sum over all blocks j of block j / ((65535 - i) + j)      symbols of 2 bytes, big-endian
//
// Sums and differences are XOR. Whoever has most blocks takes them from as many rows as it lacks blocks; what
// is left of the rows is of the lost ones alone. Plain value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::formats {

class ParityRows {
 public:
  static constexpr std::int64_t kMostRowsAndBlocks = 65'536;

  // All zero. Blocks of an even number of bytes; rows and blocks together are at most kMostRowsAndBlocks.
  ParityRows(std::int64_t rows, std::int64_t block_bytes);

  // Adds a block to every row, or takes it away: both are one. A shorter one counts as followed by zeros.
  void Add(std::int64_t block, std::string_view bytes);
  // Adds rows that were made elsewhere, from the first on; at most as many as there are.
  void AddRows(std::string_view rows);
  std::string Bytes() const;
  bool AllZero() const;
  std::int64_t rows() const { return rows_; }

  // The blocks `lost`, one after the other: no more than there are rows, each once. Their parity is all that
  // the rows hold. Of many it takes seconds: `stopped` is asked again and again, and yes means nothing comes.
  std::string Solve(
      const std::vector<std::int64_t>& lost,
      const std::function<bool()>& stopped = [] { return false; }) const;

 private:
  std::int64_t rows_;
  std::size_t symbols_;  // Of a block.
  std::vector<std::uint16_t> of_rows_;
};

}  // namespace lianxiao::formats
