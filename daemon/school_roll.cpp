#include "daemon/school_roll.h"

#include <nlohmann/json.hpp>

#include "daemon/person_named.h"
#include "storage/formats/canonical_json.h"
#include "web/people/own_data.h"

namespace lianxiao::daemon {

using nlohmann::json;
using storage::Actor;

Result<std::string> SchoolRoll::Export(const std::string& who) const {
  LIANXIAO_ASSIGN(const auto named, FindPerson(people_, who));
  json out = {{"person", named.person},
              {"account", nullptr},
              {"events", json::array()},
              {"courseware", json::array()}};
  if (named.account) {
    LIANXIAO_ASSIGN(const auto account, people_.Export(named.account->id, Actor::Console()));
    out["account"] = json::parse(account, nullptr, false);
    LIANXIAO_ASSIGN(const auto added, added_(named.account->id));
    out["courseware"] = json::parse(web::CoursewareJson(added), nullptr, false);
  }
  LIANXIAO_ASSIGN(const auto events, Events(named.person));
  for (const auto& event : events) out["events"].push_back(json::parse(event, nullptr, false));
  return formats::Compact(out);
}

Result<std::vector<std::string>> SchoolRoll::Events(const std::string& person) const {
  LIANXIAO_ASSIGN(const auto events, usage_.EventsOf(person));
  std::vector<std::string> texts;
  for (const auto& event : events) texts.push_back(formats::ToJson(event));
  return texts;
}

// The account first: People says no to one that the county still sends, and then nothing was changed.
Result<std::int64_t> SchoolRoll::Erase(const std::string& who) {
  LIANXIAO_ASSIGN(const auto named, FindPerson(people_, who));
  if (named.account) LIANXIAO_TRY(people_.Erase(named.account->id, Actor::Console()));
  return usage_.Forget(named.person);
}

}  // namespace lianxiao::daemon
