// Who may do what. Roles as the counties have them (教师, 校管理员, 技术员, 编辑, 审核员, 管理员, 督导).
// Plain functions.
#pragma once

#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

enum class Role {
  kTeacher,        // 教师: own teaching.
  kManager,        // 校管理员: the accounts of one school.
  kTechnician,     // 技术员: boxes.
  kEditor,         // 编辑: hands in resources.
  kReviewer,       // 审核员: passes or returns what others handed in.
  kAdministrator,  // 管理员: everything at the county but reviewing own work.
  kSupervisor,     // 督导: reads, changes nothing.
};
std::string_view Word(Role role);  // "teacher", "manager", …
Result<Role> ParseRole(std::string_view word);

// Where the program runs: a county's roles mean nothing in a school, and the other way round.
enum class Place { kSchool, kCounty };
bool BelongsTo(Role role, Place place);  // Technicians belong to both.

enum class Permission {
  kOwnAccount,    // Own password, sessions, second factor, data: whoever is logged in.
  kBrowse,        // The classroom, where a school asks for a login before it.
  kTeach,         // Own lists, own courseware, own history.
  kReadStatus,    // Schools, boxes, use: figures, no names of teachers.
  kManagePeople,  // Accounts: make, disable, give a new code, export, erase.
  kManageBoxes,   // Enrolment codes, revoking a lost box.
  kReadAudit,     // The audit log.
  kHandInResources,
  kReviewResources,
  kPublish,
  kKeepLessons,  // Which lessons stay on a box whatever the county sends.
};
std::string_view Word(Permission permission);  // "browse", …; string catalogs name them by it.
bool May(Role role, Permission permission);
// Whose accounts one who may manage people may make and change: an administrator everybody's, a manager those
// of a school's roles.
bool MayManage(Role actor, Role whom);

}  // namespace lianxiao::storage
