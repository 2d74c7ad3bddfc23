// A signed list from an older one and a patch (storage/formats/target_patch.h), where there is one: kilobytes
// instead of the list. What comes out is as trustworthy as the digest that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/target_patch.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

struct OlderFile {
  std::string sha256{formats::kFromNothing};  // As it was published.
  std::string plain;                          // Unpacked.
};

struct PatchWanted {
  std::string url;               // Of the whole newer file.
  std::int64_t whole_bytes = 0;  // What that costs: no patch is larger.
  std::int64_t length = 0;       // Of the newer file, unpacked.
  std::string sha256;            // Likewise.
};

// Nothing: there is no such patch, or it does not lead there; the whole is the way. kOffline: the line.
Result<std::optional<std::string>> FetchByPatch(Line& line, const PatchWanted& wanted,
                                                const OlderFile& older);

}  // namespace lianxiao::sync
