#include "daemon/answer_fields.h"

#include <nlohmann/json.hpp>

namespace lianxiao::daemon {

using Json = nlohmann::json;

std::string TextOf(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t NumberOf(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace lianxiao::daemon
