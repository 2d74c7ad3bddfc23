// Which file of the repository a URL path (below "/") names: "metadata/7.snapshot.json",
// "targets/catalog/HASH.NAME", patches to them, "blobs/ab/cdef…" and nothing else. Decides by form alone.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::daemon {

struct RepositoryName {
  std::string relative;    // Below the repository's folder.
  bool immutable = false;  // Named by content or version.
};
Result<RepositoryName> ParseRepositoryPath(std::string_view path);  // kNotFound.

}  // namespace lianxiao::daemon
