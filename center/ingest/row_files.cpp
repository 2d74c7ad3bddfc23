#include "center/ingest/row_files.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "center/ingest/content_type.h"
#include "center/ingest/html_outside.h"
#include "center/ingest/media_rules.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/stick_layout.h"
#include "storage/formats/webvtt.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

constexpr std::int64_t kMostTextBytes = 8 << 20;    // Subtitles and pages are read whole to be checked.
constexpr std::int64_t kMostPosterBytes = 2 << 20;  // A list page shows dozens of them.

std::string BaseName(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string ReadText(const std::string& disk_path) {
  std::ifstream file(disk_path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool TakesOne(Column column) {
  return column == Column::kPoster || column == Column::kRendition || column == Column::kChapters;
}

std::int64_t MostBytes(Column column, const std::string& path) {
  const auto ending = Ending(path);
  if (column == Column::kPoster) return kMostPosterBytes;
  if (column == Column::kChapters) return static_cast<std::int64_t>(formats::kMostVttBytes);
  if (column == Column::kSubtitle || ending == ".html" || ending == ".htm") return kMostTextBytes;
  return formats::kMostFatFileBytes;  // Memory sticks carry lessons to schools.
}

// "lesson.en.vtt" says its language; "lesson.vtt" has the resource's.
std::string SubtitleLanguage(const std::string& name, const std::string& otherwise) {
  const auto stem = name.substr(0, name.rfind('.'));
  const auto dot = stem.rfind('.');
  if (dot == std::string::npos) return otherwise;
  const auto tag = stem.substr(dot + 1);
  const bool letters = std::ranges::all_of(
      tag, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
  const bool fits = tag.size() == 2 || (tag.size() > 3 && tag.size() <= 10 && tag[2] == '-');
  return letters && fits ? tag : otherwise;
}

}  // namespace

void RowFiles::Take(const TableRow& row, Draft& draft) {
  row_ = &row;
  draft_ = &draft;
  if (draft.resource.status == formats::ResourceStatus::kWithdrawn) return;  // Boxes drop its files.
  if (const auto* cell = row.Find(Column::kFile)) TakeMain(*cell);
  TakeList(Column::kSubtitle, FileRole::kSubtitle);
  TakeList(Column::kChapters, FileRole::kChapters);
  TakeList(Column::kPoster, FileRole::kPoster);
  TakeList(Column::kRendition, FileRole::kRendition);
  TakeList(Column::kAttachments, FileRole::kAttachment);
}

void RowFiles::TakeMain(const Cell& cell) {
  if (cell.items.size() > 1) return Report(cell, {"ingest.one_value", cell.header, ""});
  const auto found = folder_.Find(cell.text);
  if (!found) return Report(cell, found.error());
  if (found->is_folder) return TakePackage(cell, *found);
  TakeFile({Column::kFile, FileRole::kMain, cell}, *found);
}

void RowFiles::TakePackage(const Cell& cell, const FolderFile& package) {
  const auto files = folder_.FilesOf(package);
  if (!files) return Report(cell, files.error());
  if (std::ranges::find(*files, "index.html", &FolderFile::path) == files->end()) {
    Report(cell, {"ingest.package_no_index", package.path, ""});
  }
  for (const auto& file : *files) {
    const auto shown = package.path + "/" + file.path;
    const auto type = TypeOfEnding(file.path);
    // An empty script or style sheet is harmless; a file of unknown kind is never what a page needs.
    if (!type) {
      Report(cell, {"ingest.unknown_ending", shown, ".html .css .js .json .png .jpg .svg .mp3 .mp4 .woff2"});
      continue;
    }
    if (file.size_bytes > MostBytes(Column::kFile, file.path)) {
      Report(cell, {"ingest.file_too_large", shown, std::to_string(MostBytes(Column::kFile, file.path))});
      continue;
    }
    if (*type == "text/html") TakePage(cell, file, shown);
    const auto role = file.path == "index.html" ? FileRole::kMain : FileRole::kPackage;
    Add(cell,
        {.role = role, .path = file.path, .media_type = std::string(*type), .size_bytes = file.size_bytes},
        file);
  }
}

void RowFiles::TakePage(const Cell& cell, const FolderFile& page, const std::string& shown) {
  for (const auto& address : OutsideAddresses(ReadText(page.disk_path))) {
    Report(cell, {"ingest.package_outside", shown, address});
  }
}

void RowFiles::TakeList(Column column, FileRole role) {
  const auto* cell = row_->Find(column);
  if (cell == nullptr) return;
  if (TakesOne(column) && cell->items.size() > 1) {
    return Report(*cell, {"ingest.one_value", cell->header, ""});
  }
  for (const auto& item : cell->items) {
    const auto found = folder_.Find(item);
    if (!found) {
      Report(*cell, found.error());
    } else if (found->is_folder) {
      Report(*cell, {"ingest.file_unreadable", found->path, "a folder"});
    } else {
      TakeFile({column, role, *cell}, *found);
    }
  }
}

void RowFiles::TakeFile(const Place& place, const FolderFile& found) {
  const auto wrong = CheckEnding(place.column, found.path);
  for (const auto& complaint : wrong) Report(place.cell, complaint);
  if (found.size_bytes == 0) return Report(place.cell, {"ingest.file_empty", found.path, ""});
  const auto most = MostBytes(place.column, found.path);
  if (found.size_bytes > most) {
    return Report(place.cell, {"ingest.file_too_large", found.path, std::to_string(most)});
  }
  if (!wrong.empty()) return;
  formats::File file{.role = place.role, .path = BaseName(found.path), .size_bytes = found.size_bytes};
  CheckContent(place, found, file);
  Add(place.cell, std::move(file), found);
}

void RowFiles::CheckContent(const Place& place, const FolderFile& found, formats::File& file) {
  file.media_type = std::string(TypeOfEnding(found.path).value_or("application/octet-stream"));
  if (place.column == Column::kSubtitle) {
    file.language = SubtitleLanguage(file.path, draft_->resource.language);
    for (const auto& complaint : CheckSubtitle(found.path, ReadText(found.disk_path)))
      Report(place.cell, complaint);
    return;
  }
  if (place.column == Column::kChapters) {
    for (const auto& complaint : CheckChapters(found.path, ReadText(found.disk_path)))
      Report(place.cell, complaint);
    return;
  }
  const auto facts = probe_.Look(found.disk_path);
  if (!facts) {
    const auto* key =
        facts.error().code == ErrorCode::kInvalid ? "ingest.broken_media" : "ingest.file_unreadable";
    return Report(place.cell, {key, found.path, facts.error().message});
  }
  for (const auto& complaint : CheckMedia(found.path, *facts)) Report(place.cell, complaint);
  if (place.role != FileRole::kMain) return;
  draft_->resource.duration_s = std::llround(facts->duration_s);
  draft_->chapters = facts->chapters;
}

void RowFiles::Add(const Cell& cell, formats::File file, const FolderFile& found) {
  auto& files = draft_->resource.files;
  if (std::ranges::find(files, file.path, &formats::File::path) != files.end()) {
    return Report(cell, {"ingest.same_name", file.path, ""});
  }
  files.push_back(std::move(file));
  draft_->disk_paths.push_back(found.disk_path);
}

void RowFiles::Report(const Cell& cell, const Complaint& complaint) {
  findings_.push_back({row_->row, cell.header, complaint.key, complaint.subject, complaint.detail});
}

Status HashFile(const std::string& disk_path, formats::File& file) {
  std::ifstream bytes(disk_path, std::ios::binary);
  if (!bytes) return Fail(ErrorCode::kNotFound, disk_path + " is gone or cannot be read");
  formats::PieceHasher hasher;
  std::string piece(static_cast<std::size_t>(formats::kPieceBytes), '\0');
  while (bytes.read(piece.data(), formats::kPieceBytes) || bytes.gcount() > 0) {
    hasher.Add(std::string_view(piece).substr(0, static_cast<std::size_t>(bytes.gcount())));
  }
  const auto names = hasher.Finish();
  if (names.pieces.file_bytes != file.size_bytes) {
    return Fail(ErrorCode::kInvalid, disk_path + " changed while it was read; import again");
  }
  file.blob = names.blob;
  file.pieces = names.pieces.Count() > 1 ? HashOf(formats::Encode(names.pieces)) : BlobId{};
  return {};
}

Status HashFiles(Draft& draft) {
  for (std::size_t i = 0; i < draft.disk_paths.size(); ++i) {
    LIANXIAO_TRY(HashFile(draft.disk_paths[i], draft.resource.files[i]));
  }
  return {};
}

}  // namespace lianxiao::center
