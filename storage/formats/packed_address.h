// A center's address in few bytes, for the code that somebody has to type.
//
//   kind(1) ‖ rest      kind  0 http   1 https   rest: what stands after "://", as text
//                             2 http   3 https   rest: IPv4 address(4), port(2, big-endian)
//
// Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxAddressBytes = 120;

// "http://10.0.3.7:8440", "https://center.example.cn/lianxiao": http or https, a host, an optional port
// and path; no user, query or fragment; printable ASCII. kInvalid with the reason.
Status CheckAddress(std::string_view address);

// "10.0.3.7" of "https://10.0.3.7:8440/path". An IPv6 address keeps its brackets.
std::string HostOfAddress(std::string_view address);

std::string PackAddress(std::string_view address);  // CheckAddress()ed.
Result<std::string> UnpackAddress(std::string_view packed);

}  // namespace lianxiao::formats
