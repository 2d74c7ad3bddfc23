#include "storage/formats/catalog.h"

#include <algorithm>
#include <cstdlib>

namespace lianxiao::formats {

std::string_view Word(FileRole role) {
  switch (role) {
    case FileRole::kMain: return "main";
    case FileRole::kRendition: return "rendition";
    case FileRole::kPoster: return "poster";
    case FileRole::kSubtitle: return "subtitle";
    case FileRole::kAttachment: return "attachment";
    case FileRole::kPackage: return "package";
    case FileRole::kChapters: return "chapters";
    case FileRole::kThumbnails: return "thumbnails";
  }
  std::abort();
}

const File* Resource::Main() const {
  const auto main =
      std::find_if(files.begin(), files.end(), [](const File& file) { return file.role == FileRole::kMain; });
  return main == files.end() ? nullptr : &*main;
}

std::int64_t Resource::TotalBytes() const {
  std::int64_t total = 0;
  for (const auto& file : files) total += file.size_bytes;
  return total;
}

std::vector<Way> Resource::Ways() const {
  std::vector<Way> ways;
  const auto add = [&ways](const std::vector<Delta>& deltas) {
    for (const auto& delta : deltas) ways.push_back({delta.blob, delta.size_bytes, delta.pieces});
  };
  add(package_deltas);
  for (const auto& file : files) {
    add(file.deltas);
    if (!file.signature) continue;
    ways.push_back({file.signature->blob, file.signature->size_bytes, {}});
    if (const auto& repair = file.signature->repair)
      ways.push_back({repair->blob, repair->shape.Bytes(), {}});
  }
  return ways;
}

bool Resource::IsPackage() const {
  const auto* main = Main();
  return main != nullptr && main->media_type == "text/html" &&
         std::any_of(files.begin(), files.end(),
                     [](const File& file) { return file.role == FileRole::kPackage; });
}

}  // namespace lianxiao::formats
