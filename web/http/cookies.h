// Cookies: the header a browser sends, from bytes to values, and the header that sets one (RFC 6265,
// section 4.1.1). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "web/http/http.h"

namespace lianxiao::web {

// Names are tokens; values hold neither blanks, quotes, commas, semicolons, backslashes nor anything but
// printable ASCII. A pair of another form is passed over: ports of one machine share their cookies, and what
// another program there set must not keep anyone out of ours. A name that comes with two different values
// counts as absent, for nobody can tell which of the two we set. A header beyond kMaxCookieBytes or
// kMaxCookies counts as none.
inline constexpr std::size_t kMaxCookieBytes = 8 << 10;
inline constexpr std::size_t kMaxCookies = 64;
using Cookies = std::map<std::string, std::string, std::less<>>;
Cookies ParseCookies(std::string_view header);

// One of them, or empty.
std::string CookieOf(const Request& request, std::string_view name);

struct CookieToSet {
  std::string name, value;                // As above; other characters are our own mistake.
  std::optional<std::int64_t> max_age_s;  // Empty: until the browser is closed. 0: forget it.
  bool http_only = true;                  // Scripts do not see it.
  bool secure = false;                    // Only over TLS.
  bool strict = false;                    // SameSite=Strict; otherwise Lax.
};
// The value of a Set-Cookie header, for every path of this host.
std::string Write(const CookieToSet& cookie);

}  // namespace lianxiao::web
