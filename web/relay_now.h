// Relays, as the pages and the API of a box tell of them: those it asks, and itself where it is one. Plain
// value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lianxiao::web {

struct RelayNow {
  struct Asked {
    std::string address;  // "http://10.1.0.2:8482"
    bool found = false;   // It announced itself on the network; else the settings name it.
    // "unknown" (not met yet), "well", "behind" (older lists; its lessons are used), "away", "foreign" (its
    // lists are not our county's).
    std::string state;
    std::int64_t trip_ms = 0;  // Of its quickest answer; 0: none.
  };
  std::vector<Asked> asked;
  std::int64_t bytes_received = 0;  // From relays, since the box began.
  std::int64_t batches_handed = 0;  // To relays, since the program began.

  // This box as a relay.
  bool serves = false;
  bool listens = false;  // False: its address cannot be used; the log says why.
  std::string serves_at;
  bool by_county = false;                  // It serves because the county's letter says so.
  std::int64_t most_bytes_per_second = 0;  // To other boxes; 0: no limit.
  std::int64_t ways = 0, ways_bytes = 0;   // Deltas and signatures that others asked for.
  std::int64_t post_boxes = 0, post_batches = 0, post_bytes = 0;  // Waiting for the county.
  std::int64_t offers = 0, offers_bytes = 0;                      // Courseware of other schools, likewise.
  std::int64_t batches_delivered = 0;                             // Since the box began.

  bool Any() const { return serves || !asked.empty(); }
};

}  // namespace lianxiao::web
