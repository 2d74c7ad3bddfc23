#include "web/people/account_fields.h"

#include <algorithm>
#include <array>

#include "web/http/url.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

using storage::AccountState;
using storage::Role;

constexpr std::array<Role, 7> kRoles = {Role::kTeacher,   Role::kManager,  Role::kTechnician,
                                        Role::kEditor,    Role::kReviewer, Role::kAdministrator,
                                        Role::kSupervisor};

// At the county, teachers and managers of schools too: the letters take them there.
bool Offered(const PeopleSite& site, const Request& request, Role role) {
  if (request.visitor && !MayManage(request.visitor->account.role, role)) return false;
  return BelongsTo(role, site.place) || site.place == storage::Place::kCounty;
}

std::string SchoolName(const PeopleSite& site, const std::string& id) {
  const auto schools = site.schools();
  const auto found =
      std::find_if(schools.begin(), schools.end(), [&](const auto& school) { return school.first == id; });
  return found == schools.end() || found->second.empty() ? id : found->second;
}

}  // namespace

Fields AccountFields(const PeopleSite& site, const Page& page, const storage::Account& account) {
  const auto& words = page.words();
  const auto now = site.clock.Wall();
  const bool locked = account.locked_until && *account.locked_until > now;
  Fields fields;
  fields.Set("account_name", account.name.empty() ? account.login : account.name);
  fields.Set("account_login", account.login).Set("account_link", "/people/" + EncodeSegment(account.id));
  fields.Set("account_role", words.Get("role." + std::string(Word(account.role))));
  fields.Set("account_school", account.school.empty() ? std::string() : SchoolName(site, account.school));
  fields.Set("account_state", words.Get("account.state_" + std::string(Word(account.state))));
  fields.Set("account_class", account.state == AccountState::kActive    ? "good"
                              : account.state == AccountState::kInvited ? "attention"
                                                                        : "no_box");
  fields.Set("account_icon", account.state == AccountState::kActive    ? "good"
                             : account.state == AccountState::kInvited ? "clock"
                                                                       : "close");
  fields.Set("is_disabled", account.state == AccountState::kDisabled);
  fields.Set("locked",
             locked ? words.Get("account.locked", {{"when", page.text().Moment(*account.locked_until, now)}})
                    : std::string());
  fields.Set("from_county", account.from_county).Set("second_factor", account.second_factor);
  fields.Set("last_login", account.last_login ? page.text().Moment(*account.last_login, now) : std::string());
  fields.Set("account_made", page.text().Date(account.made));
  return fields;
}

Fields::List RoleChoices(const PeopleSite& site, const Request& request, const Page& page, Role chosen) {
  Fields::List choices;
  for (const auto role : kRoles) {
    if (!Offered(site, request, role)) continue;
    const std::string word(Word(role));
    choices.push_back(Fields()
                          .Set("role", word)
                          .Set("role_name", page.words().Get("role." + word))
                          .Set("role_what", page.words().Get("role." + word + "_what"))
                          .Set("chosen", role == chosen));
  }
  return choices;
}

Fields::List SchoolChoices(const PeopleSite& site) {
  Fields::List choices;
  for (const auto& [id, name] : site.schools()) {
    choices.push_back(Fields().Set("school_id", id).Set("school_name", name.empty() ? id : name));
  }
  return choices;
}

std::string LoginAddress(const PeopleSite& site, const Request& request) {
  const std::string scheme = site.gate.secure_cookies ? "https://" : "http://";
  return scheme + std::string(request.Header("host")) + "/login";
}

Status EraseAccount(const PeopleSite& site, const std::string& id, const storage::Actor& by) {
  LIANXIAO_ASSIGN(const auto person, site.people.Erase(id, by));
  return site.forget(person);
}

}  // namespace lianxiao::web
