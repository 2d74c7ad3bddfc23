#include "center/ingest/teachers_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "center/ingest/small_table.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using storage::Role;

enum Field : std::size_t { kSchool, kLogin, kName, kRole };

constexpr std::array kNames = {
    FieldName{kSchool, "学校", "school", true}, FieldName{kSchool, "学校编号", "school id"},
    FieldName{kLogin, "工号", "login", true},   FieldName{kLogin, "账号", "account"},
    FieldName{kName, "姓名", "name", true},     FieldName{kName, "教师", "teacher"},
    FieldName{kRole, "角色", "role"},           FieldName{kRole, "身份", "position"}};

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

std::optional<Role> RoleOf(std::string_view text) {
  if (text.empty()) return Role::kTeacher;
  for (const auto& known : kRoles) {
    if (text == known.chinese || Lower(text) == Word(known.role)) return known.role;
  }
  return std::nullopt;
}

class RowReader {
 public:
  RowReader(const SmallTable& table, Findings& findings) : table_(table), findings_(findings) {}

  TeacherRow Read(const CsvRecord& record) {
    TeacherRow teacher{.row = record.row,
                       .school = table_.Text(record, kSchool),
                       .login = table_.Text(record, kLogin),
                       .name = table_.Text(record, kName)};
    CheckTexts(teacher);
    const auto role = table_.Text(record, kRole);
    if (const auto known = RoleOf(role)) {
      teacher.role = *known;
    } else {
      Tell(record.row, kRole, "ingest.unknown_value", role,
           "教师、校管理员、技术员 (teacher, manager, technician)");
    }
    return teacher;
  }

 private:
  void Tell(int row, Field field, std::string_view key, const std::string& subject, std::string detail = {}) {
    findings_.push_back({row, table_.Header(field), std::string(key), subject, std::move(detail)});
  }
  bool IsThere(int row, Field field, const std::string& text) {
    if (!text.empty()) return true;
    // A column that is missing altogether was told already.
    if (table_.Has(field)) Tell(row, field, "ingest.missing_field", table_.Header(field));
    return false;
  }

  void CheckTexts(const TeacherRow& teacher) {
    const int row = teacher.row;
    if (IsThere(row, kSchool, teacher.school) && !formats::CheckId("school", teacher.school)) {
      Tell(row, kSchool, "ingest.bad_id", teacher.school);
    }
    if (IsThere(row, kName, teacher.name) && !formats::CheckLine("name", teacher.name, kMostNameBytes)) {
      Tell(row, kName, "ingest.too_long", table_.Header(kName), std::to_string(kMostNameBytes));
    }
    if (!IsThere(row, kLogin, teacher.login)) return;
    const bool good = teacher.login.size() >= kLeastLoginBytes &&
                      teacher.login.find(' ') == std::string::npos &&
                      formats::CheckLine("login", teacher.login, kMostLoginBytes).has_value();
    if (!good) Tell(row, kLogin, "ingest.bad_login", teacher.login);
    const auto [first, is_new] = logins_.emplace(Lower(teacher.login), row);
    if (!is_new) Tell(row, kLogin, "ingest.duplicate_login", teacher.login, std::to_string(first->second));
  }

  const SmallTable& table_;
  Findings& findings_;
  std::map<std::string, int> logins_;  // To the row that had it first.
};

}  // namespace

std::vector<TeacherRow> ReadTeachers(const std::string& name, std::string_view bytes, Findings& findings) {
  const auto table = SmallTable::Read(name, bytes, kMaxTeachersBytes, kNames, findings);
  RowReader reader(table, findings);
  std::vector<TeacherRow> teachers;
  for (const auto& record : table.records()) teachers.push_back(reader.Read(record));
  std::ranges::stable_sort(findings, {}, &Finding::row);
  return teachers;
}

}  // namespace lianxiao::center
