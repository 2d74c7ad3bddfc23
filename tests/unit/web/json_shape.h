// Holds a JSON value against a schema of the API's description: the part of JSON Schema that we write.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace lianxiao::web {

inline bool IsType(const nlohmann::json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  ADD_FAILURE() << "the schema uses a type we do not know: " << type;
  return false;
}

// What does not fit, one line each; empty when all does.
inline std::string Misfits(const nlohmann::json& description, const nlohmann::json& schema,
                           const nlohmann::json& value, const std::string& where) {
  if (schema.contains("$ref")) {
    const auto ref = schema.at("$ref").get<std::string>().substr(1);
    return Misfits(description, description.at(nlohmann::json::json_pointer(ref)), value, where);
  }
  std::string wrong;
  if (schema.contains("type")) {
    const auto& type = schema.at("type");
    bool fits = false;
    for (const auto& one : type.is_array() ? type : nlohmann::json::array({type})) {
      fits = fits || IsType(value, one.get<std::string>());
    }
    if (!fits) return where + ": is " + value.dump() + ", not " + type.dump() + "\n";
  }
  if (schema.contains("enum")) {
    bool listed = false;
    for (const auto& one : schema.at("enum")) listed = listed || one == value;
    if (!listed) wrong += where + ": " + value.dump() + " is not in the list\n";
  }
  if (value.is_object()) {
    for (const auto& name : schema.value("required", nlohmann::json::array())) {
      if (!value.contains(name)) wrong += where + ": lacks " + name.dump() + "\n";
    }
    const auto properties = schema.value("properties", nlohmann::json::object());
    for (const auto& [name, inner] : value.items()) {
      if (properties.contains(name)) {
        wrong += Misfits(description, properties.at(name), inner, where + "." + name);
      } else if (!schema.value("additionalProperties", true)) {
        wrong += where + ": nobody described " + name + "\n";
      }
    }
  }
  if (value.is_array() && schema.contains("items")) {
    for (const auto& inner : value) wrong += Misfits(description, schema.at("items"), inner, where + "[]");
  }
  return wrong;
}

}  // namespace lianxiao::web
