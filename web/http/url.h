// The target of a request line, taken apart, and names put into URLs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::web {

struct Target {
  std::string path;                                        // Decoded; begins with '/'.
  std::vector<std::pair<std::string, std::string>> query;  // Decoded, in order; '+' is a blank.
};

// "/search?q=%E5%88%86" or "http://host/search?q=…". kInvalid when the decoded path has a part "." or
// "..", an empty part before the last, a '\\' or a control character, when an escape is broken, or when path
// or query is not UTF-8 or holds a zero byte. A '/' that comes in as %2F is a '/'.
Result<Target> ParseTarget(std::string_view target);

// Percent-encodes all but RFC 3986's unreserved characters; EncodePath lets '/' stand.
std::string EncodeSegment(std::string_view text);
std::string EncodePath(std::string_view path);

}  // namespace lianxiao::web
