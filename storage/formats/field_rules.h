// Rules that fields of several formats share. Each gives kInvalid with the field's name in front.
// Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

// Counts and sizes above this lose digits in a browser, so none may be larger.
inline constexpr std::int64_t kMaxCount = (std::int64_t{1} << 53) - 1;

// One line to show: UTF-8, no control characters, at most `max_bytes`.
Status CheckLine(const char* field, std::string_view text, std::size_t max_bytes);
// Several lines: the same, but tabs and line breaks are welcome.
Status CheckProse(const char* field, std::string_view text, std::size_t max_bytes);
// [a-z0-9-]{1,64}
Status CheckId(const char* field, std::string_view id);
// Exactly `digits` lower-case hex digits.
Status CheckHex(const char* field, std::string_view text, std::size_t digits);
// RFC 3339 as base/time.h reads it, or empty.
Status CheckTimeOrEmpty(const char* field, std::string_view text);
Status CheckRange(const char* field, std::int64_t value, std::int64_t least, std::int64_t most = kMaxCount);

}  // namespace lianxiao::formats
