// Small ways to the signed lists of a repository. A publishing changes a few lines of them; beside each new
// file lie patches from what boxes have, so that it costs the lines and not the lists:
//
//   metadata/8.targets.json                    metadata/8.targets.json.from-<16 digits>
//   targets/catalog/HASH.county-….ndjson.zst   targets/catalog/HASH.county-….ndjson.zst.from-<16 digits>
//
// The digits begin the SHA-256 of the older file as it was published. A patch is a zstd frame with the older
// file, unpacked if it is packed, as reference prefix; it makes the newer one, unpacked too. Nobody signs
// patches: what comes out has to have the signed digest. Plain functions, safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/tuf.h"

namespace lianxiao::formats {

// In place of the digits: from nothing, for files that are not packed themselves.
inline constexpr std::string_view kFromNothing = "0";
// Smaller files come whole: asking for a patch that is not there costs as much.
inline constexpr std::int64_t kLeastPatchedBytes = 2 << 10;

// `path` may be a URL or a file's. `from` is the older file's SHA-256 in hex, or kFromNothing.
std::string PatchOf(std::string_view path, std::string_view from);

bool IsPacked(std::string_view target_name);  // "catalog/….zst"
// What a patch is made from and leads to. kInvalid: it says it is packed and is not; too large.
Result<std::string> PlainTarget(std::string_view target_name, std::string_view bytes);
// What a targets file says of `bytes`; of packed ones also what they unpack to.
TufTarget DescribeTarget(std::string_view target_name, std::string_view bytes);

}  // namespace lianxiao::formats
