// What is in a zip file, by its list at the end (APPNOTE 4.3.12). Nothing is unpacked.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

// Reads at most 16 MiB. kInvalid: no zip, cut, or larger than 4 GiB.
Result<std::vector<std::string>> ZipNames(std::istream& file);
Result<std::vector<std::string>> ZipNames(const std::string& disk_path);  // kNotFound too: cannot be read.

}  // namespace lianxiao::formats
