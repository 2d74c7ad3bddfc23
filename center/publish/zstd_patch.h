// Compression with zstd, alone and against an older file; storage/formats/packing.h unpacks. Plain functions.
// Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::center {

// As `zstd --patch-from` at the level for the sizes given; an empty prefix is plain compression. Nothing
// if it would take more than `most_bytes`.
Result<std::optional<std::string>> ZstdAgainst(std::string_view prefix, std::string_view bytes,
                                               std::size_t most_bytes);
// What a packed frame says it unpacks to. kCorrupt when it does not say.
Result<std::size_t> UnzstdSize(std::string_view packed);

}  // namespace lianxiao::center
