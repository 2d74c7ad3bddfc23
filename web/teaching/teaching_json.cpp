#include "web/teaching/teaching_json.h"

#include <nlohmann/json.hpp>

namespace lianxiao::web {

nlohmann::json ToJson(const ItemOnBox& item) {
  return {{"kind", item.item.kind},
          {"id", item.item.id},
          {"title", item.title},
          {"ready", item.ready},
          {"gone", item.address.empty()}};
}

nlohmann::json ToJson(const storage::PrepList& list, const std::string& account) {
  return {{"number", list.number}, {"name", list.head.name}, {"class", list.head.class_name},
          {"day", list.head.day},  {"by", list.by},          {"own", list.account == account},
          {"shared", list.shared}, {"items", list.items},    {"changed", ToRfc3339(list.changed)}};
}

}  // namespace lianxiao::web
