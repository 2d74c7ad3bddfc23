// Read() and Write() of a database that end in a value.
#pragma once

#include "storage/database.h"

namespace lianxiao::storage {

// A Read() that ends in a value.
template <typename T, typename Work>
Result<T> ReadOne(const Database& database, const Work& work) {
  Result<T> found = Fail(ErrorCode::kInternal, "nothing was read");
  LIANXIAO_TRY(database.Read([&](Connection& c) -> Status {
    found = work(c);
    return found ? Status{} : Status(tl::unexpected(found.error()));
  }));
  return found;
}

// A Write() likewise.
template <typename T, typename Work>
Result<T> WriteOne(Database& database, const Work& work) {
  Result<T> found = Fail(ErrorCode::kInternal, "nothing was written");
  LIANXIAO_TRY(database.Write([&](Connection& c) -> Status {
    found = work(c);
    return found ? Status{} : Status(tl::unexpected(found.error()));
  }));
  return found;
}

}  // namespace lianxiao::storage
