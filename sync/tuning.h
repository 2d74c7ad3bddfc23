// Numbers somebody chose for moving bytes over a bad line, each with its reason. What a technician may
// want to change is in Options (engine.h) instead.
#pragma once

#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

// No box of this program can wake before it was written: 2025-01-01. Only a floor under a flat clock battery,
// what the box has seen signed since counts more; well in the past, so that nobody's clock is called wrong
// for being a little slow.
inline constexpr WallTime kNotBefore{1'735'689'600'000};

// One request carries at most so many pieces (MiB). At 2 Mbit/s that is two minutes, so a round trip of
// half a second between requests is lost in it; and the connections share one large file.
inline constexpr std::int64_t kAskPieces = 32;

// While a file's piece list is on its way so much of the file (MiB) is asked for, unless less is left to ask:
// what 20 Mbit/s bring in the list's six seconds when a packet of it is lost. It is held in memory until
// then.
inline constexpr std::int64_t kPiecesAhead = 16;

// A file put together from old ones is fetched in at most about so many ranges. Each is a round trip, some of
// them side by side; more would take longer than the bytes they save.
inline constexpr std::int64_t kMostHoles = 512;
// So many blobs are begun at a time, twice the most connections: those that wait for a mirror out of reach
// must not use up the file descriptors.
inline constexpr int kOpenJobs = 32;

// What a connection brought of a piece not yet whole is put on the disk each time it is this much: a kill
// costs each connection a second of a 2 Mbit/s line at most, and the disk is not asked for every packet.
inline constexpr std::int64_t kHintBytes = 256 << 10;

// Blobs up to here are held in memory and added in one go; a cut costs at most this much.
inline constexpr std::int64_t kWholeInMemoryBytes = 256 << 10;

// By the reverse way about so much of a file comes over the line, for comparing it with others before anybody
// knows: of two releases of a script or a page, a quarter is new.
inline constexpr std::int64_t kReversePerMille = 250;

// What a package's delta brought is taken into the library in steps of so many files or bytes, whichever is
// reached first: each file costs a sync, on a card some 10 ms, and in between the line is looked after.
inline constexpr int kFilesAtATime = 16;
inline constexpr std::int64_t kFileBytesAtATime = 8 << 20;

// A piece may come wrong from a mirror once by accident (a bad memory cell, a proxy); the second time it
// is the mirror's copy that is wrong.
inline constexpr int kBadTimesPerMirror = 2;

// A mirror that fails so often without one byte in between is left alone for the rest of the round.
inline constexpr int kFailuresPerMirror = 4;
// First wait after a cut; doubles with each further one. Lines that drop every 20 s are back within 3 s.
inline constexpr std::int64_t kAfterCutMs = 500;

// A blob that was wrong everywhere is not asked for again before this, unless someone asks for a round:
// fetching the same wrong megabytes every five minutes would eat a metered line.
inline constexpr std::int64_t kCorruptAgainMs = kHourMs;

// A usage batch the center refused is not sent again before this: up to 256 KiB each minute, for nothing.
inline constexpr std::int64_t kRefusedAgainMs = kHourMs;

// A letter is asked for at least so often, whatever the center said of its number: that answer is not signed.
inline constexpr std::int64_t kLetterAgainMs = kDayMs;

// What a letter asks to be done once works for so long and then lets others: long enough to be quick about
// many small files, short enough for a stop.
inline constexpr std::int64_t kCommandStepMs = 500;

// How long the command at the box waits for the engine to come to what it asks: a line that is dead is given
// up after connect_ms, and a round may meet that a few times in a row.
inline constexpr std::int64_t kErrandMs = 100 * kSecondMs;

// Lessons of the timetable are deadlines so long before their hour; counties hand it in for two weeks.
inline constexpr std::int64_t kTimetableAheadMs = 60 * kDayMs;
// Units of the teaching progress so long before their Monday: a bad line needs some nights for a unit, and
// what is further off is anybody's guess.
inline constexpr std::int64_t kProgressAheadMs = 21 * kDayMs;

// Everything is whole and nothing changed: look through the library again only so often.
inline constexpr std::int64_t kLookAgainMs = kHourMs;

// An unchanged status report is sent again after this, so that the county sees the box is alive.
inline constexpr std::int64_t kStatusAgainMs = kHourMs;

// Without contact for so long, a person should know.
inline constexpr std::int64_t kOfflineProblemMs = kDayMs;
// A clock that differs this much from signed times is worth a word; an hour is a wrong time zone.
inline constexpr std::int64_t kClockSlackMs = 26 * kHourMs;

// Counters reach the journal in steps of this many bytes or this much time, whichever is first.
inline constexpr std::int64_t kCounterStepBytes = 4 << 20;
inline constexpr std::int64_t kCounterStepMs = 15 * kSecondMs;

// The speed shown is an average over about so long: steady enough to read, fresh enough to believe.
inline constexpr std::int64_t kSpeedWindowMs = 10 * kSecondMs;

// Answers of the center's API are receipts, grants, errors: small.
inline constexpr std::int64_t kMaxApiAnswerBytes = 1 << 20;
// A bundle lists ids; 20,000 of them fit.
inline constexpr std::int64_t kMaxBundleBytes = 2 << 20;
inline constexpr std::int64_t kMaxShardPackedBytes = 32 << 20;
// Response headers beyond this are somebody playing.
inline constexpr std::int64_t kMaxHeaderBytes = 64 << 10;

// Usage has at least so much of the disk, of what is kept free: some two years of a large school without a
// line. Below it lessons make way, whatever ranks them.
inline constexpr std::int64_t kLogRoomBytes = 256 << 20;
// A file asked for within this time is being read: a player asks for the next range of its video every few
// minutes, and a class may stop it to discuss.
inline constexpr std::int64_t kReadingMs = 2 * kHourMs;

// Each file of the library is read about so often, to find what the medium lost.
inline constexpr std::int64_t kScrubEveryMs = 30 * kDayMs;
// On the average not faster, with a pause after each step: 100 GB take a night and a half of every month, and
// a card that gives 20 MB/s has most of itself for others.
inline constexpr std::int64_t kScrubBytesPerSecond = 2'000'000;
// A step that reads many small files ends here.
inline constexpr std::int64_t kScrubStepBytes = 64 << 20;

// How often the loop looks up from the sockets: stall checks, stop, the rate cap.
inline constexpr std::int64_t kTurnMs = 200;

}  // namespace lianxiao::sync
