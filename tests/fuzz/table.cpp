// An editor's table, in whatever encoding and as either kind: what becomes of its rows is text that fits
// the catalog.
#include "center/ingest/table.h"

#include <algorithm>

#include "center/ingest/row_fields.h"
#include "center/ingest/table_text.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using center::Findings;
using center::IsUtf8;
using fuzz::Expect;

namespace {

void CellHolds(const center::Cell& cell) {
  Expect(IsUtf8(cell.header) && IsUtf8(cell.text) && center::Trim(cell.text) == cell.text);
  for (const auto& item : cell.items) Expect(!item.empty() && IsUtf8(item) && center::Trim(item) == item);
}

void RowHolds(const center::Table& table, const center::TableRow& row, Findings& findings) {
  for (const auto& [column, cell] : row.cells) {
    Expect(table.columns.contains(column));
    CellHolds(cell);
  }
  const auto resource = center::ReadFields(row, table, findings);
  Expect(std::ranges::all_of(resource.id, [](char c) { return c > ' ' && c < 0x7F; }));
  Expect(resource.title.size() <= 300 && resource.title.find('\n') == std::string::npos);
  Expect(resource.keywords.size() <= 50);
}

void TableHolds(const center::Table& table, Findings& findings) {
  for (const auto& row : table.rows) RowHolds(table, row, findings);
  for (const auto& finding : findings) {
    Expect(finding.row >= 0);
    Expect(std::ranges::find(center::kFindingKeys, finding.key) != center::kFindingKeys.end());
    // Shown to the editor as it is.
    Expect(IsUtf8(finding.column) && IsUtf8(finding.subject) && IsUtf8(finding.detail));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = center::ToUtf8(fuzz::Text(data, size));
  if (!text) {
    Expect(text.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(IsUtf8(*text));
  Findings of_csv, of_toml;
  TableHolds(center::ReadCsvTable("resources.csv", *text, of_csv), of_csv);
  TableHolds(center::ReadTomlTable("resources.toml", *text, of_toml), of_toml);
  return 0;
}
