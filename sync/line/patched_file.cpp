#include "sync/line/patched_file.h"

#include "storage/base/digest.h"
#include "storage/formats/packing.h"
#include "sync/line/small_file.h"

namespace lianxiao::sync {

Result<std::optional<std::string>> FetchByPatch(Line& line, const PatchWanted& wanted,
                                                const OlderFile& older) {
  if (wanted.whole_bytes < formats::kLeastPatchedBytes) return std::optional<std::string>();
  const auto patch = FetchSmallFile(line, formats::PatchOf(wanted.url, older.sha256), wanted.whole_bytes);
  if (!patch && patch.error().code == ErrorCode::kOffline) return Fail(patch.error());
  if (!patch) return std::optional<std::string>();
  auto made = formats::UnpackAgainst(older.plain, *patch, static_cast<std::size_t>(wanted.length));
  if (!made || Sha256Hex(*made) != wanted.sha256) return std::optional<std::string>();
  return std::optional(*std::move(made));
}

}  // namespace lianxiao::sync
