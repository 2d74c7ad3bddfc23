// A county's list of teachers as handed in: 学校, 工号, 姓名, 角色. Every mistake is told by row and column,
// and a list with a mistake is taken not at all. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/findings.h"
#include "storage/people/roles.h"

namespace lianxiao::center {

inline constexpr std::size_t kMaxTeachersBytes = 4 << 20;  // 10,000 teachers fit many times.

struct TeacherRow {
  int row = 0;  // See Finding.
  std::string school;
  std::string login;
  std::string name;
  storage::Role role = storage::Role::kTeacher;
};

// `bytes` as a spreadsheet saved them (UTF-8, UTF-16 or GB18030; comma or tab). Roles of a school only; an
// empty role is a teacher.
std::vector<TeacherRow> ReadTeachers(const std::string& name, std::string_view bytes, Findings& findings);

}  // namespace lianxiao::center
