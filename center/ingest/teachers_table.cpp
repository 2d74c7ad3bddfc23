#include "center/ingest/teachers_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "center/ingest/columns.h"
#include "center/ingest/csv_records.h"
#include "center/ingest/table_text.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using storage::Role;

enum Field : std::size_t { kSchool, kLogin, kName, kRole, kFields };

struct FieldName {
  Field field;
  std::string_view chinese, english, other;
};
constexpr std::array kNames = {
    FieldName{kSchool, "学校", "school", "学校编号"}, FieldName{kLogin, "工号", "login", "账号"},
    FieldName{kName, "姓名", "name", "教师"}, FieldName{kRole, "角色", "role", "身份"}};

struct RoleName {
  std::string_view chinese;
  Role role;
};
constexpr std::array kRoles = {RoleName{"教师", Role::kTeacher}, RoleName{"校管理员", Role::kManager},
                               RoleName{"技术员", Role::kTechnician}};

// storage::Account's caps; what looks right here and is not is told by People::Add.
constexpr std::size_t kLeastLoginBytes = 2, kMostLoginBytes = 40, kMostNameBytes = 120;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::optional<Field> FieldOf(std::string_view header) {
  const auto name = Lower(header);
  for (const auto& known : kNames) {
    if (name == known.chinese || name == known.english || name == known.other) return known.field;
  }
  return std::nullopt;
}

std::optional<Role> RoleOf(std::string_view text) {
  if (text.empty()) return Role::kTeacher;
  for (const auto& known : kRoles) {
    if (text == known.chinese || Lower(text) == Word(known.role)) return known.role;
  }
  return std::nullopt;
}

// Where each field stands in the table; a column that nobody knows is a finding, for it may be a slip.
struct Header {
  std::size_t width = 0;
  std::array<std::optional<std::size_t>, kFields> at;
  std::array<std::string, kFields> names;  // As they stand in the table.
};

Header ReadHeader(const CsvRecord& record, Findings& findings) {
  Header header;
  header.width = record.cells.size();
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const auto name = Trim(record.cells[i]);
    const auto field = FieldOf(name);
    if (!field && !name.empty() && !IsPrivate(name)) {
      findings.push_back({record.row, name, "ingest.unknown_column", name, ""});
    }
    if (!field) continue;
    if (header.at[*field]) findings.push_back({record.row, name, "ingest.duplicate_column", name, ""});
    header.at[*field] = i;
    header.names[*field] = name;
  }
  for (const auto& known : kNames) {
    if (header.at[known.field] || known.field == kRole) continue;
    findings.push_back(
        {record.row, "", "ingest.missing_column", std::string(known.chinese), std::string(known.english)});
  }
  return header;
}

class RowReader {
 public:
  RowReader(const Header& header, Findings& findings) : header_(header), findings_(findings) {}

  TeacherRow Read(const CsvRecord& record) {
    TeacherRow teacher{.row = record.row,
                       .school = Text(record, kSchool),
                       .login = Text(record, kLogin),
                       .name = Text(record, kName)};
    CheckTexts(teacher);
    const auto role = Text(record, kRole);
    if (const auto known = RoleOf(role)) {
      teacher.role = *known;
    } else {
      Tell(record.row, kRole, "ingest.unknown_value", role,
           "教师、校管理员、技术员 (teacher, manager, technician)");
    }
    return teacher;
  }

 private:
  std::string Text(const CsvRecord& record, Field field) const {
    const auto at = header_.at[field];
    return at && *at < record.cells.size() ? Trim(record.cells[*at]) : std::string();
  }
  void Tell(int row, Field field, std::string_view key, const std::string& subject, std::string detail = {}) {
    findings_.push_back({row, header_.names[field], std::string(key), subject, std::move(detail)});
  }
  bool IsThere(int row, Field field, const std::string& text) {
    if (!text.empty()) return true;
    // A column that is missing altogether was told already.
    if (header_.at[field]) Tell(row, field, "ingest.missing_field", header_.names[field]);
    return false;
  }

  void CheckTexts(const TeacherRow& teacher) {
    const int row = teacher.row;
    if (IsThere(row, kSchool, teacher.school) && !formats::CheckId("school", teacher.school)) {
      Tell(row, kSchool, "ingest.bad_id", teacher.school);
    }
    if (IsThere(row, kName, teacher.name) && !formats::CheckLine("name", teacher.name, kMostNameBytes)) {
      Tell(row, kName, "ingest.too_long", header_.names[kName], std::to_string(kMostNameBytes));
    }
    if (!IsThere(row, kLogin, teacher.login)) return;
    const bool good = teacher.login.size() >= kLeastLoginBytes &&
                      teacher.login.find(' ') == std::string::npos &&
                      formats::CheckLine("login", teacher.login, kMostLoginBytes).has_value();
    if (!good) Tell(row, kLogin, "ingest.bad_login", teacher.login);
    const auto [first, is_new] = logins_.emplace(Lower(teacher.login), row);
    if (!is_new) Tell(row, kLogin, "ingest.duplicate_login", teacher.login, std::to_string(first->second));
  }

  const Header& header_;
  Findings& findings_;
  std::map<std::string, int> logins_;  // To the row that had it first.
};

}  // namespace

std::vector<TeacherRow> ReadTeachers(const std::string& name, std::string_view bytes, Findings& findings) {
  if (bytes.size() > kMaxTeachersBytes) {
    findings.push_back({0, "", "ingest.table_too_large", name, std::to_string(kMaxTeachersBytes)});
    return {};
  }
  const auto text = ToUtf8(bytes);
  if (!text) {
    findings.push_back({0, "", "ingest.table_encoding", name, text.error().message});
    return {};
  }
  auto records = ReadCsvRecords(name, *text, findings);
  std::vector<TeacherRow> teachers;
  if (!records.empty()) {
    const auto header = ReadHeader(records.front(), findings);
    RowReader reader(header, findings);
    for (auto record = records.begin() + 1; record != records.end(); ++record) {
      FitToHeader(*record, header.width, findings);
      teachers.push_back(reader.Read(*record));
    }
  }
  if (teachers.empty() && findings.empty()) findings.push_back({0, "", "ingest.table_empty", name, ""});
  return teachers;
}

}  // namespace lianxiao::center
