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
// And what comes in so many round trips: the end of each waits for what was lost there.
inline constexpr std::int64_t kLeastAskTrips = 4;
// But for that not less than this: four seconds of 2 Mbit/s, so that a slow beginning does not make for many
// small requests, which would keep it slow.
inline constexpr std::int64_t kFirstAskBytes = 1 << 20;
// Files up to here are asked for in one go, from whatever server.
inline constexpr std::int64_t kUndividedBytes = 256 << 10;

// What is asked for while another number of connections is being tried, so that they are soon free to end.
inline constexpr std::int64_t kTryAskMs = 4 * kSecondMs;
inline constexpr std::int64_t kTryAskBytes = 512 << 10;

// Connections to a mirror that are measured first, and what it comes down to again: one whose sender measures
// the line (BBR) fills 87 % of 8 Mbit/s at 300 ms and 1 % loss, because it pauses to measure; four 92 %,
// eight 94 %, sixteen a little more and, with windows so much smaller, with fewer bytes that are sent in
// vain. One whose sender is slowed down by each loss (CUBIC) needs sixteen there, and thirty-two at 20
// Mbit/s.
inline constexpr int kFirstConnections = 16;
// Not fewer, however slow the line: one carries on while the other waits for a packet that was lost.
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
// Fewer are tried seldom, and measured long after: a sender that was slowed down by losses lives for ten
// seconds on what it had before, and a wrong try costs half the line meanwhile.
inline constexpr std::int64_t kDownEveryMs = 10 * kMinuteMs;
inline constexpr std::int64_t kDownSettleMs = 10 * kSecondMs;
inline constexpr std::int64_t kDownSlots = 8;
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
// The longer the silence the seldomer, by this share of it: of a cut of 3 s a thirtieth, 100 ms, is lost in
// waiting. So many go together: until the first is answered, a round trip later, about as many are on their
// way as will be wanted then. No more of them at a time; each has four round trips, then the next takes its
// place.
inline constexpr std::int64_t kProbeEveryMs = 75;
inline constexpr std::int64_t kProbeShareOfSilence = 30;
// Twelve of them fill 20 Mbit/s at 300 ms; so many go where the line is not known.
inline constexpr int kMostProbesAtOnce = 12;
inline constexpr int kProbesAtOnceUnknown = 4;
inline constexpr int kMostProbes = 192;
// The loop looks so often meanwhile.
inline constexpr std::int64_t kProbeTurnMs = 25;
// A sender begins with ten packets, so a line that is known is full at once after a cut if it has so many
// connections, but not more than this. They stay: a sender that measures the line takes seconds to grow into
// the share of another.
inline constexpr std::int64_t kFirstFlightBytes = 10 * 1'448;
inline constexpr int kMostBeginning = 48;
// A sender that measures the line (BBR) goes down to four packets for a round trip in ten seconds, and all do
// at once, for each sees the queue that the others left. So many connections keep the line full with those
// four: at 20 Mbit/s, 500 ms forty-eight lost 5 % of it, ninety-six 4 %, and a hundred and twenty-eight 2 %.
// Not on a line that was cut so lately: more that begin again overflow it.
inline constexpr std::int64_t kSteadyMs = 20 * kSecondMs;
inline constexpr std::int64_t kPausingFlightBytes = 4 * 1'448;
// While a queue stands no more than this part of all wait for their first byte, or these few.
inline constexpr int kWaitingPart = 8;
inline constexpr int kFewWaiting = 4;
// Greetings that take bytes along (fast_open.h): one in so many goes without; after so many in a row that
// were dropped the next so many go without. A cut drops greetings too, so it takes more than a few.
inline constexpr int kFastOpenPlainEvery = 4;
inline constexpr int kFastOpenDropsToRest = 24 * kMostProbesAtOnce;
inline constexpr int kFastOpenRest = 1'000;
// Greetings that took longer lost a packet on the way: another connection is begun beside that one.
inline constexpr std::int64_t kGreetingTrips = 4;
// But on a short way a busy machine answers late, too.
inline constexpr std::int64_t kLeastGreetingMs = 600;
// Each connection begins slowly (ten packets in the first round trip), so nothing is measured before a little
// has come and so many round trips more.
inline constexpr std::int64_t kBeginBytes = 64 << 10;
inline constexpr std::int64_t kBeginTrips = 6;
// A connection that says nothing for so long while others do was forgotten on the way.
// When so little is left to ask for, nobody waits so long: what it was to bring would come last and alone.
inline constexpr std::int64_t kForgottenMs = 6 * kSecondMs;
inline constexpr std::int64_t kLittleLeftMs = 4 * kSecondMs;
// When nothing is left to ask for, a range that brought nothing for so long is asked for over another
// connection: what was lost of it came again within a round trip, or was lost again.
inline constexpr std::int64_t kEndSilenceTrips = 2;
inline constexpr std::int64_t kLeastEndSilenceMs = 600;
// Where no round trip was measured yet.
inline constexpr std::int64_t kUnknownTripMs = 500;

