// What makes the audit log's rows a chain, and which of them are old enough to go. Pure functions; private to
// this room.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "storage/base/digest.h"
#include "storage/people/audit_log.h"

namespace lianxiao::storage {

// BLAKE2b over the 32 bytes of `before` and the canonical JSON of the row.
BlobId AuditHash(const BlobId& before, const AuditRow& row);
// The row with texts that fit and can be shown.
AuditRow Fitting(AuditRow row);

// One day as it was noted: its newest row, the wall clock, and how much time had gone by until then.
struct AuditDay {
  std::int64_t number = 0;
  WallTime wall;
  std::int64_t lived_ms = 0;
};
// How much time to believe has gone by between two notes. A clock that jumps to 2099 must not make every row
// look old, nor one that was there once keep rows for ever: a step backwards counts nothing, and neither does
// one longer than any school is closed.
std::int64_t BelievableMs(WallTime before, WallTime now);
// The number of the newest row that is older than `days`; 0: none. `noted` by number.
std::int64_t NewestToForget(std::span<const AuditDay> noted, std::int64_t days);

}  // namespace lianxiao::storage
