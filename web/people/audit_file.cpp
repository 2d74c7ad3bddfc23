#include "web/people/audit_file.h"

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/people/account_json.h"

namespace lianxiao::web {
namespace {

using HashedRow = storage::AuditLog::HashedRow;

constexpr std::string_view kCsvHead = "\xEF\xBB\xBFnumber,at,who,from,act,subject,detail,hash\r\n";

// A quote is doubled. A cell that a spreadsheet would take for a formula begins with an apostrophe.
std::string Cell(std::string_view text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

std::string CsvLine(const HashedRow& hashed) {
  const auto& row = hashed.row;
  auto line = std::to_string(row.number) + "," + ToRfc3339(row.at);
  for (const auto* cell : {&row.who, &row.from, &row.act, &row.subject, &row.detail})
    line += "," + Cell(*cell);
  return line + "," + hashed.hash + "\r\n";
}

std::string JsonLine(const HashedRow& hashed) {
  auto line = ToJson(hashed.row);
  line["hash"] = hashed.hash;
  return Dump(line) + "\n";
}

// Where the reader is; shared, because a StreamBody is copied with its Response.
struct Reading {
  std::int64_t through = 0;
  bool begun = false;
};

}  // namespace

StreamBody AuditFile(const storage::AuditLog& log, AuditForm form) {
  return {[&log, form, reading = std::make_shared<Reading>()]() -> Result<std::string> {
    LIANXIAO_ASSIGN(const auto rows, log.After(reading->through));
    std::string text(form == AuditForm::kCsv && !reading->begun ? kCsvHead : "");
    reading->begun = true;
    for (const auto& row : rows) text += form == AuditForm::kCsv ? CsvLine(row) : JsonLine(row);
    if (!rows.empty()) reading->through = rows.back().row.number;
    return text;
  }};
}

std::string_view MediaType(AuditForm form) {
  switch (form) {
    case AuditForm::kCsv: return "text/csv; charset=utf-8";
    case AuditForm::kNdjson: return "application/x-ndjson";
  }
  std::abort();
}

}  // namespace lianxiao::web
