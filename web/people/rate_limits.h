// How much of what is expensive one address and one account may ask for. A page costs a millisecond; a
// search some, an export seconds, and what is written stays on the disk. Safe from any thread.
//
// The first rule is that normal work never meets a limit, and normal is a class: sixty pupils behind one
// address (an access point that translates, a proxy), all at the same minute. The numbers follow from that:
//
//   what        one address               one account            because
//   a search    600, then 20 a second     200, then 5 a second   60 pupils try ten words each at once, then
//   one
//                                                                 each every three seconds; 20 a second are a
//                                                                 tenth of a small box's processor
//   use noted   1,200, then 40 a second   600, then 20 a second  60 players begin a lesson (2 notes each),
//   then
//                                                                 note every half minute: 2 a second
//   an upload   3,000, then 50 a second   –                      300 boxes behind one relay, ten batches each
//                                                                 after a week without a line; who is turned
//                                                                 away comes again by itself
//   an export   120, one in 2 s           6, one in 30 s         a staff meeting where everybody takes the
//   own
//                                                                 data along; one person needs it once
//   the log     120, one in 2 s           60, one a second       turning pages quickly; each checks the chain
//
// An account counts wherever it is logged in, which is at ten places at most. The machine itself and a proxy
// on it are no address. Logging in has limits of its own (storage/people/login_rules.h), enrolling too.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>

#include "web/http/http.h"
#include "web/http/token_buckets.h"

namespace lianxiao::web {

class RateLimits {
 public:
  RateLimits();
  // 0: go on, and it is counted. Else how long to wait, and nothing is counted. `account` is empty without a
  // login.
  std::int64_t Ask(Cost cost, const std::string& address, const std::string& account, Instant now);

 private:
  struct Pair {
    TokenBuckets of_address, of_account;
  };
  std::mutex mutex_;  // Guards the buckets.
  std::map<Cost, Pair> pairs_;
};

// What an address is counted as: itself, its network for IPv6 (who has one address there has 2^64), nothing
// for this machine. Pure.
std::string CountedAddress(const std::string& peer);

}  // namespace lianxiao::web
