// An editor's table as rows of known cells, whatever program wrote it. Plain values.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/columns.h"
#include "center/ingest/findings.h"

namespace lianxiao::center {

inline constexpr std::int64_t kMaxTableBytes = 64 << 20;  // 10^5 rows of 600 bytes; more is no table.

struct Cell {
  std::string header;              // As it stands in the table.
  std::string text;                // Trimmed; empty when the editor left it out.
  std::vector<std::string> items;  // The same as a list.
};

struct TableRow {
  int row = 0;  // See Finding.
  std::map<Column, Cell> cells;
  const Cell* Find(Column column) const;  // Null: no such column, or nothing in it.
};

struct Table {
  std::string name;            // "resources.csv"
  std::set<Column> columns;    // Those the table has; of a TOML table, those any row has.
  std::vector<TableRow> rows;  // Blank rows are left out.
};

// Take UTF-8 (see ToUtf8). What cannot be read becomes a finding, and what could be read is returned, so
// that one pass tells everything.
Table ReadCsvTable(const std::string& name, std::string_view text, Findings& findings);   // Comma or tab.
Table ReadTomlTable(const std::string& name, std::string_view text, Findings& findings);  // [[resource]]

}  // namespace lianxiao::center
