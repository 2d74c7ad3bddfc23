// The folder an editor hands in, and the names a table may use of it. Never leaves the folder: not by
// "..", not by an absolute name, not by a link. Used from one thread.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::center {

// A finding without its place in the table.
struct Complaint {
  std::string key, subject, detail;
};
template <typename T>
using Checked = tl::expected<T, Complaint>;

struct FolderFile {
  std::string path;  // Within the folder (or the package), '/'-separated.
  std::string disk_path;
  bool is_folder = false;
  std::int64_t size_bytes = 0;
};

class EditorFolder {
 public:
  static Result<EditorFolder> Open(const std::string& folder);  // kNotFound.

  // What a cell names. A Windows editor's '\\' reads as '/'.
  Checked<FolderFile> Find(std::string_view cell) const;
  // Every file below a package's folder, sorted, paths relative to it; without what file managers leave
  // behind (.DS_Store, Thumbs.db, desktop.ini).
  Checked<std::vector<FolderFile>> FilesOf(const FolderFile& package) const;

 private:
  explicit EditorFolder(std::string root) : root_(std::move(root)) {}
  Checked<FolderFile> Look(const std::string& path, const std::string& disk_path) const;

  std::string root_;  // Canonical: no links in it.
};

}  // namespace lianxiao::center
