#include "web/api/center_json.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"

namespace lianxiao::web {

using nlohmann::json;

json ToJson(const CenterStatus& s) {
  json due = json::array();
  for (const auto& one : s.due) {
    due.push_back({{"what", one.what}, {"role", one.role}, {"detail", one.detail}, {"days", one.days}});
  }
  return {{"program", s.program},
          {"name", s.name},
          {"repository_version", s.repository_version},
          {"published", TimeOrNull(s.published)},
          {"metadata_expires", TimeOrNull(s.metadata_expires)},
          {"schools", s.schools},
          {"enrolled", s.enrolled},
          {"events", s.events},
          {"disk_free_bytes", s.disk_free_bytes},
          {"sends_by", s.sends_by},
          {"sends_by_wanted", s.sends_by_wanted},
          {"due", std::move(due)},
          {"now", ToRfc3339(s.now)}};
}

json ToJson(const SchoolRow& s) {
  return {{"id", s.id},
          {"name", s.name},
          {"device", s.device},
          {"enrolled", TimeOrNull(s.enrolled)},
          {"last_contact", TimeOrNull(s.last_contact)},
          {"catalog_version", s.catalog_version},
          {"bytes_missing", s.bytes_missing},
          {"bytes_cached", s.bytes_cached},
          {"resources", s.resources},
          {"resources_cached", s.resources_cached},
          {"usage_pending", s.usage_pending},
          {"events_received", s.events_received},
          {"program", s.program},
          {"problems", ProblemsJson(s.problems)}};
}

json ToJson(const UseRow& use) {
  return {{"resource", use.resource}, {"title", use.title},       {"opened", use.opened},
          {"played_s", use.played_s}, {"finished", use.finished}, {"downloaded", use.downloaded},
          {"schools", use.schools}};
}

json ToJson(const WantedRow& wanted) {
  return {{"words", wanted.words},
          {"searches", wanted.searches},
          {"schools", wanted.schools},
          {"last", ToRfc3339(wanted.last)}};
}

}  // namespace lianxiao::web
