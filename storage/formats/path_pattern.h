// Path patterns of TUF delegations (specification 4.5, PATHPATTERN), which are those of a Unix shell:
// '*' is any run of characters, '?' any one, '[a-c]' one of some and '[!a-c]' one of the others; none of
// them is ever a '/'. There is no way to quote: a '[' without its ']' stands for itself. A character is a
// code point of UTF-8. Time grows with the product of the two lengths at most, whatever the pattern.
#pragma once

#include <string_view>

namespace lianxiao::formats {

bool MatchesPath(std::string_view pattern, std::string_view path);

}  // namespace lianxiao::formats
