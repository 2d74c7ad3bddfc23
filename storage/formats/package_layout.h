// The files of a package as one stretch of bytes, so that one delta serves them all: each different blob
// once, in the order of the paths, nothing between them.
//
//   old version   a.js ▪ b.js ▪ c.png             basis of a package delta
//   new version   a.js ▫ b2.js ▫ c.png ▫ d.css     what it makes: b2.js d.css, for the others are in the
//   basis
//
// Plain functions. Safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/base/digest.h"
#include "storage/formats/catalog.h"

namespace lianxiao::formats {

// What a request costs beside its bytes, in bytes: a few hundred for its headers both ways, and its share of
// the waiting. A round trip of 300 ms at 2 Mbit/s is worth 75 KB, and up to 16 connections share it.
inline constexpr std::int64_t kRequestWorthBytes = 4096;

struct LaidFile {
  BlobId blob;
  std::int64_t size_bytes = 0;
  auto operator<=>(const LaidFile&) const = default;
};
using PackageLayout = std::vector<LaidFile>;

PackageLayout LayOut(const Resource& version);
// Of `version` what is not in `old`.
PackageLayout LayOutNew(const Resource& version, const PackageLayout& old);

std::int64_t BytesOf(const PackageLayout& layout);
// Names a layout: BLAKE2b-256 of "lianxiao package 1\n" and its blobs, 32 bytes each. A box that finds it for
// the version it holds has the same basis as the center, without a list of ids in the catalog.
BlobId DigestOf(const PackageLayout& layout);

}  // namespace lianxiao::formats
