// What the box has promised so far: everything a call returned success for. What was under way when the
// power went is in doubt until somebody looks; then it must be one thing or the other. Plain value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/crash_world.h"

namespace lianxiao::sim {

// Never loses power. Takes batches as the real one does and minds that they never change.
class FalseCenter {
 public:
  // Throws Violation for a gap, a broken chain, or a batch that has changed since it came first.
  formats::Receipt Take(const storage::StoredBatch& batch);
  const std::multiset<std::string>& events() const { return events_; }

 private:
  std::vector<std::string> sealed_;  // By seq - 1.
  std::multiset<std::string> events_;
};

// Stands for the seal: what is in a batch, as text. FalseCenter reads it back.
std::string Spell(const formats::Batch& batch);
inline const std::string kDevice(32, 'd');
inline const std::string kEpoch(16, 'e');

struct Ledger {
  // Usage.
  int events_told = 0;                          // Numbers 1 … are in the box's hands.
  std::vector<formats::Event> doubtful_events;  // Told while the power went; to be told again.
  std::int64_t acknowledged = 0;                // At least.
  FalseCenter center;

  // Library.
  std::set<BlobId> blobs;
  std::set<BlobId> doubtful_blobs;                  // Being published or removed.
  std::set<BlobId> begun;                           // Parts, since the last power cut or before.
  std::map<BlobId, std::set<std::int64_t>> pieces;  // Durable pieces of parts.

  // Catalog.
  std::map<int, std::int64_t> published;  // Resource number → version.
  std::map<int, std::int64_t> held;
  std::set<int> doubtful_held;
  bool doubtful_catalog = false;

  std::int64_t counter = 0;  // At least.
  std::int64_t trusted_ms = 0;

  bool HoldsBlob(const BlobId& id) const;
};

formats::Event EventNumber(int number);

// Opens nothing and cuts nothing: looks whether `world`, fresh after a power cut, keeps every promise, and
// settles what was in doubt. Throws Violation.
void Audit(World& world, Ledger& ledger);
// Sends everything up and looks that each event arrived exactly once. Throws Violation.
void AuditEvents(World& world, Ledger& ledger);

}  // namespace lianxiao::sim
