#include "center/ingest/film_chapters.h"

#include <algorithm>

#include "center/ingest/made_files.h"

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

Status AddChapters(IngestResult& result, storage::Disk& disk, const std::string& folder) {
  for (auto& draft : result.drafts) {
    if (WantsChapters(draft)) LIANXIAO_TRY(AddTo(draft, disk, folder));
  }
  return {};
}

}  // namespace lianxiao::center
