// Whether one may do something to an account. Private to this room.
#pragma once

#include "storage/people/account_rows.h"
#include "storage/people/people.h"

namespace lianxiao::storage {

// kRefused "account.not_yours: …" unless `by` is the console, or logs in here and manages accounts of `role`.
Status CheckMayManage(Connection& c, const Actor& by, Role role);
// The same, and: it is not the actor's own ("account.own: …").
Status CheckMayManage(Connection& c, const Actor& by, const Account& account);
// "account.of_county: …"
Status CheckMadeHere(const Account& account);
// "account.last_administrator: …" if nobody who manages people could log in without this one.
Status CheckOthersAdminister(Connection& c, const Account& account, Place place);

}  // namespace lianxiao::storage
