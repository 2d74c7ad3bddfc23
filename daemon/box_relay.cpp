#include "daemon/box_relay.h"

#include <sys/stat.h>

#include "daemon/repository_path.h"
#include "storage/formats/held_blobs.h"

namespace lianxiao::daemon {
namespace {

constexpr std::string_view kBlobs = "blobs/";

}  // namespace

// Lent, so that the disk policy lets a file be that another school is just fetching.
Result<web::RepositoryFile> BoxRelay::Repository(const std::string& path) {
  LIANXIAO_ASSIGN(const auto name, ParseRepositoryPath(path));
  const auto tag = name.relative.substr(name.relative.rfind('/') + 1);
  if (name.relative.starts_with(kBlobs)) {
    auto hex = name.relative.substr(kBlobs.size());
    hex.erase(2, 1);
    LIANXIAO_ASSIGN(const auto id, BlobId::FromHex(hex));
    if (const auto blob = library_.Lend(id)) {
      return web::RepositoryFile{blob->path, blob->size_bytes, tag, true};
    }
    LIANXIAO_ASSIGN(const auto way, ways_.Lend(id));
    return web::RepositoryFile{way.path, way.size_bytes, tag, true};
  }
  web::RepositoryFile file{.disk_path = shelf_.PathOf(name.relative), .immutable = name.immutable};
  struct stat found {};
  if (::stat(file.disk_path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return Fail(ErrorCode::kNotFound, "not at this relay");
  }
  file.size_bytes = found.st_size;
  file.etag = name.immutable ? tag
                             : std::to_string(found.st_mtim.tv_sec) + "-" +
                                   std::to_string(found.st_mtim.tv_nsec) + "-" + std::to_string(found.st_ino);
  return file;
}

Result<std::string> BoxRelay::HeldBlobs() {
  LIANXIAO_ASSIGN(const auto blobs, library_.List());
  return formats::HeldBlobs(blobs).Encode();
}

}  // namespace lianxiao::daemon
