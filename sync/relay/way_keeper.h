// At a relay: fetches what other boxes asked for and this one does not have: deltas and signatures that the
// county's signed lists name (storage/way_shelf.h). Once, over the school's own line and by its rules, a
// bounded number of bytes in a round and in a day, and each is kept only with the digest that the lists say.
// What no list names is nobody's business. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/line/mirrors.h"

namespace lianxiao::sync {

class WayKeeper {
 public:
  explicit WayKeeper(const Parts& parts) : parts_(parts) {}

  // kOffline: the line went; what was not fetched waits for the next round. Other errors are the disk's.
  Status Run(Line& line, Mirrors& mirrors);

 private:
  // Of those in asked_ that a resource of the catalog names: how large.
  Result<std::map<BlobId, std::int64_t>> Named() const;
  Status Fetch(Line& line, Mirrors& mirrors, const BlobId& id, std::int64_t most_bytes);

  // Of what may come for others in a day: as much as there is room for, so that nobody can have a relay fetch
  // the same things over and over.
  std::int64_t LeftToday();

  const Parts& parts_;
  std::set<BlobId> asked_;
  std::optional<Instant> today_;  // Since when today_bytes_ counts.
  std::int64_t today_bytes_ = 0;
};

}  // namespace lianxiao::sync
