#include "storage/people/person_export.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/people/account_rows.h"
#include "storage/people/act_rules.h"
#include "storage/people/session_rows.h"
#include "storage/teaching/teaching_export.h"

namespace lianxiao::storage {
namespace {

using nlohmann::json;

json TimeOrNull(const std::optional<WallTime>& time) { return time ? json(ToRfc3339(*time)) : json(); }

json ToJson(const AccountRow& row) {
  const auto& account = row.account;
  return {{"id", account.id},
          {"pseudonym", account.person},
          {"login", account.login},
          {"name", account.name},
          {"role", Word(account.role)},
          {"school", account.school},
          {"state", Word(account.state)},
          {"from_county", account.from_county},
          {"second_factor", account.second_factor},
          {"made", ToRfc3339(account.made)},
          {"last_login", TimeOrNull(account.last_login)}};
}

json ToJson(const std::vector<SessionRow>& sessions) {
  auto list = json::array();
  for (const auto& session : sessions)
    list.push_back(
        {{"begun", ToRfc3339(session.made.wall)}, {"device", session.device}, {"address", session.address}});
  return list;
}

}  // namespace

Result<std::string> ExportPerson(const Desk& desk, const std::string& id, const Actor& by) {
  return WriteOne<std::string>(desk.people, [&](Connection& c) -> Result<std::string> {
    LIANXIAO_ASSIGN(const auto row, GetAccount(c, id));
    if (by.account != id) LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    LIANXIAO_TRY(desk.audit.Add(
        c, {.who = by.login, .from = by.from, .act = "account.exported", .subject = row.account.login}));
    LIANXIAO_ASSIGN(const auto sessions, SessionsOf(c, id));
    LIANXIAO_ASSIGN(const auto rows, desk.audit.About(c, row.account.login, row.first_audit));
    auto audit = json::array();
    for (const auto& entry : rows) {
      audit.push_back({{"number", entry.number},
                       {"at", ToRfc3339(entry.at)},
                       {"who", entry.who},
                       {"from", entry.from},
                       {"act", entry.act},
                       {"subject", entry.subject},
                       {"detail", entry.detail}});
    }
    LIANXIAO_ASSIGN(const auto teaching, ExportTeaching(c, id));
    return formats::Compact({{"account", ToJson(row)},
                             {"sessions", ToJson(sessions)},
                             {"audit", audit},
                             {"teaching", json::parse(teaching, nullptr, false)}});
  });
}

}  // namespace lianxiao::storage
