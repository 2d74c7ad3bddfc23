#include "daemon/box_chapters.h"

#include "storage/formats/webvtt.h"

namespace lianxiao::daemon {
namespace {

Result<std::vector<formats::Chapter>> Read(const web::SchoolView& school, storage::Disk& disk,
                                           const std::string& resource, std::size_t file) {
  LIANXIAO_ASSIGN(const auto served, school.FileOf(resource, static_cast<std::int64_t>(file)));
  LIANXIAO_ASSIGN(const auto text, storage::ReadWhole(disk, served.disk_path, formats::kMostVttBytes));
  return formats::ReadChapters(text);
}

}  // namespace

web::ChapterSource ReadsChapters(const web::SchoolView& school, storage::Disk& disk, Log& log) {
  return [&school, &disk, &log](const std::string& resource, std::size_t file) {
    auto chapters = Read(school, disk, resource, file);
    if (chapters) return *std::move(chapters);
    log.Warning("chapters of " + resource + ": " + chapters.error().message + "; it is shown without");
    return std::vector<formats::Chapter>();
  };
}

}  // namespace lianxiao::daemon
