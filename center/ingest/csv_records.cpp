#include "center/ingest/csv_records.h"

#include <csv.h>

#include <algorithm>
#include <optional>

#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

// What libcsv calls back into.
struct Records {
  std::vector<CsvRecord> all;
  std::vector<std::string> cells;
  int row = 1;

  static void Field(void* bytes, std::size_t size, void* self) {
    static_cast<Records*>(self)->cells.emplace_back(static_cast<const char*>(bytes), size);
  }
  // Also called for blank lines, which count in the editor's program but hold nothing.
  static void Row(int, void* self) {
    auto& records = *static_cast<Records*>(self);
    if (!records.cells.empty()) records.all.push_back({records.row, std::move(records.cells)});
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

bool IsBlank(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const auto& cell) { return Trim(cell).empty(); });
}

}  // namespace

std::vector<CsvRecord> ReadCsvRecords(const std::string& name, std::string_view text, Findings& findings) {
  const auto lines = OneCharacterLineEnds(text);
  Records records;
  if (const auto wrong = Parser(DelimiterOf(lines)).Parse(lines, records)) {
    findings.push_back({records.row, "", "ingest.table_broken", name, *wrong});
  }
  std::erase_if(records.all, [](const CsvRecord& record) { return IsBlank(record.cells); });
  return std::move(records.all);
}

void FitToHeader(CsvRecord& record, std::size_t expected, Findings& findings) {
  auto& cells = record.cells;
  // Spreadsheets leave empty cells behind a table where somebody once clicked.
  while (cells.size() > expected && Trim(cells.back()).empty()) cells.pop_back();
  if (cells.size() == expected) return;
  findings.push_back({record.row, "", cells.size() < expected ? "ingest.row_short" : "ingest.row_long",
                      std::to_string(cells.size()), std::to_string(expected)});
}

}  // namespace lianxiao::center
