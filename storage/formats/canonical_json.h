// Two ways to write JSON so that the same value is always the same bytes, and one strict way to read it.
//
//   canonical  What The Update Framework signs (OLPC's canonical JSON): keys in code-point order, no white
//              space, integers only, in strings only '"' and '\\' are escaped. For signing, not for files:
//              a string with a line break in it makes canonical bytes that are not JSON.
//   compact    What our files and messages are written in: the same order and no white space, but control
//              characters are escaped, so that it is JSON and fits on one line.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr int kMaxJsonDepth = 64;
// A value of one byte becomes dozens in memory; this keeps any file we read below some 50 MB there.
inline constexpr int kMaxJsonValues = 500'000;

// kInvalid for floating-point numbers, which have no canonical form, for text that is not UTF-8, and
// deeper than kMaxJsonDepth.
Result<std::string> Canonical(const nlohmann::json& value);

// Bytes that are not UTF-8 become U+FFFD.
std::string Compact(const nlohmann::json& value);

// Parses outside bytes: both caps above, duplicate keys refused, UTF-8 without a byte order mark, no
// trailing text. kInvalid otherwise.
Result<nlohmann::json> ParseJson(std::string_view text);

}  // namespace lianxiao::formats