// Fewer bytes than these in twice the time that counts as silence are none: 50 a second, where the worst
// modem line brings thousands. A server or proxy that drips would hold a round for hours.
inline constexpr std::int64_t kLeastBytesPerStall = 1 << 10;

// A server that is busy is left alone for as long as it says, but not longer than this; and when that is
// longer than a cut, the round goes on without it.
inline constexpr std::int64_t kLongestToldWaitMs = 30 * kMinuteMs;
inline constexpr std::int64_t kWaitInRoundMs = 10 * kSecondMs;

// The receive window of all connections together, by what the line holds without a queue (receive_window.h).
// With two times that, sixteen connections over a lossy line bring as much as eight with three times, and of
// each byte 0.02 less are sent in vain.
inline constexpr std::int64_t kWindowPercent = 200;
// On a line that is cut every now and then less, for what is under way is lost each time: at 8 Mbit/s, 300 ms
// and 1 % as much comes as with 200, and of each byte 0.01 less is sent in vain.
inline constexpr std::int64_t kCutWindowPercent = 160;
// While senders begin: what is measured of the last round trip is twice as much in this one and four times in
// the next.
inline constexpr std::int64_t kBeginWindowTrips = 4;
// As long as a round trip brings so much of what the one before it did; a full line brings the same.
inline constexpr std::int64_t kGrowsPercent = 125;
// Where a third and more of what comes has to wait for something lost (8 Mbit/s, 300 ms: 4 % of all packets),
// the mean of so many slots: at 8 Mbit/s, 500 ms and 5 % three times bring 89 % of the line, two 82 %.
inline constexpr std::int64_t kLossyWindowTrips = 3;
inline constexpr std::int64_t kMuchWaitingPercent = 35;
inline constexpr std::int64_t kWaitingSlots = 4;
inline constexpr std::int64_t kWindowSlotMs = kSecondMs;
// A sixteenth of the speed is forgotten a second: longer than any sender's pause, shorter than a mood of the
// line.
inline constexpr std::int64_t kWindowForgets = 16;
// Five packets, so that those that came tell of one that was lost. Sixteen such windows bring more of a slow
// lossy line than eight twice as large: 94 % instead of 90 at 2 Mbit/s, 300 ms and 5 %.
inline constexpr std::int64_t kLeastWindowBytes = 8 << 10;
// Of a line that is not known: what the senders begin with shall not overflow a slow one, and each may double
// it; by then the line is known.
inline constexpr std::int64_t kUnknownWindowBytes = 32 << 10;
inline constexpr std::int64_t kUnknownWindowsBytes = 160 << 10;  // All of them.
// A queue counts as standing that makes a round trip longer by this part of it, over so many looks.
inline constexpr std::int64_t kQueuePart = 8;
inline constexpr std::int64_t kQueueTurns = 16;
// And is remembered for so long: a sender that measures the line (BBR) lets its queue run empty every ten
// seconds, and connections that begin just then overflow it.
inline constexpr std::int64_t kQueueMemoryMs = 5 * kSecondMs;
// While connections begin, by this part: senders that push too hard lose packets, too, and show here first.
inline constexpr std::int64_t kBeginQueuePart = 32;
// Near servers answer by their own moods, and there is no queue worth sparing.
inline constexpr std::int64_t kLeastWindowTripMs = 50;

// What is known of a mirror's speed counts for so long; then it may have changed.
inline constexpr std::int64_t kMirrorSpeedMs = 30 * kMinuteMs;
// A mirror that was given up in a round comes after the others for so long; doubles each time.
inline constexpr std::int64_t kMirrorRestMs = kMinuteMs;
inline constexpr std::int64_t kLongestMirrorRestMs = 30 * kMinuteMs;

}  // namespace lianxiao::sync
