// Which lists a relay has to hold for one trusted state, each with what proves it; and which patches fit to
// them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "sync/rounds/signed_content.h"
#include "sync/trust/trust.h"

namespace lianxiao::sync {

// A file of the repository by its name on the shelf, "targets/catalog/HASH.county-….ndjson.zst".
struct ShelfFile {
  std::string bytes;   // Of metadata: as verified. Empty: still to be found.
  std::string target;  // "catalog/county-….ndjson.zst"; empty: metadata.
  std::int64_t length = 0;
  std::string sha256;
  // What a patch leads to: the same, or of a packed file what it unpacks to. Length 0: no patches.
  std::int64_t plain_length = 0;
  std::string plain_sha256;
};
using ShelfFiles = std::map<std::string, ShelfFile>;

// All but roots and timestamp.json. `trusted` has current targets.
ShelfFiles ShelfFilesOf(const TrustedSet& trusted, const SignedContent& content);

// "metadata/8.targets.json.from-0123456789abcdef" → the file it leads to, and the digits (or "0").
struct PatchName {
  std::string to, from;
};
std::optional<PatchName> ParsePatchName(std::string_view name);

// Whether `older` is a former version of the file `name`: "metadata/7.targets.json" of
// "metadata/8.targets.json", "targets/bundles/HASH1.all.json" of "targets/bundles/HASH2.all.json".
bool SameList(std::string_view older, std::string_view name);

// Whether `patch`, made from `basis` (as it was published; empty: from nothing), leads to `file`.
bool LeadsTo(const ShelfFile& file, std::string_view basis, std::string_view patch);

}  // namespace lianxiao::sync
