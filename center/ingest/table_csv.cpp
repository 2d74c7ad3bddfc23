#include <algorithm>
#include <optional>
#include <utility>

#include "center/ingest/csv_records.h"
#include "center/ingest/table.h"
#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

struct Header {
  std::vector<std::string> names;              // As they stand in the table.
  std::vector<std::optional<Column>> columns;  // Nothing for a private or unknown column.
};

Header ReadHeader(const CsvRecord& record, Findings& findings, std::set<Column>& known) {
  Header header;
  for (const auto& cell : record.cells) {
    auto name = Trim(cell);
    auto column = ColumnOf(name);
    if (!column && !name.empty() && !IsPrivate(name)) {
      findings.push_back({record.row, name, "ingest.unknown_column", name, ""});
    }
    if (column && !known.insert(*column).second) {
      findings.push_back({record.row, name, "ingest.duplicate_column", name, ""});
      column.reset();
    }
    header.names.push_back(std::move(name));
    header.columns.push_back(column);
  }
  return header;
}

TableRow ReadRow(const Header& header, CsvRecord record, Findings& findings) {
  FitToHeader(record, header.columns.size(), findings);
  TableRow row{record.row, {}};
  for (std::size_t i = 0; i < std::min(record.cells.size(), header.columns.size()); ++i) {
    if (!header.columns[i]) continue;
    row.cells[*header.columns[i]] = {header.names[i], Trim(record.cells[i]), SplitList(record.cells[i])};
  }
  return row;
}

}  // namespace

const Cell* TableRow::Find(Column column) const {
  const auto found = cells.find(column);
  return found == cells.end() || found->second.text.empty() ? nullptr : &found->second;
}

Table ReadCsvTable(const std::string& name, std::string_view text, Findings& findings) {
  Table table{name, {}, {}};
  auto records = ReadCsvRecords(name, text, findings);
  if (records.empty()) return table;

  const auto header = ReadHeader(records.front(), findings, table.columns);
  for (auto record = records.begin() + 1; record != records.end(); ++record) {
    table.rows.push_back(ReadRow(header, std::move(*record), findings));
  }
  return table;
}

}  // namespace lianxiao::center
