#include "web/people/account_json.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"

namespace lianxiao::web {

using nlohmann::json;

json ToJson(const storage::Account& account) {
  return {{"id", account.id},
          {"login", account.login},
          {"name", account.name},
          {"role", Word(account.role)},
          {"school", account.school},
          {"state", Word(account.state)},
          {"from_county", account.from_county},
          {"second_factor", account.second_factor},
          {"made", ToRfc3339(account.made)},
          {"last_login", TimeOrNull(account.last_login)},
          {"locked_until", TimeOrNull(account.locked_until)}};
}

json ToJson(const storage::Invitation& invitation) {
  return {{"account", ToJson(invitation.account)},
          {"code", invitation.code},
          {"expires", ToRfc3339(invitation.expires)}};
}

json ToJson(const storage::AuditRow& row) {
  return {{"number", row.number}, {"at", ToRfc3339(row.at)}, {"who", row.who},      {"from", row.from},
          {"act", row.act},       {"subject", row.subject},  {"detail", row.detail}};
}

}  // namespace lianxiao::web
