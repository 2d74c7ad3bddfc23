// Finds what a new file has in common with an old one, as the ops of a copy delta. Equal stretches are found
// by a rolling hash (Karp and Rabin) over the old file's blocks; each is then carried on in both directions
// for as long as the files nearly agree, as Percival's bsdiff does. bsdiff sorts all suffixes of the old
// file, which takes 17 times its size in memory; the blocks here take 4 bytes for 16 or more.
//
// Plain functions. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/formats/copy_delta.h"

namespace lianxiao::center {

// Ops that make `new_bytes` of `old_bytes`, whatever the two are. Memory: about a quarter of the old file up
// to 64 MiB, then 64 MiB, and the ops; time is linear. At most formats::kMaxOps.
std::vector<formats::CopyOp> FindCopies(std::string_view old_bytes, std::string_view new_bytes);

// Makes the same, with all that takes less than `least_bytes` from the old file inserted as new; but for the
// first.
std::vector<formats::CopyOp> WithoutShortCopies(std::span<const formats::CopyOp> ops,
                                                std::int64_t least_bytes);

// Those ops as a delta; nothing when the files have so little in common that another way is better.
std::optional<std::string> CopyDelta(std::string_view old_bytes, std::string_view new_bytes);

}  // namespace lianxiao::center
