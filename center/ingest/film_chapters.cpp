#include "center/ingest/film_chapters.h"

#include <algorithm>

#include "center/ingest/row_files.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

bool HasRole(const formats::Resource& resource, FileRole role) {
  return std::ranges::find(resource.files, role, &formats::File::role) != resource.files.end();
}

// One chapter alone is the whole film.
bool WantsChapters(const Draft& draft) {
  return draft.chapters.size() > 1 && draft.resource.Main() != nullptr &&
         !HasRole(draft.resource, FileRole::kChapters);
}

Status AddTo(Draft& draft, storage::Disk& disk, const std::string& folder) {
  const auto text = formats::WriteChapters(draft.chapters, draft.resource.duration_s * 1000);
  const auto disk_path = folder + "/" + HashOf(text).Hex() + ".vtt";
  LIANXIAO_TRY(disk.MakeFolders(folder));
  LIANXIAO_TRY(storage::WriteWhole(disk, disk_path, text));
  const auto& name = draft.resource.Main()->path;
  return EnterMade(draft,
                   {.role = FileRole::kChapters,
                    .path = NameBeside(draft.resource, name, ".chapters.vtt"),
                    .media_type = "text/vtt",
                    .language = draft.resource.language},
                   disk_path, disk);
}

}  // namespace

std::string NameBeside(const formats::Resource& resource, const std::string& name,
                       const std::string& ending) {
  const auto stem = name.substr(0, name.rfind('.'));
  const auto taken = [&](const std::string& path) {
    return std::ranges::find(resource.files, path, &formats::File::path) != resource.files.end();
  };
  auto beside = stem + ending;
  for (int i = 2; taken(beside); ++i) beside = stem + "." + std::to_string(i) + ending;
  return beside;
}

Status EnterMade(Draft& draft, formats::File file, const std::string& disk_path, storage::Disk& disk) {
  LIANXIAO_ASSIGN(const auto opened, disk.Open(disk_path, storage::OpenMode::kRead));
  LIANXIAO_ASSIGN(file.size_bytes, opened->Size());
  LIANXIAO_TRY(HashFile(disk_path, file));
  draft.resource.files.push_back(std::move(file));
  draft.disk_paths.push_back(disk_path);
  return {};
}

Status AddChapters(IngestResult& result, storage::Disk& disk, const std::string& folder) {
  for (auto& draft : result.drafts) {
    if (WantsChapters(draft)) LIANXIAO_TRY(AddTo(draft, disk, folder));
  }
  return {};
}

}  // namespace lianxiao::center
