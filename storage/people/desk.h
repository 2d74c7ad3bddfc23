// What the parts of People share. Private to this room; everything lives as long as People does.
#pragma once

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

// A Read() that ends in a value.
template <typename T, typename Work>
Result<T> ReadOne(const Database& people, const Work& work) {
  Result<T> found = Fail(ErrorCode::kInternal, "nothing was read");
  LIANXIAO_TRY(people.Read([&](Connection& c) -> Status {
    found = work(c);
    return found ? Status{} : Status(tl::unexpected(found.error()));
  }));
  return found;
}

// A Write() likewise.
template <typename T, typename Work>
Result<T> WriteOne(Database& people, const Work& work) {
  Result<T> found = Fail(ErrorCode::kInternal, "nothing was written");
  LIANXIAO_TRY(people.Write([&](Connection& c) -> Status {
    found = work(c);
    return found ? Status{} : Status(tl::unexpected(found.error()));
  }));
  return found;
}

}  // namespace lianxiao::storage
