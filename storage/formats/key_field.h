// A public key among the fields of a JSON object from outside. Plain function.
#pragma once

#include "storage/base/keys.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {

// Key is VerifyKey or SealKey. What is none is refused in `fields`, and a key of zeros comes back.
template <typename Key>
Key KeyField(JsonFields& fields, const char* name) {
  const auto key = Key::FromHex(fields.Text(name));
  if (!key) fields.Refuse(name, "not a key of 64 hex digits");
  return key.value_or(Key{});
}

}  // namespace lianxiao::formats
