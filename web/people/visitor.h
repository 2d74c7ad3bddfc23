// Who is logged in, as handlers see it. Plain value.
#pragma once

#include <string>

#include "storage/people/people.h"
#include "web/http/http.h"

namespace lianxiao::web {

struct Visitor {
  storage::Account account;
  std::string csrf;          // What this session's forms must bring back.
  std::int64_t session = 0;  // Its number, among those of the account.
  storage::Actor actor;
};

// Logged in, and may have lists and courseware of their own.
inline bool MayTeach(const Request& request) {
  return request.visitor && storage::May(request.visitor->account.role, storage::Permission::kTeach);
}

}  // namespace lianxiao::web
