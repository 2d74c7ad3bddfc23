// The code with which somebody logs in for the first time. Plain functions.
#pragma once

#include <string>
#include <string_view>

namespace lianxiao::storage {

// 10 characters of base32 (50 bits, random) in two groups: "7K3QF-M0ZX9".
std::string NewOneTimeCode();
// The 10 characters alone, whatever was typed around and between them: small and wide letters, blanks,
// dashes, O for 0, I and L for 1. Empty if that makes no code.
std::string CodeAsTyped(std::string_view typed);

}  // namespace lianxiao::storage
