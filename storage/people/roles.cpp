#include "storage/people/roles.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace lianxiao::storage {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> kRoles{{
    {Role::kTeacher, "teacher"},
    {Role::kManager, "manager"},
    {Role::kTechnician, "technician"},
    {Role::kEditor, "editor"},
    {Role::kReviewer, "reviewer"},
    {Role::kAdministrator, "administrator"},
    {Role::kSupervisor, "supervisor"},
}};

using enum Permission;

bool Teacher(Permission p) { return p == kBrowse || p == kTeach; }
bool Manager(Permission p) {
  return p == kBrowse || p == kTeach || p == kReadStatus || p == kManagePeople || p == kReadAudit ||
         p == kKeepLessons;
}
bool Technician(Permission p) {
  return p == kBrowse || p == kReadStatus || p == kManageBoxes || p == kKeepLessons;
}
bool Editor(Permission p) { return p == kBrowse || p == kHandInResources; }
bool Reviewer(Permission p) { return p == kBrowse || p == kReviewResources; }
bool Administrator(Permission p) { return p != kTeach; }
// Reading the audit log as well: who watches the administrators must not be one.
bool Supervisor(Permission p) { return p == kBrowse || p == kReadStatus || p == kReadAudit; }

}  // namespace

std::string_view Word(Role role) {
  return std::ranges::find(kRoles, role, &std::pair<Role, std::string_view>::first)->second;
}

Result<Role> ParseRole(std::string_view word) {
  for (const auto& [role, its_word] : kRoles) {
    if (its_word == word) return role;
  }
  return Fail(ErrorCode::kInvalid, "account.role_unknown: there is no role \"" + std::string(word) + "\"");
}

bool BelongsTo(Role role, Place place) {
  switch (role) {
    case Role::kTeacher:
    case Role::kManager: return place == Place::kSchool;
    case Role::kTechnician: return true;
    case Role::kEditor:
    case Role::kReviewer:
    case Role::kAdministrator:
    case Role::kSupervisor: return place == Place::kCounty;
  }
  std::abort();
}

std::string_view Word(Permission permission) {
  switch (permission) {
    case kOwnAccount: return "own_account";
    case kBrowse: return "browse";
    case kTeach: return "teach";
    case kReadStatus: return "read_status";
    case kManagePeople: return "manage_people";
    case kManageBoxes: return "manage_boxes";
    case kReadAudit: return "read_audit";
    case kHandInResources: return "hand_in_resources";
    case kReviewResources: return "review_resources";
    case kPublish: return "publish";
    case kKeepLessons: return "keep_lessons";
  }
  std::abort();
}

bool May(Role role, Permission permission) {
  if (permission == kOwnAccount) return true;
  switch (role) {
    case Role::kTeacher: return Teacher(permission);
    case Role::kManager: return Manager(permission);
    case Role::kTechnician: return Technician(permission);
    case Role::kEditor: return Editor(permission);
    case Role::kReviewer: return Reviewer(permission);
    case Role::kAdministrator: return Administrator(permission);
    case Role::kSupervisor: return Supervisor(permission);
  }
  std::abort();
}

bool MayManage(Role actor, Role whom) {
  if (!May(actor, kManagePeople)) return false;
  return actor == Role::kAdministrator || BelongsTo(whom, Place::kSchool);
}

}  // namespace lianxiao::storage
