// The numbers somebody chose in this room, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lianxiao::storage::tuning {

// A part is synced and its pieces recorded after so many bytes or so much time, whichever comes first.
// A power cut then costs at most 2 s of a slow line or 8 pieces of a fast one; an SD card takes 50–200 ms
// for the two syncs of a step, so smaller steps would slow the line itself. A kill of the program alone costs
// nothing of it (part_notes.h).
inline constexpr std::int64_t kPartStepBytes = 8 << 20;
inline constexpr std::int64_t kPartStepMs = 2'000;
// Of a part's notes no more is read: thousands of entries, where a step makes some fifty.
inline constexpr std::int64_t kMostNotesBytes = 256 << 10;

// Read at once when hashing: large enough that the medium reads ahead, small beside 1 GB of memory.
inline constexpr std::int64_t kHashChunkBytes = 1 << 20;

// Pages in the WAL (4 KiB each) before the writer copies them back: SQLite's own default, 4 MiB. Fewer
// would sync the database file more often, more would make opening after a power cut slower.
inline constexpr int kCheckpointPages = 1'000;
// What a WAL may keep of the disk after it has once grown in a large transaction.
inline constexpr std::int64_t kWalBytesKept = 8 << 20;
// Page cache of the writer and of each reader. A village's journal is some 20 MB; the kernel caches the
// rest, so that five connections together stay below 8 MiB of our own memory.
inline constexpr int kWriterCacheKib = 4'096;
inline constexpr int kReaderCacheKib = 1'024;

// Of what somebody types into the search box. The usage log keeps as many bytes of it; more phrases than
// these make a query slow and find nothing anyway, for all of them must occur.
inline constexpr std::size_t kQueryBytes = 200;
inline constexpr std::size_t kQueryPhrases = 12;
// So many of the best numbers are looked at one by one to put them in order: five pages of results, a
// millisecond or two.
inline constexpr std::int64_t kSearchRanked = 120;
// Looked at for each guess at a typing error, of which a long word has thirty.
inline constexpr std::int64_t kSearchGuessed = 30;
// Shown of what has only parts of the query: one page.
inline constexpr std::size_t kSearchParts = 24;

}  // namespace lianxiao::storage::tuning
