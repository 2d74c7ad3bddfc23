#include <csv.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "center/ingest/table.h"
#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

using Record = std::pair<int, std::vector<std::string>>;  // Row number and cells.

// What libcsv calls back into.
struct Records {
  std::vector<Record> all;
  std::vector<std::string> cells;
  int row = 1;

  static void Field(void* bytes, std::size_t size, void* self) {
    static_cast<Records*>(self)->cells.emplace_back(static_cast<const char*>(bytes), size);
  }
  // Also called for blank lines, which count in the editor's program but hold nothing.
  static void Row(int, void* self) {
    auto& records = *static_cast<Records*>(self);
    if (!records.cells.empty()) records.all.emplace_back(records.row, std::move(records.cells));
    records.cells.clear();
    ++records.row;
  }
};

// libcsv reports "\r" and "\n" each as a row's end; one character for one line keeps the count right.
std::string OneCharacterLineEnds(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    lines += text[i] == '\r' ? '\n' : text[i];
  }
  return lines;
}

char DelimiterOf(std::string_view text) {
  const auto header = text.substr(0, text.find('\n'));
  return std::ranges::count(header, '\t') > std::ranges::count(header, ',') ? '\t' : ',';
}

int OnlyBlankIsSpace(unsigned char c) { return c == ' ' ? 1 : 0; }  // A tab may be the delimiter.

class Parser {
 public:
  explicit Parser(char delimiter) {
    // csv_init only fails for a null pointer.
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser_, OnlyBlankIsSpace);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // What is wrong with the text as CSV, or nothing.
  std::optional<std::string> Parse(std::string_view text, Records& records) {
    const auto parsed = csv_parse(&parser_, text.data(), text.size(), Records::Field, Records::Row, &records);
    if (parsed != text.size()) return csv_strerror(csv_error(&parser_));
    if (csv_fini(&parser_, Records::Field, Records::Row, &records) != 0) return "a quoted cell never ends";
    return std::nullopt;
  }

 private:
  csv_parser parser_{};
};

struct Header {
  std::vector<std::string> names;              // As they stand in the table.
  std::vector<std::optional<Column>> columns;  // Nothing for a private or unknown column.
};

Header ReadHeader(const Record& record, Findings& findings, std::set<Column>& known) {
  Header header;
  for (const auto& cell : record.second) {
    auto name = Trim(cell);
    auto column = ColumnOf(name);
    if (!column && !name.empty() && !IsPrivate(name)) {
      findings.push_back({record.first, name, "ingest.unknown_column", name, ""});
    }
    if (column && !known.insert(*column).second) {
      findings.push_back({record.first, name, "ingest.duplicate_column", name, ""});
      column.reset();
    }
    header.names.push_back(std::move(name));
    header.columns.push_back(column);
  }
  return header;
}

bool IsBlank(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const auto& cell) { return Trim(cell).empty(); });
}

TableRow ReadRow(const Header& header, Record record, Findings& findings) {
  auto& cells = record.second;
  const auto expected = header.columns.size();
  // Spreadsheets leave empty cells behind a table where somebody once clicked.
  while (cells.size() > expected && Trim(cells.back()).empty()) cells.pop_back();
  if (cells.size() != expected) {
    findings.push_back({record.first, "", cells.size() < expected ? "ingest.row_short" : "ingest.row_long",
                        std::to_string(cells.size()), std::to_string(expected)});
  }
  TableRow row{record.first, {}};
  for (std::size_t i = 0; i < std::min(cells.size(), expected); ++i) {
    if (!header.columns[i]) continue;
    row.cells[*header.columns[i]] = {header.names[i], Trim(cells[i]), SplitList(cells[i])};
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
  const auto lines = OneCharacterLineEnds(text);
  Records records;
  if (const auto wrong = Parser(DelimiterOf(lines)).Parse(lines, records)) {
    findings.push_back({records.row, "", "ingest.table_broken", name, *wrong});
  }
  std::erase_if(records.all, [](const Record& record) { return IsBlank(record.second); });
  if (records.all.empty()) return table;

  const auto header = ReadHeader(records.all.front(), findings, table.columns);
  for (auto record = records.all.begin() + 1; record != records.all.end(); ++record) {
    table.rows.push_back(ReadRow(header, std::move(*record), findings));
  }
  return table;
}

}  // namespace lianxiao::center
