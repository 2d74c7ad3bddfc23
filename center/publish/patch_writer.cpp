#include "center/publish/patch_writer.h"

#include <algorithm>

#include "center/county_files.h"
#include "center/publish/metadata.h"
#include "center/publish/zstd_patch.h"
#include "storage/base/digest.h"
#include "storage/formats/target_patch.h"

namespace lianxiao::center {
namespace {

// A shard changes less often than the list of all; each patch from further back holds more.
constexpr std::size_t kOlderOfOneTarget = 8;

// A patch that saves less is not worth a file.
std::size_t MostPatchBytes(std::size_t whole_bytes) { return whole_bytes / 4 * 3; }

}  // namespace

PatchWriter::PatchWriter(storage::Disk& disk, const std::string& county) : disk_(disk), county_(county) {}

Status PatchWriter::WriteTargets(std::string_view list,
                                 const std::map<std::string, std::string>& targets) const {
  LIANXIAO_ASSIGN(const auto named, NamedBefore(list));
  for (const auto& [name, bytes] : targets) {
    const auto sha256 = Sha256Hex(bytes);
    const auto before = named.find(name);
    const bool is_old = before != named.end() && before->second.front() == sha256;
    if (is_old || std::ssize(bytes) < formats::kLeastPatchedBytes) continue;
    const auto plain = formats::PlainTarget(name, bytes);
    if (!plain) return Fail(plain.error().While(name));
    const auto path = TargetFile(county_, name, sha256);
    if (!formats::IsPacked(name)) {
      LIANXIAO_TRY(Write(path, *plain, bytes.size(), {std::string(formats::kFromNothing), {}}));
    }
    if (before == named.end()) continue;
    for (const auto& older : before->second) {
      if (older == sha256) continue;  // An earlier state came back.
      const auto old_bytes = storage::ReadWhole(disk_, TargetFile(county_, name, older), kMostTargetBytes);
      const auto old_plain = old_bytes ? formats::PlainTarget(name, *old_bytes) : old_bytes;
      if (old_plain) LIANXIAO_TRY(Write(path, *plain, bytes.size(), {older, *old_plain}));
    }
  }
  return {};
}

Status PatchWriter::WriteMetadata(std::string_view role, std::int64_t version, std::string_view bytes) const {
  if (std::ssize(bytes) < formats::kLeastPatchedBytes) return {};
  const auto path = ListFile(county_, role, version);
  LIANXIAO_TRY(Write(path, bytes, bytes.size(), {std::string(formats::kFromNothing), {}}));
  LIANXIAO_ASSIGN(const auto versions, Versions(role));
  for (const auto older : versions) {
    if (older == version) continue;
    const auto old_bytes = ReadList(disk_, county_, role, older);
    if (old_bytes) LIANXIAO_TRY(Write(path, bytes, bytes.size(), {Sha256Hex(*old_bytes), *old_bytes}));
  }
  return {};
}

Status PatchWriter::Write(const std::string& path, std::string_view plain, std::size_t whole_bytes,
                          const Older& older) const {
  const auto patch = ZstdAgainst(older.plain, plain, MostPatchBytes(whole_bytes));
  if (!patch) return Fail(patch.error());
  if (!*patch) return {};
  return storage::WriteWhole(disk_, formats::PatchOf(path, older.sha256), **patch);
}

// What is read here is no more than a hint at what boxes have, so nobody's signature is checked.
Result<PatchWriter::Named> PatchWriter::NamedBefore(std::string_view list) const {
  LIANXIAO_ASSIGN(const auto versions, Versions(list));
  Named named;
  for (const auto version : versions) {
    const auto bytes = ReadList(disk_, county_, list, version);
    const auto parsed = bytes.and_then([](const auto& b) { return formats::ParseTufTargets(b); });
    if (!parsed) continue;
    for (const auto& [name, target] : parsed->body.targets) {
      auto& before = named[name];
      const bool known = std::ranges::find(before, target.sha256) != before.end();
      if (!known && before.size() < kOlderOfOneTarget) before.push_back(target.sha256);
    }
  }
  return named;
}

Result<std::vector<std::int64_t>> PatchWriter::Versions(std::string_view role) const {
  LIANXIAO_ASSIGN(auto lists, NumberedLists(disk_, county_));
  auto versions = std::move(lists[std::string(role)]);
  versions.resize(std::min(versions.size(), kPatchedLists));
  return versions;
}

}  // namespace lianxiao::center
