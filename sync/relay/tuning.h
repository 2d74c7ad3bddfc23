// Numbers somebody chose for relays, each with its reason. What a technician may want to change is in the
// settings instead.
#pragma once

#include <cstddef>
#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

// Lists that came by in a round and wait to be put on the shelf: the largest targets.json and a day's shards.
// What is beyond is fetched once more.
inline constexpr std::int64_t kMaxTapeBytes = 32 << 20;

// Asked in one round, the nearest first. An alliance has one central school, or two; whatever announces
// itself on the network beyond that is not worth a round's time.
inline constexpr std::size_t kMostRelaysAsked = 4;
// Known at a time from announcements, which anybody can make.
inline constexpr std::size_t kMostFoundRelays = 8;

// A relay that does not answer is asked again after so long; doubles each time.
inline constexpr std::int64_t kRelayRestMs = kMinuteMs;
inline constexpr std::int64_t kLongestRelayRestMs = 30 * kMinuteMs;
// One whose lists somebody else signed is another county's, or broken: both take a person.
inline constexpr std::int64_t kForeignRelayRestMs = kHourMs;
// Two relays whose answers differ by less are as near as each other.
inline constexpr std::int64_t kSameTripMs = 10;
// On an alliance's own network a relay answers at once, or it is not there.
inline constexpr std::int64_t kRelayConnectMs = 3 * kSecondMs;

// Piece lists that are made from whole files, in one round: some seconds of an SD card.
inline constexpr std::int64_t kPieceListBytesPerRound = 128 << 20;

// A delta or signature that others asked for is fetched in one go, so it is small; a larger one each box
// fetches from the county itself. And no more than so much of them in one round: the school's own lessons
// come first.
inline constexpr std::int64_t kMostWayBytes = 8 << 20;
inline constexpr std::int64_t kWayBytesPerRound = 16 << 20;
// Of a way of at most kMostWayBytes: nine digests and a head.
inline constexpr std::int64_t kMostWayPieceListBytes = 4 << 10;

// Of other boxes' post so much goes up at a time; then the school's own things have their turn.
inline constexpr std::int64_t kForwardBytes = 4 << 20;
// A batch that does not follow on what the center holds is sent so often, an hour apart: by then the one
// before has come by another road, or never will.
inline constexpr int kMostGapTries = 24;

// A batch or report that was handed to a relay is handed over again when no receipt came for so long: the
// relay may have lost it.
inline constexpr std::int64_t kHandAgainMs = 6 * kHourMs;
// What schools wrote to each other is asked for so often at a relay, when nobody here wrote: some 600 bytes.
inline constexpr std::int64_t kAskForNewsMs = kHourMs;
// While batches wait for a receipt, what was used since is cut into further ones so often: a relay without a
// line must not turn a term into thousands of batches of one event each.
inline constexpr std::int64_t kCutAgainMs = 30 * kMinuteMs;

}  // namespace lianxiao::sync
