// Waiting events that are old, packed: rows of their own take half a kilobyte each, and a school may be
// without a line for a year. Private to this room; called within a Write() or Read().
//
//   events: rows, newest ──the oldest, when there are many──▶ event_packs ──receipt──▶ gone
//
// Numbers stay what they were, and every packed event is older than every row, so batches are cut and
// receipted from both as from one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/usage_rows.h"

namespace lianxiao::storage::usage_packs {

// Rows as they shall lie from now on. Plain value.
struct Pack {
  std::int64_t first = 0, last = 0;  // Numbers.
  std::vector<std::string> ids;      // 16 bytes each.
  std::string bytes;
};

// Of the oldest rows, when there are so many; else nothing. Takes some 50 ms, so a Read()
// is the place.
Result<std::optional<Pack>> Oldest(Connection& c, const PackLimits& limits);
// The pack in, its rows out. False: a receipt came for some of them meanwhile, and nothing is changed.
// Whoever changes rows (Forget) waits until this is done.
Result<bool> Replace(Connection& c, const Pack& pack);

// Packed events with a number above `number`, oldest first, at most `limit`.
Result<std::vector<usage_rows::RecordedEvent>> After(Connection& c, std::int64_t number, std::size_t limit);
// Hands over every packed event.
Status Each(Connection& c, const std::function<void(const formats::Event&)>& take);
// Removes those up to `number`.
Status DropThrough(Connection& c, std::int64_t number);
// See UsageLog::Forget; how many there were.
Result<std::int64_t> Forget(Connection& c, const std::string& person);

}  // namespace lianxiao::storage::usage_packs
