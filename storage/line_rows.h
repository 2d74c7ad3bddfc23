// What a box knows of its line: bytes moved by billing period, and measured speed (sync/plan judges them).
// Plain rows and what keeps them. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::storage {

struct LineMonth {
  std::string begins;  // Local day, "2026-11-05".
  std::int64_t content = 0, other = 0;
  bool operator==(const LineMonth&) const = default;
};

struct LineSpeedRow {
  std::int64_t bytes_per_second = 0, deviation = 0, spans = 0, there_millionths = 0, there_spans = 0;
  bool operator==(const LineSpeedRow&) const = default;
};

class LineRows {
 public:
  explicit LineRows(Database& journal) : journal_(journal) {}

  Result<std::vector<LineMonth>> Months() const;  // Oldest first.
  // Durable when it returns; the `keep` newest stay.
  Status SaveMonth(const LineMonth& month, std::int64_t keep);
  Result<std::optional<LineSpeedRow>> Speed() const;
  Status SaveSpeed(const LineSpeedRow& speed);

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
