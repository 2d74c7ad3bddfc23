#include "sync/blobs/old_files.h"

namespace lianxiao::sync {

Result<std::unique_ptr<OldFiles>> OldFiles::Search(storage::Disk& disk, const std::vector<std::string>& paths,
                                                   std::string_view signature, std::int64_t file_bytes) {
  LIANXIAO_ASSIGN(auto finder, formats::BlockFinder::Read(signature, file_bytes));
  std::vector<std::unique_ptr<storage::File>> files;
  for (const auto& path : paths) {
    auto opened = disk.Open(path, storage::OpenMode::kRead);
    if (!opened) continue;
    files.push_back(*std::move(opened));
    const auto& file = *files.back();
    // What was found before a bad sector counts too.
    (void)finder.LookThrough([&](std::int64_t at, std::int64_t size) { return file.ReadAt(at, size); });
  }
  ReversePlan plan(finder.places(), finder.shape().block_bytes, file_bytes);
  if (plan.missing().bytes == file_bytes) {
    return Fail(ErrorCode::kNotFound,
                "nothing of it is in the " + std::to_string(files.size()) + " old files");
  }
  return std::unique_ptr<OldFiles>(new OldFiles(std::move(files), std::move(plan)));
}

std::string OldFiles::Read(std::int64_t first, std::int64_t end) {
  std::string bytes;
  for (const auto& stretch : plan_.Within(first, end)) {
    const auto& file = *files_[static_cast<std::size_t>(stretch.from.old_file)];
    const auto got = file.ReadAt(stretch.from.offset, stretch.end - stretch.first);
    if (!got) break;
    bytes += *got;
    if (std::ssize(*got) != stretch.end - stretch.first) break;
  }
  return bytes;
}

}  // namespace lianxiao::sync
