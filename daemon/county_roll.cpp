#include "daemon/county_roll.h"

#include <nlohmann/json.hpp>
#include <set>

#include "daemon/person_named.h"
#include "storage/formats/canonical_json.h"

namespace lianxiao::daemon {
namespace {

using nlohmann::json;
using storage::Actor;

json JsonOf(const center::PersonEvent& event) {
  auto out = json::parse(formats::ToJson(event.event), nullptr, false);
  out["school"] = event.school;
  out["received"] = ToRfc3339(event.received);
  return out;
}

// As the school sent it, and what the county knows of it.
json JsonOf(const center::PostRow& row) {
  json out = {{"id", row.id}, {"kind", row.kind}};
  if (row.post) out = json::parse(formats::ToJson(*row.post), nullptr, false);
  out["school"] = row.school;
  out["state"] = row.state;
  out["why"] = row.why;
  out["received"] = ToRfc3339(row.received);
  out["delivered"] = row.delivered.ms == 0 ? json() : json(ToRfc3339(row.delivered));
  return out;
}

json JsonOf(const center::RollbackRequest& request) {
  return {{"number", request.number},
          {"kind", request.kind},
          {"id", request.id},
          {"who", request.who},
          {"why", request.why},
          {"asked", ToRfc3339(request.asked)},
          {"state", request.state},
          {"decided_by", request.decided_by},
          {"decided", request.decided ? json(ToRfc3339(*request.decided)) : json()}};
}

// What stands against this teacher; empty: nothing that can be seen before trying.
std::string Objection(const storage::People& people, const std::set<std::string>& schools,
                      const web::NewTeacher& teacher) {
  if (!schools.contains(teacher.school)) return "school.unknown: no school " + teacher.school;
  if (!storage::ParseRole(teacher.role)) return "account.role_elsewhere: no role " + teacher.role;
  if (people.FindLogin(teacher.login)) return "account.login_taken: " + teacher.login;
  return {};
}

}  // namespace

Result<std::string> CountyRoll::Export(const std::string& who) const {
  LIANXIAO_ASSIGN(const auto named, FindPerson(people_, who));
  json out = {{"person", named.person},
              {"account", nullptr},
              {"events", json::array()},
              {"courseware", json::array()}};  // That is at the schools.
  if (named.account) {
    LIANXIAO_ASSIGN(const auto account, people_.Export(named.account->id, Actor::Console()));
    out["account"] = json::parse(account, nullptr, false);
  }
  LIANXIAO_ASSIGN(const auto events, Events(named.person));
  for (const auto& event : events) out["events"].push_back(json::parse(event, nullptr, false));
  LIANXIAO_ASSIGN(const auto records, Records(named.person, named.account));
  out.update(json::parse(records, nullptr, false));
  return formats::Compact(out);
}

Result<std::string> CountyRoll::Records(const std::string& person,
                                        const std::optional<storage::Account>& account) const {
  json out = {{"posts", json::array()}, {"rollbacks", json::array()}};
  LIANXIAO_ASSIGN(const auto posts, registry_.posts().WrittenBy(person));
  for (const auto& post : posts) out["posts"].push_back(JsonOf(post));
  if (account) {
    // Since the account was made: its login may have been another person's before.
    LIANXIAO_ASSIGN(const auto asked, registry_.rollbacks().Of(account->login, account->made));
    for (const auto& request : asked) out["rollbacks"].push_back(JsonOf(request));
  }
  return formats::Compact(out);
}

Result<std::vector<std::string>> CountyRoll::Events(const std::string& person) const {
  LIANXIAO_ASSIGN(const auto events, registry_.learning_log().EventsOf(person));
  std::vector<std::string> texts;
  for (const auto& event : events) texts.push_back(formats::Compact(JsonOf(event)));
  return texts;
}

// The events first: once the account is gone nobody could say any more whose they were.
Result<std::int64_t> CountyRoll::Erase(const std::string& who) {
  LIANXIAO_ASSIGN(const auto named, FindPerson(people_, who));
  LIANXIAO_ASSIGN(const auto events, registry_.learning_log().Erase(named.person));
  LIANXIAO_TRY(registry_.posts().ForgetPerson(named.person));
  if (named.account) {
    LIANXIAO_TRY(people_.Erase(named.account->id, Actor::Console()));
  } else {
    LIANXIAO_TRY(people_.audit().Add({.who = Actor::Console().login,
                                      .act = "person.erased",
                                      .subject = named.person,
                                      .detail = std::to_string(events) + " events"}));
  }
  return events;
}

Result<web::TakenTeachers> CountyRoll::AddTeachers(const std::vector<web::NewTeacher>& teachers) {
  std::set<std::string> schools;
  LIANXIAO_ASSIGN(const auto known, registry_.Schools());
  for (const auto& school : known) schools.insert(school.id);
  web::TakenTeachers taken;
  for (std::size_t i = 0; i < teachers.size(); ++i) {
    auto objection = Objection(people_, schools, teachers[i]);
    if (!objection.empty()) taken.refused.push_back({i, std::move(objection)});
  }
  if (!taken.refused.empty()) return taken;
  for (std::size_t i = 0; i < teachers.size(); ++i) {
    const auto& t = teachers[i];
    LIANXIAO_ASSIGN(const auto role, storage::ParseRole(t.role));
    const auto made = people_.Add({t.login, t.name, role, t.school}, Actor::Console());
    if (made) {
      taken.made.push_back({i, made->code, made->expires});
    } else {
      // Whatever it was: the codes of those before must still reach a person.
      taken.refused.push_back({i, made.error().message});
    }
  }
  return taken;
}

}  // namespace lianxiao::daemon
