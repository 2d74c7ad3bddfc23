// Teachers' accounts on their way from the county's people to a school's: as rows here, as words in the
// letter. Plain functions and one small class.
#pragma once

#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/formats/letter.h"
#include "storage/people/people.h"
#include "sync/account_taker.h"

namespace lianxiao::daemon {

formats::LetterAccount ToLetter(const storage::CountyAccount& account);
// kInvalid: a role that this program does not know.
Result<storage::CountyAccount> FromLetter(const formats::LetterAccount& account);

// What the letters of this county bring.
Result<std::vector<formats::LetterAccount>> LetterAccounts(const storage::People& people,
                                                           const std::string& school);

// Gives a letter's accounts to this box's people. Safe from any thread.
class CountyAccounts final : public sync::AccountTaker {
 public:
  CountyAccounts(storage::People& people, Log& log) : people_(people), log_(log) {}
  // An account whose role a newer county invented is left out, and so has no way in.
  Status TakeAccounts(const std::vector<formats::LetterAccount>& accounts) override;

 private:
  storage::People& people_;
  Log& log_;
};

}  // namespace lianxiao::daemon
