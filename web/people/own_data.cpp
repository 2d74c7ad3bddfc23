#include "web/people/own_data.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"

namespace lianxiao::web {

using nlohmann::json;

namespace {

json ListOf(const std::vector<storage::Courseware>& items) {
  json list = json::array();
  for (const auto& item : items) {
    list.push_back({{"id", item.id},
                    {"title", item.details.title},
                    {"description", item.details.description},
                    {"file", item.file.name},
                    {"size", item.file.size_bytes},
                    {"added", ToRfc3339(item.made)},
                    {"changed", ToRfc3339(item.changed)},
                    {"deleted", TimeOrNull(item.deleted)}});
  }
  return list;
}

}  // namespace

std::string CoursewareJson(const std::vector<storage::Courseware>& items) { return Dump(ListOf(items)); }

Result<std::string> OwnData(const PeopleSite& site, const storage::Account& account,
                            const storage::Actor& by) {
  LIANXIAO_ASSIGN(const auto kept, site.people.Export(account.id, by));
  LIANXIAO_ASSIGN(const auto events, site.events(account.person));
  LIANXIAO_ASSIGN(const auto courseware, site.courseware(account.id));
  json all = {
      {"person", account.person}, {"account", json::parse(kept, nullptr, false)}, {"events", json::array()}};
  for (const auto& event : events) all["events"].push_back(json::parse(event, nullptr, false));
  all["courseware"] = ListOf(courseware);
  LIANXIAO_ASSIGN(const auto records, site.records(account));
  all.update(json::parse(records, nullptr, false));
  return Dump(all);
}

}  // namespace lianxiao::web
