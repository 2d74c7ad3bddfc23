// Names of TUF files in URLs and folders. Roles and targets of other repositories may be called anything,
// so every byte but A-Z a-z 0-9 - _ . ~ is written %XX (RFC 3986, as Python's quote does). Plain functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

std::string EscapedName(std::string_view name);
// Back again. kInvalid: EscapedName gives no such thing.
Result<std::string> UnescapedName(std::string_view escaped);

// "7.chen.json", or without consistent snapshots "chen.json".
std::string MetadataName(std::string_view role, std::int64_t version, bool consistent_snapshot);
// "catalog/HASH.name.zst" for a URL: '/' and what else may stand in a path stays as it is. Without
// consistent snapshots give no hash.
std::string TargetUrlPath(std::string_view path, std::string_view hash);

}  // namespace lianxiao::formats
