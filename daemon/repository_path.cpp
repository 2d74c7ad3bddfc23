#include "daemon/repository_path.h"

#include <algorithm>
#include <cctype>

#include "storage/formats/library_name.h"

namespace lianxiao::daemon {
namespace {

bool IsHex(std::string_view text, std::size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What publisher makes of a target's name.
bool IsPlainName(std::string_view text) {
  return !text.empty() && text.size() <= 200 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
         });
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Without the ".from-0123456789abcdef" of a patch (storage/formats/target_patch.h).
std::string_view WithoutPatch(std::string_view name) {
  constexpr std::string_view kFrom = ".from-";
  const auto mark = name.rfind(kFrom);
  if (mark == std::string_view::npos) return name;
  const auto from = name.substr(mark + kFrom.size());
  return from == "0" || IsHex(from, 16) ? name.substr(0, mark) : name;
}

bool IsVersionedMetadata(std::string_view name) {
  name = WithoutPatch(name);
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || !IsNumber(name.substr(0, dot))) return false;
  auto role = name.substr(dot + 1);
  if (!role.ends_with(".json")) return false;
  role.remove_suffix(5);
  return role == "root" || role == "snapshot" || role == "targets" || formats::CheckLibraryName(role);
}

}  // namespace

Result<RepositoryName> ParseRepositoryPath(std::string_view path) {
  const auto unknown = [] { return Fail(ErrorCode::kNotFound, "no file of the repository has such a name"); };
  auto rest = path;
  RepositoryName name{.relative = std::string(rest), .immutable = true};
  if (TakePrefix(rest, "metadata/")) {
    name.immutable = rest != "timestamp.json";
    return rest == "timestamp.json" || IsVersionedMetadata(rest) ? Result<RepositoryName>(name) : unknown();
  }
  if (TakePrefix(rest, "blobs/")) {
    const bool good =
        rest.size() == 65 && IsHex(rest.substr(0, 2), 2) && rest[2] == '/' && IsHex(rest.substr(3), 62);
    return good ? Result<RepositoryName>(name) : unknown();
  }
  if (TakePrefix(rest, "targets/") && (TakePrefix(rest, "catalog/") || TakePrefix(rest, "bundles/"))) {
    const bool good =
        rest.size() > 65 && IsHex(rest.substr(0, 64), 64) && rest[64] == '.' && IsPlainName(rest.substr(65));
    return good ? Result<RepositoryName>(name) : unknown();
  }
  return unknown();
}

}  // namespace lianxiao::daemon
