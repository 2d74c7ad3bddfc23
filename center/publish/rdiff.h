// librsync's delta of one file against another's signature, all in memory. Plain functions. Safe from any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::center {

Result<std::string> RdiffDelta(std::string_view old_bytes, std::string_view new_bytes,
                               std::size_t block_bytes);
// kCorrupt when it is no delta, reaches beyond the old file, or makes more than `most_bytes`.
Result<std::string> RdiffPatch(std::string_view old_bytes, std::string_view delta, std::size_t most_bytes);

}  // namespace lianxiao::center
