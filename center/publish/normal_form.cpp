#include "center/publish/normal_form.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "center/ingest/row_files.h"
#include "center/ingest/stored_zip.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::center {
namespace {

// Text deflates to a fifth. A zipped set of pages is small enough for that to be cheap on a box's disk, and
// dear enough on its line to be worth it.
constexpr std::int64_t kAlwaysAffordable = 64 << 20;

bool IsZip(const std::string& path) {
  char mark[4] = {};
  std::ifstream(path, std::ios::binary).read(mark, sizeof mark);
  return std::string_view(mark, sizeof mark) == "PK\x03\x04";
}

}  // namespace

std::int64_t MostStoredBytes(std::int64_t zip_bytes) {
  return std::min(zip_bytes + std::max(zip_bytes / 2, kAlwaysAffordable), formats::kMostFatFileBytes);
}

Status BringToNormalForm(Draft& draft, const std::string& scratch) {
  for (std::size_t i = 0; i < draft.disk_paths.size(); ++i) {
    auto& file = draft.resource.files[i];
    if (!IsZip(draft.disk_paths[i])) continue;
    const auto stored = scratch + "/" + file.blob.Hex() + ".stored";
    LIANXIAO_ASSIGN(const bool is_stored,
                    StoreMembers(draft.disk_paths[i], stored, MostStoredBytes(file.size_bytes)));
    if (!is_stored) continue;
    std::error_code error;
    file.size_bytes = static_cast<std::int64_t>(std::filesystem::file_size(stored, error));
    if (error) return Fail(ErrorCode::kInternal, stored + ": " + error.message());
    draft.disk_paths[i] = stored;
    LIANXIAO_TRY(HashFile(stored, file));
  }
  return {};
}

}  // namespace lianxiao::center
