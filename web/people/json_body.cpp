#include "web/people/json_body.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"

namespace lianxiao::web {

Result<JsonBody> JsonBody::Read(const Request& request) {
  JsonBody body;
  if (request.body.empty()) return body;
  // A form of another site cannot send this type without being asked first.
  const auto type = request.Header("content-type");
  if (type.substr(0, type.find(';')) != "application/json") {
    return Fail(ErrorCode::kInvalid, "form.broken: send application/json");
  }
  LIANXIAO_ASSIGN(const auto json, formats::ParseJson(request.body));
  if (!json.is_object()) return Fail(ErrorCode::kInvalid, "form.broken: send a JSON object");
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) return Fail(ErrorCode::kInvalid, "form.broken: \"" + name + "\" must be a text");
    body.texts_.emplace(name, value.get<std::string>());
  }
  return body;
}

std::string JsonBody::Get(std::string_view name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? std::string() : found->second;
}

}  // namespace lianxiao::web
