// What the parts of People share. Private to this room; everything lives as long as People does.
#pragma once

#include "storage/one_value.h"
#include "storage/people/people.h"
#include "storage/people/tries_rows.h"

namespace lianxiao::storage {

struct Desk {
  Database& people;
  const Clock& clock;
  const PeopleOptions& options;
  const AuditLog& audit;
  const Passwords& passwords;
  const TryCounts& tries;

  SessionLimits limits() const { return {options.idle_ms, options.longest_ms}; }
};

}  // namespace lianxiao::storage
