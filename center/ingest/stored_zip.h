// Zip files (office files, e-books, zipped pages) whose members are stored instead of deflated. Deflate hides
// a small edit from everything that looks for what two versions have in common; stored, one changed slide
// costs what the slide costs. Any program that opens the one opens the other (APPNOTE 4.4.5, method 0).
//
// The result depends on the members alone: same names, order, times and bytes, nothing else. Plain function.
// Safe from any thread.
#pragma once

#include <cstdint>
#include <string>

#include "storage/base/result.h"

namespace lianxiao::center {

// Writes to `to`, which is made or replaced, and tells whether it did. Left alone, and nothing written: what
// is no zip file, has a damaged or locked member, names in an unknown encoding or a member twice, is all
// stored already, or would take more than `most_bytes`. kNoSpace, kInternal: `to` cannot be written.
Result<bool> StoreMembers(const std::string& from, const std::string& to, std::int64_t most_bytes);

}  // namespace lianxiao::center
