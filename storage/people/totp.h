// Six digits from a shared secret and the time: RFC 6238 with HMAC-SHA-1 and steps of 30 s, what every
// authenticator program on a phone speaks. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/time.h"

namespace lianxiao::storage {

inline constexpr std::size_t kTotpSecretBytes = 20;  // What RFC 4226 recommends: as long as the hash.

std::int64_t TotpStep(WallTime at);
std::string TotpDigits(std::string_view secret, std::int64_t step);
// The step whose digits these are: the current one or one before or after it, for phones' clocks differ, and
// later than `last_used`, for digits count once. Blanks in `typed` are passed over. Nothing: wrong.
std::optional<std::int64_t> MatchTotp(std::string_view secret, std::string_view typed, WallTime now,
                                      std::int64_t last_used);
// "otpauth://totp/…", as a program on a phone reads it from a QR code.
std::string TotpAddress(std::string_view secret, std::string_view login);

}  // namespace lianxiao::storage
