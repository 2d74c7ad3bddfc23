#include "storage/formats/json_fields.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace lianxiao::formats {
namespace {

using nlohmann::json;

const json kEmptyObject = json::object();
const json kEmptyList = json::array();

bool FitsInt64(const json& value) {
  if (!value.is_number_integer()) return false;
  return !value.is_number_unsigned() ||
         value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
}

}  // namespace

JsonFields::JsonFields(const json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) {
    status_ = Fail(ErrorCode::kInvalid, (where_.empty() ? "this" : where_) + ": not an object");
  }
}

std::string JsonFields::Path(const char* name) const { return where_.empty() ? name : where_ + "." + name; }

void JsonFields::Refuse(const char* name, const std::string& why) {
  if (status_) status_ = Fail(ErrorCode::kInvalid, Path(name) + ": " + why);
}

const json* JsonFields::Find(const char* name) {
  if (!status_) return nullptr;
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

const json* JsonFields::FindRequired(const char* name) {
  const auto* found = Find(name);
  if (found == nullptr) Refuse(name, "missing");
  return found;
}

bool JsonFields::Has(const char* name) const { return object_.is_object() && object_.contains(name); }

std::string JsonFields::Text(const char* name) {
  const auto* found = FindRequired(name);
  if (found == nullptr) return {};
  if (found->is_string()) return found->get<std::string>();
  Refuse(name, "not a string");
  return {};
}

std::int64_t JsonFields::Integer(const char* name) {
  const auto* found = FindRequired(name);
  if (found == nullptr) return 0;
  if (FitsInt64(*found)) return found->get<std::int64_t>();
  Refuse(name, "not an integer of 64 bits");
  return 0;
}

bool JsonFields::Boolean(const char* name) {
  const auto* found = FindRequired(name);
  if (found == nullptr) return false;
  if (found->is_boolean()) return found->get<bool>();
  Refuse(name, "neither true nor false");
  return false;
}

WallTime JsonFields::Time(const char* name) {
  const auto time = ParseRfc3339(Text(name));
  if (time) return *time;
  Refuse(name, time.error().message);
  return {};
}

BlobId JsonFields::Blob(const char* name) {
  const auto blob = BlobId::FromHex(Text(name));
  if (blob) return *blob;
  Refuse(name, "not a digest of 64 hex digits");
  return {};
}

std::string JsonFields::Sha256(const char* name) { return Blob(name).Hex(); }

const json& JsonFields::Object(const char* name) {
  const auto* found = FindRequired(name);
  if (found == nullptr) return kEmptyObject;
  if (found->is_object()) return *found;
  Refuse(name, "not an object");
  return kEmptyObject;
}

const json& JsonFields::List(const char* name) {
  const auto* found = FindRequired(name);
  if (found == nullptr) return kEmptyList;
  if (found->is_array()) return *found;
  Refuse(name, "not a list");
  return kEmptyList;
}

std::string JsonFields::TextOr(const char* name, std::string absent) {
  return Has(name) ? Text(name) : absent;
}
std::int64_t JsonFields::IntegerOr(const char* name, std::int64_t absent) {
  return Has(name) ? Integer(name) : absent;
}
bool JsonFields::BooleanOr(const char* name, bool absent) { return Has(name) ? Boolean(name) : absent; }
BlobId JsonFields::BlobOrZero(const char* name) { return Has(name) ? Blob(name) : BlobId{}; }
const json& JsonFields::ListOrEmpty(const char* name) { return Has(name) ? List(name) : kEmptyList; }

std::vector<std::string> JsonFields::Texts(const char* name) {
  std::vector<std::string> texts;
  for (const auto& element : ListOrEmpty(name)) {
    if (!element.is_string()) {
      Refuse(name, "not a list of strings");
      return {};
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

}  // namespace lianxiao::formats
