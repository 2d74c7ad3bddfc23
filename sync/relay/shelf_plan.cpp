#include "sync/relay/shelf_plan.h"

#include "storage/base/digest.h"
#include "storage/formats/catalog.h"
#include "storage/formats/packing.h"
#include "storage/formats/target_patch.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kFromMark = ".from-";
constexpr std::size_t kFromDigits = 16;

bool IsHex(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void AddMetadata(ShelfFiles& files, const TrustedSet& trusted, const std::string& role,
                 const formats::TufFileMeta& meta) {
  const auto kept = trusted.files().find(role);
  if (kept == trusted.files().end()) return;
  const auto length = std::ssize(kept->second);
  const auto sha256 = Sha256Hex(kept->second);
  const auto name = "metadata/" + formats::MetadataName(role, meta.version, trusted.consistent_snapshot());
  files[name] = {kept->second, {}, length, sha256, length, sha256};
}

ShelfFile FileOf(const std::string& target, const formats::TufTarget& signed_as) {
  ShelfFile file{{}, target, signed_as.length, signed_as.sha256, signed_as.length, signed_as.sha256};
  if (!formats::IsPacked(target)) return file;
  file.plain_length = 0;
  const auto& unpacked = signed_as.unpacked;
  if (!unpacked || unpacked->length > static_cast<std::int64_t>(formats::kMaxShardBytes)) return file;
  file.plain_length = unpacked->length;
  file.plain_sha256 = unpacked->sha256;
  return file;
}

// What is the same in all versions: "metadata/targets.json", "targets/bundles/all.json".
std::string ListOf(std::string_view name) {
  const auto slash = name.rfind('/');
  const auto dot = name.find('.', slash + 1);
  if (slash == std::string_view::npos || dot == std::string_view::npos) return {};
  return std::string(name.substr(0, slash + 1)) + std::string(name.substr(dot + 1));
}

}  // namespace

ShelfFiles ShelfFilesOf(const TrustedSet& trusted, const SignedContent& content) {
  ShelfFiles files;
  if (const auto snapshot = trusted.WantedSnapshot()) AddMetadata(files, trusted, "snapshot", *snapshot);
  for (const auto& [role, bytes] : trusted.files()) {
    if (role == "root" || role == "timestamp" || role == "snapshot" || trusted.InUse(role) == nullptr)
      continue;
    if (const auto meta = trusted.WantedTargets(role)) AddMetadata(files, trusted, role, *meta);
  }
  for (const auto& [target, listed] : content.targets) {
    const auto& signed_as = listed.target;
    if (signed_as.sha256.empty()) continue;
    files["targets/" + formats::TargetUrlPath(target, signed_as.sha256)] = FileOf(target, signed_as);
  }
  return files;
}

std::optional<PatchName> ParsePatchName(std::string_view name) {
  const auto mark = name.rfind(kFromMark);
  if (mark == std::string_view::npos) return std::nullopt;
  const auto from = name.substr(mark + kFromMark.size());
  if (from != formats::kFromNothing && !IsHex(from, kFromDigits)) return std::nullopt;
  return PatchName{std::string(name.substr(0, mark)), std::string(from)};
}

bool SameList(std::string_view older, std::string_view name) {
  return older != name && !ListOf(name).empty() && ListOf(older) == ListOf(name);
}

bool LeadsTo(const ShelfFile& file, std::string_view basis, std::string_view patch) {
  if (file.plain_length <= 0 || std::ssize(patch) > file.length) return false;
  std::string plain;
  if (!basis.empty()) {
    auto unpacked = formats::PlainTarget(file.target, basis);
    if (!unpacked) return false;
    plain = *std::move(unpacked);
  }
  const auto made = formats::UnpackAgainst(plain, patch, static_cast<std::size_t>(file.plain_length));
  return made && Sha256Hex(*made) == file.plain_sha256;
}

}  // namespace lianxiao::sync
