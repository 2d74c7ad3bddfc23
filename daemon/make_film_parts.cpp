#include "daemon/make_film_parts.h"

#include "center/ingest/film_chapters.h"
#include "center/ingest/thumbnails.h"
#include "daemon/show_findings.h"

namespace lianxiao::daemon {

Status MakeFilmParts(const Console& console, storage::Disk& disk, const std::string& folder,
                     Thumbnails thumbnails, center::IngestResult& result) {
  LIANXIAO_TRY(center::AddChapters(result, disk, folder));
  if (thumbnails == Thumbnails::kNone) return {};
  const auto maker = center::MakeFfmpeg();
  const auto told = static_cast<std::ptrdiff_t>(result.notes.size());
  LIANXIAO_TRY(center::AddThumbnails(result, *maker, disk, folder, [&](const std::string& name) {
    console.Say("cli.import.thumbnails", {{"file", name}});
  }));
  TellFindings(console, {result.notes.begin() + told, result.notes.end()});
  return {};
}

}  // namespace lianxiao::daemon
