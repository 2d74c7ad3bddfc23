// What wrong tries cost, and when a session is over. Pure decisions: plain values in, plain values out.
//
//   wrong, wrong, … the n-th ──▶ rest 15 min ──▶ n more tries ──▶ rest 30 min ──▶ n more ──▶ rest 60 min …
//   a right password: all forgotten.   A day without a wrong try: all forgotten.
//
// Who counts with whom, so that nobody can lock a teacher out for ever:
//   - From an address where this account logged in well before, its tries count by themselves. A right
//     password works there whatever strangers try meanwhile.
//   - From everywhere else all tries on one name count together, and all tries from one address count
//     together, whatever the name: the first stops the guessing of one password, the second the trying of
//     one password on many names.
//   - A name that does not exist counts like one that does, so that a rest tells nothing.
// A stranger thus gets at most some 130 tries a day on one account, and a longer siege does not change what
// the teacher can do at the usual place. At an unusual one a new code from the school's manager helps, which
// forgets all tries.
#pragma once

#include <cstdint>

#include "storage/people/moment.h"

namespace lianxiao::storage {

struct TryRule {
  int wrong_tries = 5;
  std::int64_t rest_ms =
      15 * kMinuteMs;  // The first; the second is twice, from the third on four times as long.
};

// Of one who counts: see above. Plain value; one row of table `tries`.
struct Tries {
  int wrong = 0;  // Since the last rest.
  int rests = 0;
  Moment last;  // The last wrong one.
};

// How long until the next try is allowed; 0: now. A power cut does not shorten it: in a later boot the rest
// begins with the boot.
std::int64_t RestLeftMs(const Tries& tries, const TryRule& rule, const Moment& now);
Tries AfterWrong(const Tries& before, const TryRule& rule, const Moment& now);
bool BeganRest(const Tries& after);  // The wrong try that led to `after` was one too many.
// Long enough without a wrong one that nothing has to be remembered.
bool IsForgotten(const Tries& tries, const Moment& now);

// A one-time code and its time. `made.boot` is empty for one that was made elsewhere.
struct CodeTime {
  Moment made;
  WallTime expires;
};
// Within the boot that made it, by that boot's clock; else by the wall clock. One made when the clock was
// plainly wrong (before this program was written) does not expire: it can be used once only, and a new code
// ends it.
bool CodeIsExpired(const CodeTime& code, std::int64_t lasts_ms, const Moment& now);

struct SessionLimits {
  std::int64_t idle_ms, longest_ms;
};
bool SessionGoesOn(const Moment& made, Instant used, const SessionLimits& limits, const Moment& now);

}  // namespace lianxiao::storage
