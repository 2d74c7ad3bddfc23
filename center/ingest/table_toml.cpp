#include <toml++/toml.h>
#include <sstream>

#include "center/ingest/table.h"
#include "center/ingest/table_text.h"

namespace lianxiao::center {
namespace {

int LineOf(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

// Text as it would stand in a cell; nothing for what no cell can hold (a table, a date).
std::optional<std::string> CellText(const toml::node& node) {
  if (const auto* text = node.as_string()) return Trim(text->get());
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  return std::nullopt;
}

std::optional<Cell> ReadCell(const std::string& header, const toml::node& node) {
  Cell cell{header, {}, {}};
  if (const auto* list = node.as_array()) {
    for (const auto& element : *list) {
      auto text = CellText(element);
      if (!text) return std::nullopt;
      if (!cell.text.empty()) cell.text += "; ";
      cell.text += *text;
      if (!text->empty()) cell.items.push_back(*std::move(text));
    }
    return cell;
  }
  const auto text = CellText(node);
  if (!text) return std::nullopt;
  cell.text = *text;
  cell.items = SplitList(*text);
  return cell;
}

TableRow ReadRow(const toml::table& resource, Table& table, Findings& findings) {
  TableRow row{LineOf(resource), {}};
  for (const auto& [key, value] : resource) {
    const std::string header(key.str());
    const auto column = ColumnOf(header);
    if (!column) {
      if (!IsPrivate(header)) {
        findings.push_back({LineOf(value), header, "ingest.unknown_column", header, ""});
      }
      continue;
    }
    auto cell = ReadCell(header, value);
    if (!cell) {
      findings.push_back(
          {LineOf(value), header, "ingest.table_broken", table.name,
           "line " + std::to_string(LineOf(value)) + ": text, a number or a list of texts goes here"});
      continue;
    }
    table.columns.insert(*column);
    if (!row.cells.emplace(*column, *std::move(cell)).second) {
      findings.push_back({LineOf(value), header, "ingest.duplicate_column", header, ""});
    }
  }
  return row;
}

std::optional<toml::table> Parse(const std::string& name, std::string_view text, Findings& findings) {
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& e) {
    const auto line = static_cast<int>(e.source().begin.line);
    findings.push_back({line, "", "ingest.table_broken", name,
                        "line " + std::to_string(line) + ": " + std::string(e.description())});
    return std::nullopt;
  }
}

}  // namespace

Table ReadTomlTable(const std::string& name, std::string_view text, Findings& findings) {
  Table table{name, {}, {}};
  const auto document = Parse(name, text, findings);
  if (!document) return table;
  for (const auto& [key, value] : *document) {
    if (key.str() != "resource") {
      findings.push_back(
          {LineOf(value), std::string(key.str()), "ingest.unknown_column", std::string(key.str()), ""});
    }
  }
  const auto* resources = document->get_as<toml::array>("resource");
  if (resources == nullptr) return table;
  for (const auto& resource : *resources) {
    if (const auto* fields = resource.as_table()) {
      table.rows.push_back(ReadRow(*fields, table, findings));
    } else {
      findings.push_back(
          {LineOf(resource), "", "ingest.table_broken", name, "write each resource as [[resource]]"});
    }
  }
  return table;
}

}  // namespace lianxiao::center
