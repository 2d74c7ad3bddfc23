#include "center/ingest/small_table.h"

#include <algorithm>

#include "center/ingest/columns.h"
#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

const FieldName* FieldOf(std::span<const FieldName> names, std::string_view header) {
  const auto plain = PlainHeader(header);
  const auto known = std::ranges::find_if(names, [&](const FieldName& name) {
    return plain == PlainHeader(name.chinese) || plain == PlainHeader(name.english);
  });
  return known == names.end() ? nullptr : &*known;
}

}  // namespace

SmallTable SmallTable::Read(const std::string& name, std::string_view bytes, std::size_t most_bytes,
                            std::span<const FieldName> names, Findings& findings) {
  SmallTable table;
  for (const auto& known : names) table.columns_.resize(std::max(table.columns_.size(), known.field + 1));
  if (bytes.size() > most_bytes) {
    findings.push_back({0, "", "ingest.table_too_large", name, std::to_string(most_bytes)});
    return table;
  }
  const auto text = ToUtf8(bytes);
  if (!text) {
    findings.push_back({0, "", "ingest.table_encoding", name, text.error().message});
    return table;
  }
  table.records_ = ReadCsvRecords(name, *text, findings);
  if (!table.records_.empty()) {
    const auto header = std::move(table.records_.front());
    table.records_.erase(table.records_.begin());
    table.ReadHeader(header, names, findings);
    for (auto& record : table.records_) FitToHeader(record, header.cells.size(), findings);
  }
  if (table.records_.empty() && findings.empty()) findings.push_back({0, "", "ingest.table_empty", name, ""});
  return table;
}

void SmallTable::ReadHeader(const CsvRecord& record, std::span<const FieldName> names, Findings& findings) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const auto header = Trim(record.cells[i]);
    const auto* known = FieldOf(names, header);
    if (known == nullptr) {
      const bool slip = !header.empty() && !IsPrivate(header);
      if (slip) findings.push_back({record.row, header, "ingest.unknown_column", header, ""});
      continue;
    }
    auto& column = columns_[known->field];
    if (column) findings.push_back({record.row, header, "ingest.duplicate_column", header, ""});
    column = Column{i, header};
  }
  for (const auto& known : names) {
    if (!known.required || columns_[known.field]) continue;
    findings.push_back(
        {record.row, "", "ingest.missing_column", std::string(known.chinese), std::string(known.english)});
  }
}

std::optional<std::size_t> SmallTable::Place(std::size_t field) const {
  return columns_[field] ? std::optional(columns_[field]->place) : std::nullopt;
}

std::string SmallTable::Header(std::size_t field) const {
  return columns_[field] ? columns_[field]->header : std::string();
}

std::string SmallTable::Text(const CsvRecord& record, std::size_t field) const {
  const auto at = Place(field);
  return at && *at < record.cells.size() ? Trim(record.cells[*at]) : std::string();
}

}  // namespace lianxiao::center
