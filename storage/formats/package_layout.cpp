#include "storage/formats/package_layout.h"

#include <algorithm>
#include <unordered_set>

namespace lianxiao::formats {
namespace {

// Each blob of `version` once, in the order of the paths, without those in `left_out`.
PackageLayout InOrder(const Resource& version, std::unordered_set<BlobId> left_out) {
  std::vector<const File*> files;
  for (const auto& file : version.files) files.push_back(&file);
  std::ranges::sort(files, {}, [](const File* file) -> const std::string& { return file->path; });
  PackageLayout layout;
  for (const auto* file : files) {
    if (left_out.insert(file->blob).second) layout.push_back({file->blob, file->size_bytes});
  }
  return layout;
}

}  // namespace

PackageLayout LayOut(const Resource& version) { return InOrder(version, {}); }

PackageLayout LayOutNew(const Resource& version, const PackageLayout& old) {
  std::unordered_set<BlobId> known;
  for (const auto& file : old) known.insert(file.blob);
  return InOrder(version, std::move(known));
}

std::int64_t BytesOf(const PackageLayout& layout) {
  std::int64_t bytes = 0;
  for (const auto& file : layout) bytes += file.size_bytes;
  return bytes;
}

BlobId DigestOf(const PackageLayout& layout) {
  BlobHasher hasher;
  hasher.Add("lianxiao package 1\n");
  for (const auto& file : layout) hasher.Add(file.blob.View());
  return hasher.Finish();
}

}  // namespace lianxiao::formats
