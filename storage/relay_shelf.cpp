#include "storage/relay_shelf.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lianxiao::storage {
namespace {

// The largest list there is (sync/trust/trust.h, sync/tuning.h).
constexpr std::int64_t kMaxFileBytes = 32 << 20;
constexpr std::array<std::string_view, 3> kFolders = {"metadata/", "targets/catalog/", "targets/bundles/"};
// What WriteWhole leaves behind when the power goes.
constexpr std::string_view kUnfinished = ".new";

bool IsOurs(std::string_view name) {
  const auto folder = std::ranges::find_if(kFolders, [&](auto f) { return name.starts_with(f); });
  if (folder == kFolders.end() || name.ends_with(kUnfinished)) return false;
  name.remove_prefix(folder->size());
  return !name.empty() && name.size() <= 255 && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
  });
}

Status CheckName(const std::string& name) {
  return IsOurs(name) ? Status{} : Fail(ErrorCode::kInvalid, "no file of the repository has such a name");
}

}  // namespace

RelayShelf::RelayShelf(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

Result<std::vector<std::string>> RelayShelf::Names() const {
  std::vector<std::string> names;
  for (const auto folder : kFolders) {
    const auto entries = disk_.List(folder_ + "/" + std::string(folder.substr(0, folder.size() - 1)));
    if (!entries && entries.error().code == ErrorCode::kNotFound) continue;
    if (!entries) return Fail(entries.error());
    for (const auto& entry : *entries) {
      auto name = std::string(folder) + entry.name;
      if (!entry.is_folder && IsOurs(name)) names.push_back(std::move(name));
    }
  }
  return names;
}

Result<std::string> RelayShelf::Read(const std::string& name) const {
  LIANXIAO_TRY(CheckName(name));
  return ReadWhole(disk_, PathOf(name), kMaxFileBytes);
}

Status RelayShelf::Put(const std::string& name, std::string_view bytes) {
  LIANXIAO_TRY(CheckName(name));
  LIANXIAO_TRY(disk_.MakeFolders(FolderOf(PathOf(name))));
  return WriteWhole(disk_, PathOf(name), bytes);
}

Status RelayShelf::Remove(const std::string& name) {
  LIANXIAO_TRY(CheckName(name));
  return disk_.Remove(PathOf(name));
}

}  // namespace lianxiao::storage
