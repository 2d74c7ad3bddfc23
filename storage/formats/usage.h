// What was used, on its way up. Events are facts: recorded once, never rewritten; the center corrects
// clocks. A batch is immutable and may travel any road and arrive twice without harm.
//
//   batch   = seal( center, signature(64) ‖ packed )     packed = zstd( header "\n" event "\n" event … )
//             the signature is over more than `packed`: see envelope.h
//   receipt = JSON signed by the center: up to which batch of (device, epoch) it holds everything
//
// Identity of a batch: (device, epoch, seq). Epoch: random 64-bit, minted when a box starts a new
// chain; seq: dense from 1. `previous` chains a batch to the one before. The first batch of a chain tells
// where the box's earlier ones ended. Maps to xAPI verbs:
// opened = experienced, played = played, finished = completed, downloaded, searched. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kBatchEvents = 5'000;
inline constexpr std::size_t kBatchBytes = 256 << 10;       // Sealed.
inline constexpr std::size_t kMaxBatchUnpacked = 16 << 20;  // A bomb stops here.

enum class EventKind { kOpened, kPlayed, kFinished, kDownloaded, kSearched };
std::string_view Word(EventKind kind);  // "opened", …
Result<EventKind> ParseEventKind(std::string_view word);

enum class ClockQuality { kUnset, kFree, kSynchronized };  // 1970-like; running free; lately set.
std::string_view Word(ClockQuality quality);

struct Event {
  std::string id;  // 32 hex digits, random: what makes it count once.
  EventKind kind = EventKind::kOpened;
  std::string resource;         // Id; empty for searched.
  std::int64_t version = 0;     // Of the resource, as it was shown.
  std::string file;             // Path within the resource; may be empty.
  std::int64_t position_s = 0;  // Where in the video it happened.
  std::int64_t played_s = 0;    // Seconds played since the last event of this session.
  std::string query;            // searched only; ≤ 200 bytes.
  std::int64_t results = 0;     // searched only.
  std::string session;          // Random, per page view: groups the events of one viewing. Never a person.
  std::string device;           // "desktop", "phone", "projector" or empty. Never a person.
  std::string person;           // A logged-in teacher's pseudonym, 16 hex digits; empty: nobody is known.
  WallTime wall;
  std::string boot;  // Clock::BootId
  std::int64_t uptime_ms = 0;
  ClockQuality clock = ClockQuality::kFree;
  bool operator==(const Event&) const = default;
};

// Lengths, ids, ranges. kInvalid names the field.
Status Check(const Event& event);
// The JSON form, one object; what is empty or 0 is left out.
std::string ToJson(const Event& event);
// Also what POST /api/v1/events takes: there id, wall_ms, boot, uptime_ms and clock may be absent, and the
// caller fills them in, so this does all of Check() but asking for them. Unknown fields are passed over.
// kInvalid names the field.
Result<Event> ParseEvent(std::string_view json);

struct BatchId {
  std::string device;    // 32 hex digits, from the grant.
  std::string epoch;     // 16 hex digits.
  std::int64_t seq = 0;  // 1, 2, …
  auto operator<=>(const BatchId&) const = default;
};

Status Check(const BatchId& id);  // kInvalid names the field.

// Where a chain ended: a box gives one up when it does not fit what the center holds.
struct ChainEnd {
  std::string epoch;
  std::int64_t cut_seq = 0;       // The last batch that was cut.
  std::int64_t acked_seq = 0;     // Up to here the box had receipts, and has forgotten the events.
  std::int64_t acked_events = 0;  // How many those were, counted per batch.
  bool operator==(const ChainEnd&) const = default;
};
inline constexpr std::size_t kEarlierChains = 16;  // A box is restored once in years; a batch stays small.

struct Batch {
  BatchId id;
  BlobId previous;  // HashOf(sealed bytes of seq - 1); zero for seq 1.
  std::vector<Event> events;
  std::vector<ChainEnd> earlier = {};  // Seq 1 only: this device's earlier chains, newest first.
};

// Signed by the device, sealed to the center. 1 to kBatchEvents events, each Check()ed; a batch that comes
// out larger than kBatchBytes is what no center takes: cut it in two.
std::string SealBatch(const Batch& batch, const SigningKey& device, const SealKey& center);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `device`; kInvalid: a field or a cap.
Result<Batch> OpenBatch(std::string_view sealed, const OpenKey& center, const VerifyKey& device);

// The batch within the seal. kInvalid names the event and the field.
Result<Batch> ParsePackedBatch(std::string_view packed);

struct Receipt {
  std::string device;
  std::string epoch;
  std::int64_t through_seq = 0;  // Everything up to here is durably at the center; 0: nothing yet.
  BlobId last_batch;             // HashOf(sealed bytes of through_seq); zero for 0.
  WallTime at;                   // By the center's clock.
  bool two_boxes = false;        // The center sees two boxes that call themselves this device.
};
std::string SignReceipt(const Receipt& receipt, const SigningKey& center);    // JSON.
Result<Receipt> OpenReceipt(std::string_view json, const VerifyKey& center);  // kUntrusted, kInvalid.

}  // namespace lianxiao::formats
