// A table of comma- or tab-separated cells as rows of text, whatever program wrote it. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/findings.h"

namespace lianxiao::center {

struct CsvRecord {
  int row = 0;  // As the editor's program counts; see Finding.
  std::vector<std::string> cells;
};

// Takes UTF-8 (see ToUtf8). Blank rows are left out. Where it cannot be read any further becomes a finding
// that names the table.
std::vector<CsvRecord> ReadCsvRecords(const std::string& name, std::string_view text, Findings& findings);
// Drops empty cells behind the header's width; a row that is then longer or shorter becomes a finding.
void FitToHeader(CsvRecord& record, std::size_t expected, Findings& findings);

}  // namespace lianxiao::center
