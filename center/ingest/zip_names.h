// What is in a zip file, by its list at the end (APPNOTE 4.3.12). Nothing is unpacked.
#pragma once

#include <string>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::center {

// Reads at most 16 MiB. kNotFound: cannot be read; kInvalid: no zip, cut, or larger than 4 GiB.
Result<std::vector<std::string>> ZipNames(const std::string& disk_path);

}  // namespace lianxiao::center
