#include "center/ingest/editor_folder.h"

#include <algorithm>
#include <filesystem>

#include "storage/formats/catalog.h"

namespace lianxiao::center {
namespace {

namespace fs = std::filesystem;

// A package's files stand in one catalog line, which is at most 4 MiB with all its deltas.
constexpr std::size_t kMostPackageFiles = 2'000;

tl::unexpected<Complaint> Complain(std::string key, std::string subject, std::string detail = "") {
  return tl::unexpected<Complaint>({std::move(key), std::move(subject), std::move(detail)});
}

bool IsLeftover(const std::string& name) {
  return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX";
}

std::string PlainPath(std::string_view cell) {
  std::string path(cell);
  std::ranges::replace(path, '\\', '/');
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool LeavesByName(const std::string& path) {
  const bool drive = path.size() > 1 && path[1] == ':';
  return path.starts_with('/') || drive || path == ".." || path.starts_with("../") || path.ends_with("/..") ||
         path.find("/../") != std::string::npos;
}

}  // namespace

Result<EditorFolder> EditorFolder::Open(const std::string& folder) {
  std::error_code error;
  const auto root = fs::canonical(folder, error);
  if (error) return Fail(ErrorCode::kNotFound, folder + ": " + error.message() + "; name an existing folder");
  if (!fs::is_directory(root, error)) return Fail(ErrorCode::kNotFound, folder + " is not a folder");
  return EditorFolder(root.string());
}

Checked<FolderFile> EditorFolder::Find(std::string_view cell) const {
  const auto path = PlainPath(cell);
  if (LeavesByName(path)) return Complain("ingest.path_leaves", std::string(cell));
  if (const auto right = formats::CheckPath(path); !right) {
    return Complain("ingest.bad_path", std::string(cell), right.error().message);
  }
  return Look(path, root_ + "/" + path);
}

Checked<FolderFile> EditorFolder::Look(const std::string& path, const std::string& disk_path) const {
  std::error_code error;
  const auto real = fs::canonical(disk_path, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return Complain("ingest.file_missing", path);
  }
  if (error) return Complain("ingest.file_unreadable", path, error.message());
  if (!real.string().starts_with(root_ + "/")) return Complain("ingest.path_leaves", path);

  FolderFile file{path, disk_path, fs::is_directory(real, error), 0};
  if (file.is_folder) return file;
  if (!fs::is_regular_file(real, error)) return Complain("ingest.file_unreadable", path, "not a file");
  file.size_bytes = static_cast<std::int64_t>(fs::file_size(real, error));
  if (error) return Complain("ingest.file_unreadable", path, error.message());
  return file;
}

Checked<std::vector<FolderFile>> EditorFolder::FilesOf(const FolderFile& package) const {
  std::vector<FolderFile> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(package.disk_path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const auto path = entry->path().lexically_relative(package.disk_path).generic_string();
    if (IsLeftover(entry->path().filename().string())) {
      entry.disable_recursion_pending();
      continue;
    }
    // A link to a folder would be walked into never or for ever.
    if (entry->is_symlink(error)) return Complain("ingest.package_link", package.path + "/" + path);
    if (entry->is_directory(error)) continue;
    if (const auto right = formats::CheckPath(path); !right) {
      return Complain("ingest.bad_path", package.path + "/" + path, right.error().message);
    }
    auto file = Look(path, entry->path().string());
    if (!file) return Complain(file.error().key, package.path + "/" + path, file.error().detail);
    files.push_back(*std::move(file));
    if (files.size() > kMostPackageFiles) {
      return Complain("ingest.package_too_many", package.path, std::to_string(kMostPackageFiles));
    }
  }
  if (error) return Complain("ingest.file_unreadable", package.path, error.message());
  std::ranges::sort(files, {}, &FolderFile::path);
  return files;
}

}  // namespace lianxiao::center
