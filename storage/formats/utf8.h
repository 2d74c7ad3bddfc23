// Whether bytes are text that may be shown. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace lianxiao::formats {

// Well-formed UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view text);
// Whether there is a C0 control character or DEL in it.
bool HasControls(std::string_view text);
// As much of `text` as fits in `max_bytes`, made fit to send: bytes that are no UTF-8 become U+FFFD,
// control characters become blanks, and no character is cut in two.
std::string Presentable(std::string_view text, std::size_t max_bytes);

}  // namespace lianxiao::formats
