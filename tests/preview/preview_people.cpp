#include "tests/preview/preview_people.h"

#include <cstdlib>
#include <iostream>

namespace lianxiao::web {
namespace {

using storage::Actor;
using storage::Role;

void Member(storage::People& people, const std::string& login, const std::string& name, Role role) {
  const auto made = people.Add({login, name, role, {}}, Actor::Console());
  if (!made) return;
  const auto first = people.LogIn(login, SecretBytes(made->code), "192.168.1.23");
  if (first) (void)people.SetFirstPassword(first->ticket, SecretBytes("preview-2026"), "192.168.1.23");
}

}  // namespace

std::unique_ptr<storage::People> PreviewPeople(const std::string& folder, storage::Place place,
                                               const Clock& clock) {
  const bool county = place == storage::Place::kCounty;
  auto people =
      storage::People::Open(folder + (county ? "/county.db" : "/school.db"), clock, {.place = place});
  if (!people) {
    std::cerr << people.error().message << "\n";
    std::exit(1);
  }
  if (county) {
    Member(**people, "admin", "周敏", Role::kAdministrator);
    Member(**people, "dudao", "何志远", Role::kSupervisor);
    (void)(*people)->Add({"wangfang", "王芳", Role::kTeacher, "school-1"}, Actor::Console());
  } else {
    Member(**people, "manager", "李校长", Role::kManager);
    Member(**people, "wangfang", "王芳", Role::kTeacher);
    (void)(*people)->Add({"zhaoyun", "赵云", Role::kTeacher, {}}, Actor::Console());
    const auto away = (*people)->Add({"liqiang", "李强", Role::kTechnician, {}}, Actor::Console());
    if (away) (void)(*people)->Disable(away->account.id, Actor::Console());
  }
  return *std::move(people);
}

}  // namespace lianxiao::web
