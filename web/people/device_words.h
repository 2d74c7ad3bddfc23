// What a browser calls itself, in two words that its owner knows it by: "Windows 7 · Chrome". Nothing else of
// the User-Agent is kept: versions and builds would tell machines apart. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lianxiao::web {

// Empty: neither is known.
std::string DeviceWords(std::string_view user_agent);

}  // namespace lianxiao::web
