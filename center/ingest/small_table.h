// A table whose columns are few and its own (teachers, timetables), as a spreadsheet saved it: UTF-8, UTF-16
// or GB18030, comma or tab. What cannot be read becomes a finding; what can be read is returned, so that one
// pass tells everything. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/csv_records.h"
#include "center/ingest/findings.h"

namespace lianxiao::center {

// `field` counts from 0 without gaps; a field may have several names, of which the first is told.
struct FieldName {
  std::size_t field;
  std::string_view chinese, english;
  bool required = false;
};

class SmallTable {
 public:
  // `names` outlives it. A column that nobody knows is a finding, for it may be a slip.
  static SmallTable Read(const std::string& name, std::string_view bytes, std::size_t most_bytes,
                         std::span<const FieldName> names, Findings& findings);

  const std::vector<CsvRecord>& records() const { return records_; }  // Without the header.
  bool Has(std::size_t field) const { return Place(field).has_value(); }
  std::string Header(std::size_t field) const;  // As it stands in the table; empty: no such column.
  std::string Text(const CsvRecord& record, std::size_t field) const;  // Trimmed.

 private:
  std::optional<std::size_t> Place(std::size_t field) const;
  void ReadHeader(const CsvRecord& record, std::span<const FieldName> names, Findings& findings);

  struct Column {
    std::size_t place;
    std::string header;
  };
  std::vector<std::optional<Column>> columns_;  // By field.
  std::vector<CsvRecord> records_;
};

}  // namespace lianxiao::center
