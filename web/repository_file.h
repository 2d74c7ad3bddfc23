// A file of the static repository by its URL path below "/": only the names that the county's publisher makes
// are known. Plain value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/result.h"

namespace lianxiao::web {

struct RepositoryFile {
  std::string disk_path;
  std::int64_t size_bytes = 0;
  std::string etag;
  bool immutable = false;  // Content-addressed or versioned: may be cached for ever.
};

// kNotFound for what is no name or not here. Safe from any thread.
using FindRepositoryFile = std::function<Result<RepositoryFile>(const std::string& path)>;

}  // namespace lianxiao::web
