#include "storage/metadata_folder.h"

#include "storage/formats/tuf_names.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kSuffix = ".json";
constexpr std::int64_t kMostBytes = 16 << 20;  // No client takes in a larger file.

}  // namespace

MetadataFolder::MetadataFolder(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

std::string MetadataFolder::PathOf(const std::string& role) const {
  return folder_ + "/" + formats::EscapedName(role) + std::string(kSuffix);
}

Result<std::map<std::string, std::string>> MetadataFolder::Load() const {
  std::map<std::string, std::string> files;
  const auto entries = disk_.List(folder_);
  if (!entries && entries.error().code == ErrorCode::kNotFound) return files;
  if (!entries) return Fail(entries.error());
  for (const auto& entry : *entries) {
    if (entry.is_folder || !entry.name.ends_with(kSuffix)) continue;
    const auto role =
        formats::UnescapedName(std::string_view(entry.name).substr(0, entry.name.size() - kSuffix.size()));
    if (!role) continue;
    LIANXIAO_ASSIGN(files[*role], ReadWhole(disk_, folder_ + "/" + entry.name, kMostBytes));
  }
  return files;
}

Status MetadataFolder::Save(const std::string& role, const std::string& bytes) {
  LIANXIAO_TRY(disk_.MakeFolders(folder_));
  return WriteWhole(disk_, PathOf(role), bytes);
}

Status MetadataFolder::Remove(const std::string& role) {
  LIANXIAO_TRY(disk_.Remove(PathOf(role)));
  return disk_.SyncFolder(folder_);
}

}  // namespace lianxiao::storage
