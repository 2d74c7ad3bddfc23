#include "daemon/person_named.h"

#include "storage/formats/field_rules.h"

namespace lianxiao::daemon {
namespace {

constexpr std::size_t kPersonDigits = 16;

}  // namespace

Result<PersonNamed> FindPerson(const storage::People& people, const std::string& who) {
  LIANXIAO_ASSIGN(auto accounts, people.List());
  const bool is_pseudonym = formats::CheckHex("person", who, kPersonDigits).has_value();
  for (auto& account : accounts) {
    if (is_pseudonym && account.person == who) return PersonNamed{who, std::move(account)};
  }
  auto account = people.FindLogin(who);
  if (account) {
    auto person = account->person;
    return PersonNamed{std::move(person), *std::move(account)};
  }
  if (account.error().code != ErrorCode::kNotFound) return Fail(account.error());
  if (is_pseudonym) return PersonNamed{who, std::nullopt};
  return Fail(ErrorCode::kNotFound, "person.unknown: no account of that name here, and it is no pseudonym");
}

}  // namespace lianxiao::daemon
