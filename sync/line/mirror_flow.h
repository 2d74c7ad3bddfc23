// What goes on between this box and one mirror: is the line alive, should one more range be asked for, how
// large, over a new connection; which one was forgotten on the way.
//
//   flowing ──nothing came for four round trips──▶ silent ──a byte, or a new connection──▶ back ─▶ flowing
//
// While silent, new connections are tried beside the old ones: a router that forgot them, or a sender that
// waits longer and longer, must not keep a line idle that works again. After that, and at first, several
// begin at once. Nothing is ever asked for twice at the same time, so a silent connection that wakes up after
// all has cost nothing.
//
// Only decides. Used from one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "storage/base/time.h"
#include "sync/line/connection_count.h"
#include "sync/line/line.h"
#include "sync/line/receive_window.h"

namespace lianxiao::sync {

// A range under way.
struct RangeView {
  bool answered = false;  // Bytes of it came.
  // Since something of it was heard, be it only that its connection came about.
  std::int64_t silent_ms = 0;
  std::int64_t rest_bytes = 0;
};

// All that is under way to this mirror.
struct FlowView {
  enum class Cap { kNone, kHolds };  // Whether the rate cap holds something back.

  std::span<const RangeView> ranges;
  Came news;                    // Since the last look.
  std::int64_t trip_ms = 0;     // With what waits in the line's queue.
  std::int64_t left_bytes = 0;  // To ask for.
  Cap cap = Cap::kNone;
};

class MirrorFlow {
 public:
  // A few times a second.
  void Look(Instant now, const FlowView& view, ConnectionCount& count, ReceiveWindow& window);

  bool HasRoom(Instant now) const;                            // For one more range.
  void Asked(Instant now);                                    // One more.
  bool Busy() const { return flowing_ > 0 || waiting_ > 0; }  // At the last look.
  RangeRequest::Reuse MayReuse() const;
  bool Silent() const { return silent_; }  // Something is under way and nothing comes.
  // Of one range, when so many bytes are left to ask for.
  std::int64_t MostBytes(std::int64_t left) const;
  // This one will not be heard of again, or is not worth waiting for while there is nothing else to ask for.
  bool IsForgotten(const RangeView& range) const;
  // When there is nothing else to ask for.
  bool MayTryElsewhere(const RangeView& range) const;

  // That share the window: those under way at the last look, and those that will be soon.
  int Sharing() const { return std::max({flowing_, heard_from_, more_to_ask_ ? wanted_ : 0}); }
  std::int64_t bytes_per_second() const { return speed_; }  // 0: not known yet.

 private:
  std::int64_t SilenceMs() const;
  bool IsSilent(const RangeView& range) const;
  int MostWaiting() const;
  void Measure(Instant now, std::int64_t bytes);
  void Listen(Instant now, const FlowView& view);
  bool IsBack(const FlowView& view);
  bool ProbesAreDue(Instant now) const;
  bool Ends(const RangeView& range) const;
  bool Overdue(const RangeView& range) const;
  bool LostInCut(const RangeView& range) const;
  static int ToFillAtOnce(const ReceiveWindow& window);
  static int ToOutlastPauses(const ReceiveWindow& window);
  int ProbesAtOnce(const ReceiveWindow& window) const;
  void LookAtBeginning(Instant now, const FlowView& view);
  int Worth(const FlowView& view, const ConnectionCount& count, const ReceiveWindow& window);

  std::int64_t trip_ms_ = 0;
  std::int64_t least_trip_ms_ = 0;  // Without what waits in the line's queue.
  int wanted_ = 1;
  int most_ = 0;  // That were under way together.
  bool tries_ = false, little_left_ = false, more_to_ask_ = false;
  int flowing_ = 0;  // Neither silent nor about to end, nor lost on the way to their greetings.
  int waiting_ = 0;  // For their first byte.
  int overdue_ = 0;  // Of those, lost on the way to their greetings.
  int heard_from_ = 0;
  bool silent_ = false;
  bool no_hurry_ = false;    // The line is full without those that are not there yet.
  bool back_now_ = false;    // At this look.
  bool begins_ = true;       // All connections do, at first or after a cut.
  bool after_cut_ = false;   // It is back and begins again.
  bool lately_cut_ = false;  // It was, and has not been steady since.
  bool flowed_ = false;      // Some of what is under way brought something, so that silence is a cut.
  bool greeting_counts_ = true;
  std::optional<Instant> heard_;  // Or the first that was asked for.
  std::optional<Instant> probed_;
  std::int64_t asked_ = 0;  // In all.
  int probes_at_once_ = 1;
  int probes_left_ = 0;  // Of those that go together.
  // Of the beginning, or of the line's coming back: when a little had come.
  std::optional<Instant> begun_;
  std::int64_t begun_bytes_ = 0;
  int beginning_ = 0;  // Connections that are worth while until all have begun.
  std::optional<Instant> slot_begun_;
  Came slot_, last_slot_;  // Of a round trip, while it begins.
  std::optional<Instant> measured_;
  std::int64_t bytes_ = 0, speed_ = 0;
};

}  // namespace lianxiao::sync
