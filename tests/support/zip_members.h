// What is in a zip file. Throws std::runtime_error when it cannot be opened or is inconsistent.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lianxiao::test {

using ZipMembers = std::vector<std::pair<std::string, std::string>>;  // Name, bytes; in the file's order.

ZipMembers ReadZip(const std::string& path);

}  // namespace lianxiao::test
