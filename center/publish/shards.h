// How a library is cut into catalog shards: one a subject and grade, more when that is too large. A shard
// whose resources did not change keeps its bytes, and with them its digest. Plain functions.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// 8 hex digits of a digest over subject and grade: file names stay ASCII. Two subjects that should ever
// share them share a shard, which does no harm.
std::string ShardOf(const formats::Resource& resource);

// What this text of a shard was packed into before, so that it need not be packed again: that is the dear
// part of a publish. Nothing when it was not, or nobody knows.
using PackedBefore =
    std::function<std::optional<std::string>(const std::string& name, std::string_view text)>;

// "catalog/<library>-<shard>-<n>.ndjson.zst" → packed bytes, for the resources of one ShardOf, sorted by id.
std::map<std::string, std::string> CutShards(std::string_view library, const std::string& shard,
                                             const std::vector<formats::Resource>& resources,
                                             const PackedBefore& packed_before = {});

}  // namespace lianxiao::center
