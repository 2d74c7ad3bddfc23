// What a box with an unknown old version fetches: the reverse plan, against those who need no delta either.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lianxiao::bench {

// Of those pairs that are files.
void CompareUnknownVersions(const std::vector<std::filesystem::path>& pairs, const std::string& scratch);

}  // namespace lianxiao::bench
