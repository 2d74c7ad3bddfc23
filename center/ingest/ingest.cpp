#include "center/ingest/ingest.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "center/ingest/row_fields.h"
#include "center/ingest/row_files.h"
#include "center/ingest/table_text.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::center {
namespace {

constexpr std::array<std::string_view, 4> kTableNames = {"resources.csv", "资源.csv", "资源表.csv",
                                                         "resources.toml"};

// The tables in the folder; one is right.
Result<std::vector<std::string>> TablesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto name : kTableNames) {
    std::error_code error;
    if (std::filesystem::is_regular_file(folder + "/" + std::string(name), error)) names.emplace_back(name);
  }
  if (!names.empty()) return names;
  return Fail(
      ErrorCode::kNotFound,
      folder +
          ": no table of resources; put a resources.csv, 资源.csv, 资源表.csv or resources.toml beside the "
          "files");
}

Result<std::string> ReadTable(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, path + " cannot be read; check who may open it");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<Table> TakeTable(const std::string& folder, const std::string& name, Findings& findings) {
  const auto path = folder + "/" + name;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > static_cast<std::uintmax_t>(kMaxTableBytes)) {
    findings.push_back({0, "", "ingest.table_too_large", name, std::to_string(kMaxTableBytes)});
    return Table{name, {}, {}};
  }
  LIANXIAO_ASSIGN(const auto bytes, ReadTable(path));
  const auto text = ToUtf8(bytes);
  if (!text) {
    findings.push_back({0, "", "ingest.table_encoding", name, text.error().message});
    return Table{name, {}, {}};
  }
  auto table =
      name.ends_with(".toml") ? ReadTomlTable(name, *text, findings) : ReadCsvTable(name, *text, findings);
  if (table.rows.empty() && findings.empty()) findings.push_back({0, "", "ingest.table_empty", name, ""});
  return table;
}

void CheckColumns(const Table& table, Findings& findings) {
  if (table.columns.empty()) return;  // Said already: empty, broken or in no known encoding.
  for (const auto column : RequiredColumns()) {
    if (table.columns.contains(column)) continue;
    findings.push_back(
        {0, "", "ingest.missing_column", std::string(Chinese(column)), std::string(English(column))});
  }
}

// What the catalog itself insists on, so that publishing never stumbles over a draft.
void CheckWhole(const Draft& draft, Findings& findings) {
  auto resource = draft.resource;
  resource.version = 1;
  resource.published = "2000-01-01T00:00:00Z";
  for (auto& file : resource.files) {  // Any digests will do; the real ones cost reading every file.
    file.blob = HashOf(file.path);
    if (file.size_bytes > formats::kPieceBytes) file.pieces = file.blob;
  }
  if (const auto right = formats::Check(resource); !right) {
    findings.push_back({draft.row, "", "ingest.refused", resource.id, right.error().message});
  }
}

class Intake {
 public:
  Intake(const EditorFolder& folder, MediaProbe& probe) : files_(folder, probe, result_.findings) {}

  Result<IngestResult> Take(const std::string& folder, const std::string& name) {
    LIANXIAO_ASSIGN(const auto table, TakeTable(folder, name, result_.findings));
    CheckColumns(table, result_.findings);
    for (const auto& row : table.rows) TakeRow(row, table);
    if (!result_.findings.empty()) result_.drafts.clear();
    for (auto& draft : result_.drafts) LIANXIAO_TRY(HashFiles(draft));
    return std::move(result_);
  }

 private:
  void TakeRow(const TableRow& row, const Table& table) {
    const auto findings_before = result_.findings.size();
    Draft draft{.resource = ReadFields(row, table, result_.findings), .disk_paths = {}, .row = row.row};
    CheckId(row, draft.resource.id);
    files_.Take(row, draft);
    if (result_.findings.size() == findings_before && table.columns.size() > 0)
      CheckWhole(draft, result_.findings);
    result_.drafts.push_back(std::move(draft));
  }

  void CheckId(const TableRow& row, const std::string& id) {
    if (id.empty()) return;
    const auto [first, is_new] = row_of_id_.emplace(id, row.row);
    if (is_new) return;
    result_.findings.push_back(
        {row.row, row.Find(Column::kId)->header, "ingest.duplicate_id", id, std::to_string(first->second)});
  }

  IngestResult result_;
  RowFiles files_;  // Uses result_.
  std::map<std::string, int> row_of_id_;
};

}  // namespace

Result<IngestResult> Ingest(const std::string& folder, MediaProbe& probe) {
  LIANXIAO_ASSIGN(const auto editor_folder, EditorFolder::Open(folder));
  LIANXIAO_ASSIGN(const auto tables, TablesIn(folder));
  if (tables.size() > 1) {
    std::string names;
    for (const auto& name : tables) names += (names.empty() ? "" : ", ") + name;
    return IngestResult{{}, {{0, "", "ingest.two_tables", names, ""}}};
  }
  return Intake(editor_folder, probe).Take(folder, tables.front());
}

}  // namespace lianxiao::center
