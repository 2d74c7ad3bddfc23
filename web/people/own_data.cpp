#include "web/people/own_data.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"

namespace lianxiao::web {

using nlohmann::json;

Result<std::string> OwnData(const PeopleSite& site, const storage::Account& account,
                            const storage::Actor& by) {
  LIANXIAO_ASSIGN(const auto kept, site.people.Export(account.id, by));
  LIANXIAO_ASSIGN(const auto events, site.events(account.person));
  json all = {
      {"person", account.person}, {"account", json::parse(kept, nullptr, false)}, {"events", json::array()}};
  for (const auto& event : events) all["events"].push_back(json::parse(event, nullptr, false));
  return Dump(all);
}

}  // namespace lianxiao::web
