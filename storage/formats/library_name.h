// What belongs to which library (资源库). The county's own content is signed by the role "targets" and
// may have any name; each delegated library (of a studio, of a paired school) is a delegated role with a
// short name, and that name stands before everything it may bring:
//
//   library and role   chen
//   its metadata       chen.json
//   its shards         catalog/chen-….ndjson.zst     the county's: catalog/county-….ndjson.zst
//   its resources      chen-…
//
// A name has no '-', so nothing ever belongs to two of them. The center publishes by these rules and the
// box believes nothing that breaks them, so a studio's stolen key never speaks for another's lessons. A
// delegated library brings shards only: bundles, which tell schools what to hold, are the county's.
// Plain functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::string_view kCountyLibrary = "county";

// [a-z][a-z0-9]{0,23}, and neither the county's nor a top-level role's name. kInvalid with the reason.
Status CheckLibraryName(std::string_view name);

// "catalog/chen-*": what the county lets a library sign, the one pattern of its delegation.
std::string LibraryPattern(std::string_view library);
// "catalog/chen-0a1b2c3d-0.ndjson.zst"
std::string ShardName(std::string_view library, std::string_view shard, int part);
// "catalog/chen-…" → "chen"; absent: the path is no shard's.
std::optional<std::string> LibraryOfShard(std::string_view path);

// Whether a delegated library may bring a resource of this id.
bool LibraryOwns(std::string_view library, std::string_view resource_id);

}  // namespace lianxiao::formats
