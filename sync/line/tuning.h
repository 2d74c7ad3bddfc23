// Numbers somebody chose for using a bad line well, each with its reason. What a technician may want to
// change is in the settings instead.
#pragma once

#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

// One request brings no more than a connection does in about so long, so that the connections share what
// there is; the next request is on its way before the last one ends, so that nothing is lost between them. It
// goes over a connection that has nothing to do just now, which servers keep for 5 s or more.
inline constexpr std::int64_t kAskMs = 8 * kSecondMs;
// And of what is left at most half of a connection's share, so that all come to the end together; not less
// than this, which weighs a hundred times its headers.
inline constexpr std::int64_t kLeastAskBytes = 64 << 10;
// But for that not less than this: four seconds of 2 Mbit/s, so that a slow beginning does not make for many
// small requests, which would keep it slow.
inline constexpr std::int64_t kFirstAskBytes = 1 << 20;
// Files up to here are asked for in one go, from whatever server.
inline constexpr std::int64_t kUndividedBytes = 256 << 10;

// What is asked for while another number of connections is being tried, so that they are soon free to end.
inline constexpr std::int64_t kTryAskMs = 4 * kSecondMs;
inline constexpr std::int64_t kTryAskBytes = 512 << 10;

// Connections to a mirror that are measured first: between the one that fills a line whose sender measures
// it, and the sixteen that one needs whose sender is slowed down by each loss.
inline constexpr int kFirstConnections = 4;
// Not fewer: one carries on while the other waits for a packet that was lost, or for the next answer.
inline constexpr int kLeastConnections = 2;
// A connection costs some 3 KB of greetings, which is little beside this.
inline constexpr std::int64_t kWorthAConnectionBytes = 256 << 10;
// A doubling that brings less than a tenth is not worth the server's while; a half that brings this share is;
// and a speed that fell below this means another line, or another mood of it.
inline constexpr std::int64_t kGainPercent = 110;
inline constexpr std::int64_t kAsMuchPercent = 95;
inline constexpr std::int64_t kFellPercent = 70;
// A new number of connections settles for so long, or four round trips: greetings, and each begins slowly.
// Then as many slots are measured: short, so that one of them is free of a sender's pause, but two round
// trips.
inline constexpr std::int64_t kLeastSettleMs = kSecondMs;
inline constexpr std::int64_t kSettleTrips = 4;
inline constexpr std::int64_t kMeasureSlots = 3;
inline constexpr std::int64_t kSlotMs = 600;
inline constexpr std::int64_t kSlotTrips = 2;
// So shortly before all has been asked for no other number is tried.
inline constexpr std::int64_t kNoTriesBeforeEndMs = 15 * kSecondMs;
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
// At first, and after a cut, so many connections begin together, since each one begins slowly; until a little
// has come and so many round trips more. Those that are not to stay get a short range.
inline constexpr int kBeginConnections = 8;
inline constexpr std::int64_t kBeginBytes = 64 << 10;
inline constexpr std::int64_t kBeginTrips = 6;
inline constexpr std::int64_t kBeginAskBytes = 128 << 10;
// A connection that says nothing for so long while others do was forgotten on the way.
inline constexpr std::int64_t kForgottenMs = 6 * kSecondMs;
// Where no round trip was measured yet.
inline constexpr std::int64_t kUnknownTripMs = 500;

// Fewer bytes than these in twice the time that counts as silence are none: 50 a second, where the worst
// modem line brings thousands. A server or proxy that drips would hold a round for hours.
inline constexpr std::int64_t kLeastBytesPerStall = 1 << 10;

// A server that is busy is left alone for as long as it says, but not longer than this; and when that is
// longer than a cut, the round goes on without it.
inline constexpr std::int64_t kLongestToldWaitMs = 30 * kMinuteMs;
inline constexpr std::int64_t kWaitInRoundMs = 10 * kSecondMs;

// What is known of a mirror's speed counts for so long; then it may have changed.
inline constexpr std::int64_t kMirrorSpeedMs = 30 * kMinuteMs;
// A mirror that was given up in a round comes after the others for so long; doubles each time.
inline constexpr std::int64_t kMirrorRestMs = kMinuteMs;
inline constexpr std::int64_t kLongestMirrorRestMs = 30 * kMinuteMs;

}  // namespace lianxiao::sync
