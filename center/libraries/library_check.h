// What the county demands of a studio or a paired school before any box hears of it: who may be delegated to,
// and which lists are taken. Whoever steals a library's key gets past the signature and no further: not to
// another's lessons, and not to a version that nobody can follow. Only decides; nothing is read or written.
// Plain functions. Errors begin with a key of the string catalog ("library.older: …").
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "center/libraries/library_book.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/catalog.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

// What boxes read of each; more would be listed and never fetched.
inline constexpr std::int64_t kMostListsBytes = 16 << 20;
inline constexpr std::int64_t kMostShardPackedBytes = 32 << 20;
// A studio signs a year ahead; a date further off is a wrong clock or somebody who wants to stay.
inline constexpr std::int64_t kMostLibraryDays = 400;
// Versions count exports, and boxes never go back: one that runs them up would lock the studio out.
inline constexpr std::int64_t kMostVersionStep = 1'000;
// Resources of one library: enough for a strong school's every lesson.
inline constexpr std::size_t kMostLibraryResources = 50'000;
inline constexpr std::size_t kMostLibraryKeys = 8;

// kInvalid: library.name_bad, library.threshold, library.key_twice, library.too_many_keys.
Status CheckDelegation(const std::string& name, const std::vector<VerifyKey>& keys, std::int64_t threshold);

// As NAME.json of `row` with the version that its file name says: signed by enough of the keys that the
// county knows, newer than what was taken, in date, and speaking for its own paths alone. kUntrusted or
// kInvalid: library.unreadable, bad_signature, misnamed, taken_already, older, jump, expired, too_long,
// delegates, foreign_path, too_large.
Result<formats::TufTargets> CheckLists(const LibraryRow& row, std::string_view bytes,
                                       std::int64_t named_version, WallTime now);

// A shard that the lists name, by the bytes that came: library.damaged, shard_unreadable, foreign_resource.
Result<std::vector<formats::Resource>> CheckLibraryShard(const std::string& library, const std::string& name,
                                                         const formats::TufTarget& listed,
                                                         std::string_view packed);

// All resources of all its shards: each once, not too many. library.twice, library.too_large.
Status CheckTogether(const std::vector<formats::Resource>& resources);

}  // namespace lianxiao::center
