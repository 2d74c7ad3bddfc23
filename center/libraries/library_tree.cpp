#include "center/libraries/library_tree.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "storage/formats/library_name.h"

namespace lianxiao::center {
namespace {

constexpr std::string_view kEnd = ".json";

// "3.chen.json" → chen, 3.
std::optional<LibraryVersion> ReadName(std::string_view file) {
  const auto dot = file.find('.');
  if (dot == std::string_view::npos || dot == 0 || !file.ends_with(kEnd)) return std::nullopt;
  LibraryVersion found;
  const auto [end, error] = std::from_chars(file.data(), file.data() + dot, found.version);
  if (error != std::errc{} || end != file.data() + dot || found.version < 1 || file[0] == '0') {
    return std::nullopt;
  }
  if (file.size() <= dot + 1 + kEnd.size()) return std::nullopt;
  found.library = file.substr(dot + 1, file.size() - dot - 1 - kEnd.size());
  if (!formats::CheckLibraryName(found.library)) return std::nullopt;
  return found;
}

}  // namespace

Result<LibraryVersion> LibraryTree::Newest() const {
  const auto none = [&] {
    return Fail(ErrorCode::kNotFound, "library.no_tree: " + folder_ + "/metadata has no NUMBER.NAME.json");
  };
  const auto files = disk_.List(At("metadata"));
  if (!files) return none();
  LibraryVersion newest;
  for (const auto& file : *files) {
    const auto found = ReadName(file.name);
    if (!found) continue;
    if (!newest.library.empty() && newest.library != found->library) {
      return Fail(ErrorCode::kInvalid,
                  "library.several: " + folder_ + " has " + newest.library + " and " + found->library);
    }
    newest = {found->library, std::max(newest.version, found->version)};
  }
  if (newest.library.empty()) return none();
  return newest;
}

Result<std::string> LibraryTree::Find(const std::string& below) const {
  namespace fs = std::filesystem;
  fs::path path = folder_;
  auto kind = fs::file_type::directory;
  for (const auto& part : fs::path(below)) {
    path /= part;
    std::error_code error;
    kind = fs::symlink_status(path, error).type();
    if (kind != fs::file_type::directory) break;
  }
  if (kind == fs::file_type::regular && path == fs::path(folder_) / below) return path.string();
  return Fail(ErrorCode::kNotFound, "library.missing: " + At(below));
}

Result<std::string> LibraryTree::Read(const std::string& below, std::int64_t most) const {
  LIANXIAO_ASSIGN(const auto path, Find(below));
  auto bytes = storage::ReadWhole(disk_, path, most);
  if (bytes || bytes.error().code != ErrorCode::kInvalid) return bytes;
  return Fail(ErrorCode::kUntrusted, "library.too_large: " + path);
}

std::string LibraryTree::Lists(const LibraryVersion& which) {
  return "metadata/" + std::to_string(which.version) + "." + which.library + std::string(kEnd);
}

std::string LibraryTree::Target(const std::string& name, const std::string& sha256) {
  const auto slash = name.rfind('/') + 1;
  return "targets/" + name.substr(0, slash) + sha256 + "." + name.substr(slash);
}

std::string LibraryTree::Blob(const BlobId& id) {
  const auto hex = id.Hex();
  return "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

}  // namespace lianxiao::center
