// Bytes as text and back.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao {

std::string ToHex(std::string_view bytes);          // Lower case.
Result<std::string> FromHex(std::string_view hex);  // Lower case only, even length; else kInvalid.
std::string ToBase64(std::string_view bytes);       // RFC 4648 section 4, padded.
Result<std::string> FromBase64(std::string_view text);
// Crockford's base32: no I, L, O, U, so that a code read out over a telephone survives.
std::string ToBase32(std::string_view bytes);
// Case does not matter, O reads as 0, I and L as 1; '-' and blanks are passed over. Trailing bits
// that do not fill a byte must be zero. kInvalid otherwise.
Result<std::string> FromBase32(std::string_view text);

}  // namespace lianxiao
