#include "center/keys/root_chain.h"

#include "center/county_files.h"

namespace lianxiao::center {
namespace {

Status CheckBy(const formats::TufRoot& root, const formats::Signed<formats::TufRoot>& what) {
  const auto role = root.roles.find("root");
  if (role == root.roles.end()) return Fail(ErrorCode::kInvalid, "a root without keys of its own");
  return CheckSignatures(what.canonical, what.signatures, root.keys, role->second);
}

Result<PublishedRoot> Read(storage::Disk& disk, const std::string& path) {
  PublishedRoot found;
  LIANXIAO_ASSIGN(found.bytes, storage::ReadWhole(disk, path, kMostRootBytes));
  LIANXIAO_ASSIGN(found.root, formats::ParseTufRoot(found.bytes));
  return found;
}

tl::unexpected<Error> Strange(const std::string& path, const Error& why) {
  return Fail(ErrorCode::kUntrusted, "keys.strange_root: " + path + ": " + why.message);
}

}  // namespace

std::string RootFile(const std::string& county, std::int64_t version) {
  return MetadataFolder(county) + "/" + std::to_string(version) + ".root.json";
}

Status CheckFollows(const formats::TufRoot& before, const formats::Signed<formats::TufRoot>& next) {
  if (auto good = CheckBy(before, next); !good) return Fail(good.error().While("keys trusted so far"));
  if (auto good = CheckBy(next.body, next); !good) return Fail(good.error().While("its own keys"));
  if (next.body.version == before.version + 1) return {};
  return Fail(ErrorCode::kUntrusted, "version " + std::to_string(next.body.version) + " does not follow " +
                                         std::to_string(before.version));
}

Result<PublishedRoot> ReadNewestRoot(storage::Disk& disk, const std::string& county) {
  const auto first = RootFile(county, 1);
  auto newest = Read(disk, first);
  if (!newest) return Fail(newest.error().While(first));
  if (auto good = CheckBy(newest->root.body, newest->root); !good) return Strange(first, good.error());
  for (;;) {
    const auto path = RootFile(county, newest->root.body.version + 1);
    LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
    if (!there) return newest;
    auto next = Read(disk, path);
    if (!next) return Strange(path, next.error());
    if (auto good = CheckFollows(newest->root.body, next->root); !good) return Strange(path, good.error());
    newest = std::move(next);
  }
}

}  // namespace lianxiao::center
