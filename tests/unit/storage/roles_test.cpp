#include "storage/people/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>

namespace lianxiao::storage {
namespace {

constexpr std::array kRoles = {Role::kTeacher,  Role::kManager,       Role::kTechnician, Role::kEditor,
                               Role::kReviewer, Role::kAdministrator, Role::kSupervisor};
constexpr std::array kPermissions = {
    Permission::kOwnAccount, Permission::kBrowse,          Permission::kTeach,
    Permission::kReadStatus, Permission::kManagePeople,    Permission::kManageBoxes,
    Permission::kReadAudit,  Permission::kHandInResources, Permission::kReviewResources,
    Permission::kPublish,    Permission::kKeepLessons};

// The table of docs/accounts.md, as this program decides.
std::string Table() {
  std::ostringstream table;
  table << "| |";
  for (const auto role : kRoles) table << " " << Word(role) << " |";
  table << "\n| --- |";
  for (std::size_t n = 0; n < kRoles.size(); ++n) table << " :-: |";
  for (const auto permission : kPermissions) {
    table << "\n| " << Word(permission) << " |";
    for (const auto role : kRoles) table << (May(role, permission) ? " ✓ |" : " |");
  }
  table << "\n| *logs in at the box* |";
  for (const auto role : kRoles) table << (BelongsTo(role, Place::kSchool) ? " ✓ |" : " |");
  table << "\n| *logs in at the county* |";
  for (const auto role : kRoles) table << (BelongsTo(role, Place::kCounty) ? " ✓ |" : " |");
  table << "\n";
  return table.str();
}

TEST(Roles, TheDocumentShowsWhatTheProgramDecides) {
  std::ifstream file("docs/accounts.md");
  std::stringstream text;
  text << file.rdbuf();
  ASSERT_FALSE(text.str().empty()) << "run from the top folder of the project, as ctest does";
  EXPECT_NE(text.str().find(Table()), std::string::npos) << "docs/accounts.md should have this table:\n"
                                                         << Table();
}

TEST(Roles, AreReadBackFromTheirWords) {
  for (const auto role : kRoles) EXPECT_EQ(ParseRole(Word(role)).value(), role);
  for (const auto* word : {"", "Teacher", "root", "teacher "}) EXPECT_FALSE(ParseRole(word)) << word;
}

TEST(Roles, NobodyOfASchoolPublishesAndASupervisorChangesNothing) {
  for (const auto permission :
       {Permission::kPublish, Permission::kReviewResources, Permission::kManageBoxes}) {
    EXPECT_FALSE(May(Role::kTeacher, permission));
    EXPECT_FALSE(May(Role::kManager, permission));
    EXPECT_FALSE(May(Role::kSupervisor, permission));
  }
  EXPECT_FALSE(May(Role::kSupervisor, Permission::kManagePeople));
  EXPECT_FALSE(May(Role::kSupervisor, Permission::kHandInResources));
}

TEST(Roles, AManagerCannotMakeAnyoneOfTheCounty) {
  for (const auto role : kRoles) {
    EXPECT_TRUE(MayManage(Role::kAdministrator, role));
    EXPECT_EQ(MayManage(Role::kManager, role), BelongsTo(role, Place::kSchool));
    EXPECT_FALSE(MayManage(Role::kTeacher, role));
    EXPECT_FALSE(MayManage(Role::kSupervisor, role));
  }
}

}  // namespace
}  // namespace lianxiao::storage
