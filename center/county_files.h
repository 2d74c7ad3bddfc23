// Where things are in a county's folder. Plain functions.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/digest.h"

namespace lianxiao::center {

inline std::string KeysFolder(const std::string& county) { return county + "/keys"; }
// "…/keys/timestamp.key"
inline std::string KeyFile(const std::string& county, std::string_view name) {
  return KeysFolder(county) + "/" + std::string(name) + ".key";
}
// A key that a root shall bring into force: "…/keys/timestamp.next.key", "…/keys/center-sign.next.key"
inline std::string NextKeyFile(const std::string& county, std::string_view name) {
  return KeysFolder(county) + "/" + std::string(name) + ".next.key";
}
// Where `init` leaves the root keys for people to carry away.
inline std::string RootKeysFolder(const std::string& county) { return county + "/root-keys"; }
inline std::string CardFile(const std::string& county) { return county + "/center-card.json"; }
inline std::string WorkshopFile(const std::string& county) { return county + "/workshop.db"; }
inline std::string RegistryFile(const std::string& county) { return county + "/center.db"; }
inline std::string LockFile(const std::string& county) { return county + "/workshop.lock"; }
inline std::string ScratchFolder(const std::string& county) { return county + "/scratch"; }
inline std::string MetadataFolder(const std::string& county) { return county + "/repository/metadata"; }
inline std::string TargetsFolder(const std::string& county) { return county + "/repository/targets"; }
inline std::string BlobsFolder(const std::string& county) { return county + "/repository/blobs"; }

// "…/repository/blobs/ab/cdef…"
inline std::string BlobFile(const std::string& county, const BlobId& id) {
  const auto hex = id.Hex();
  return BlobsFolder(county) + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

// A target under its consistent name: "catalog/x.zst" → "…/targets/catalog/HASH.x.zst".
inline std::string TargetFile(const std::string& county, std::string_view name, std::string_view sha256) {
  const auto slash = name.rfind('/');
  const auto folder = slash == std::string_view::npos ? "" : std::string(name.substr(0, slash)) + "/";
  const auto stem = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return TargetsFolder(county) + "/" + folder + std::string(sha256) + "." + std::string(stem);
}

}  // namespace lianxiao::center
