#include "storage/formats/library_name.h"

#include <algorithm>

namespace lianxiao::formats {
namespace {

constexpr std::string_view kShardFolder = "catalog/";
constexpr std::size_t kMaxNameBytes = 24;  // Leaves 39 of an id's 64 letters to the lesson.
constexpr std::string_view kTaken[] = {kCountyLibrary, "root", "timestamp", "snapshot", "targets"};

}  // namespace

Status CheckLibraryName(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool form = !name.empty() && name.size() <= kMaxNameBytes && letter(name[0]) &&
                    std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
  if (!form) {
    return Fail(ErrorCode::kInvalid,
                "a library's name has 1 to 24 of a-z and 0-9, the first a letter, and no '-'");
  }
  if (std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken)) {
    return Fail(ErrorCode::kInvalid, std::string(name) + " is taken; choose another name for the library");
  }
  return {};
}

std::string LibraryPattern(std::string_view library) {
  return std::string(kShardFolder) + std::string(library) + "-*";
}

std::string ShardName(std::string_view library, std::string_view shard, int part) {
  return std::string(kShardFolder) + std::string(library) + "-" + std::string(shard) + "-" +
         std::to_string(part) + ".ndjson.zst";
}

std::optional<std::string> LibraryOfShard(std::string_view path) {
  if (!path.starts_with(kShardFolder)) return std::nullopt;
  path.remove_prefix(kShardFolder.size());
  const auto dash = path.find('-');
  if (dash == std::string_view::npos || dash == 0 || path.find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(path.substr(0, dash));
}

bool LibraryOwns(std::string_view library, std::string_view resource_id) {
  return resource_id.size() > library.size() + 1 && resource_id.starts_with(library) &&
         resource_id[library.size()] == '-';
}

}  // namespace lianxiao::formats
