// Numbers somebody chose for using a bad line well, each with its reason. What a technician may want to
// change is in the settings instead.
#pragma once

#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

// One request brings no more than a connection does in about so long, so that the connections share what
// there is; the next request is on its way before the last one ends, so that nothing is lost between them.
inline constexpr std::int64_t kAskMs = 15 * kSecondMs;
// And of what is left at most half of a connection's share, so that all come to the end together; not less
// than this, which weighs a hundred times its headers.
inline constexpr std::int64_t kLeastAskBytes = 64 << 10;
// But for that not less than this: four seconds of 2 Mbit/s, so that a slow beginning does not make for many
// small requests, which would keep it slow.
inline constexpr std::int64_t kFirstAskBytes = 1 << 20;
// Files up to here are asked for in one go, from whatever server.
inline constexpr std::int64_t kUndividedBytes = 256 << 10;

// Connections to a mirror at first: one carries on while the other waits for a packet that was lost.
inline constexpr int kFirstConnections = 2;
// A doubling that brings less than a tenth is not worth the server's while; and a speed that fell below this
// share means another line, or another mood of it.
inline constexpr std::int64_t kGainPercent = 110;
inline constexpr std::int64_t kFellPercent = 70;
// A doubling that brings nearly twice as much is followed by twice a doubling.
inline constexpr std::int64_t kScalesPercent = 160;
// A new number of connections settles for so long, or four round trips: greetings, and each begins slowly.
// Then it is measured for so long, or six more.
inline constexpr std::int64_t kLeastSettleMs = kSecondMs;
inline constexpr std::int64_t kLeastMeasureMs = 2 * kSecondMs;
inline constexpr std::int64_t kSettleTrips = 4;
inline constexpr std::int64_t kMeasureTrips = 6;
// A speed that still rises by itself is measured again, so many times at most, before more are tried.
inline constexpr int kMostMeasures = 3;
// Lines change over minutes; each try that brought nothing doubles the time to the next.
inline constexpr std::int64_t kHoldMs = 30 * kSecondMs;
inline constexpr std::int64_t kLongestHoldMs = 10 * kMinuteMs;

// A connection that brings nothing for so long is silent: four of its round trips, at least the pause that a
// lost packet costs, at most what is still worth waiting for.
inline constexpr std::int64_t kLeastSilenceMs = 1'500;
inline constexpr std::int64_t kMostSilenceMs = 3'000;
// Greetings of TCP and TLS and the request take four round trips, and one of them may be lost.
inline constexpr std::int64_t kFirstByteMs = 4 * kSecondMs;
// While all are silent a new connection is tried so often, beside the old ones: whichever is heard goes on.
inline constexpr std::int64_t kProbeEveryMs = 300;
inline constexpr int kMostProbes = 8;
// After a cut so many connections begin together, since each one begins slowly; so many round trips long.
inline constexpr int kAfterCutConnections = 8;
inline constexpr std::int64_t kAfterCutTrips = 6;
// A connection that says nothing for so long while others do was forgotten on the way.
inline constexpr std::int64_t kForgottenMs = 6 * kSecondMs;
// Where no round trip was measured yet.
inline constexpr std::int64_t kUnknownTripMs = 500;

// What is known of a mirror's speed counts for so long; then it may have changed.
inline constexpr std::int64_t kMirrorSpeedMs = 30 * kMinuteMs;
// A mirror that was given up in a round comes after the others for so long; doubles each time.
inline constexpr std::int64_t kMirrorRestMs = kMinuteMs;
inline constexpr std::int64_t kLongestMirrorRestMs = 30 * kMinuteMs;

}  // namespace lianxiao::sync
