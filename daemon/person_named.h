// Who is meant by a login name or a pseudonym.
#pragma once

#include <optional>
#include <string>

#include "storage/people/people.h"

namespace lianxiao::daemon {

struct PersonNamed {
  std::string person;                       // 16 hex digits.
  std::optional<storage::Account> account;  // None: only the pseudonym is known here.
};

// kNotFound "person.unknown: …": no account of that name, and no pseudonym either.
Result<PersonNamed> FindPerson(const storage::People& people, const std::string& who);

}  // namespace lianxiao::daemon
