#include "center/ingest/teachers_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using storage::Role;
using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  std::vector<TeacherRow> teachers;
  std::vector<std::string> told;  // "3 工号 ingest.bad_login x"
};
Read From(std::string_view bytes) {
  Findings findings;
  Read read{ReadTeachers("teachers.csv", bytes, findings), {}};
  for (const auto& f : findings) {
    read.told.push_back(std::to_string(f.row) + " " + f.column + " " + f.key + " " + f.subject);
  }
  return read;
}

TEST(TeachersTable, IsReadUnderChineseAndEnglishNamesInAnyOrder) {
  const auto read = From(
      "姓名,工号,学校,角色,备注\n王芳,wangfang,shiyangtang,教师,三年级\n李雷,li-lei,longtan,校管理员,\n");
  EXPECT_THAT(read.told, IsEmpty());
  ASSERT_EQ(read.teachers.size(), 2U);
  EXPECT_EQ(read.teachers[0].row, 2);
  EXPECT_EQ(read.teachers[0].school, "shiyangtang");
  EXPECT_EQ(read.teachers[0].login, "wangfang");
  EXPECT_EQ(read.teachers[0].name, "王芳");
  EXPECT_EQ(read.teachers[0].role, Role::kTeacher);
  EXPECT_EQ(read.teachers[1].role, Role::kManager);
  const auto english = From("school\tlogin\tname\tRole\na\tbb\tC\tTechnician\na\tcc\tD\t\n");
  EXPECT_THAT(english.told, IsEmpty());
  EXPECT_EQ(english.teachers[0].role, Role::kTechnician);
  EXPECT_EQ(english.teachers[1].role, Role::kTeacher);
}

TEST(TeachersTable, NeedsNoRoleColumnButTheOthers) {
  EXPECT_THAT(From("school,login,name\na,bb,C\n").told, IsEmpty());
  EXPECT_THAT(From("school,name\na,C\n").told, ElementsAre("1  ingest.missing_column 工号"));
}

TEST(TeachersTable, EveryMistakeIsToldByRowAndColumn) {
  const auto read = From(
      "学校,工号,姓名,角色\n"
      "Shi Yang,wangfang,王芳,教师\n"
      "a,w,李雷,教师\n"
      "a,li lei,李雷,教师\n"
      ",hmm,韩梅梅,校长\n"
      "a,WangFang,王方,教师\n"
      "a,zhao,,教师\n"
      "a,qian\n");
  EXPECT_THAT(read.told,
              ElementsAre("2 学校 ingest.bad_id Shi Yang", "3 工号 ingest.bad_login w",
                          "4 工号 ingest.bad_login li lei", "5 学校 ingest.missing_field 学校",
                          "5 角色 ingest.unknown_value 校长", "6 工号 ingest.duplicate_login WangFang",
                          "7 姓名 ingest.missing_field 姓名", "8  ingest.row_short 2",
                          "8 姓名 ingest.missing_field 姓名"));
}

TEST(TeachersTable, AnEmptyABrokenAndAHugeOneAreTold) {
  EXPECT_THAT(From("").told, ElementsAre("0  ingest.table_empty teachers.csv"));
  EXPECT_THAT(From("school,login,name\n").told, ElementsAre("0  ingest.table_empty teachers.csv"));
  EXPECT_THAT(From("school,login,name\na,\"bb,C\n").told.front(), "2  ingest.table_broken teachers.csv");
  EXPECT_THAT(From(std::string(kMaxTeachersBytes + 1, 'x')).told,
              ElementsAre("0  ingest.table_too_large teachers.csv"));
  EXPECT_THAT(From("学校,工号,姓名,电话\na,bb,C,1\n").told, ElementsAre("1 电话 ingest.unknown_column 电话"));
}

}  // namespace
}  // namespace lianxiao::center
