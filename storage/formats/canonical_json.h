// Canonical JSON as The Update Framework uses it (OLPC's canonical JSON): keys in code-unit order, no
// white space, integers only, in strings only '"' and '\\' are escaped. What is signed is these bytes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

// kInvalid for floating-point numbers, which have no canonical form, and for text that is not UTF-8.
Result<std::string> Canonical(const nlohmann::json& value);

// Parses outside bytes: depth ≤ 64, duplicate keys refused, no trailing text. kInvalid otherwise.
Result<nlohmann::json> ParseJson(std::string_view text);

}  // namespace lianxiao::formats
