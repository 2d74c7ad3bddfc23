// How often each of many may do one thing: a bucket of tokens for each, which fills up again with time. Only
// decides; used from one thread.
//
//   first seen: full ──one taken each time──▶ empty: wait until the next token
//                ◀──one more every `refill_ms`, never more than `size`──
//
// A bucket that has filled up again is like one never seen, so it is forgotten. At most `most` are kept; when
// even those are all in use, the fullest goes, which had the least to lose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "storage/base/time.h"

namespace lianxiao::web {

struct Allowance {
  std::int64_t size = 1;       // So many at once.
  std::int64_t refill_ms = 1;  // And one more each such time.
};

class TokenBuckets {
 public:
  explicit TokenBuckets(Allowance allowance, std::size_t most = 4'096) : allowance_(allowance), most_(most) {}

  // How long until `who` has a token; 0: now. Asking takes nothing.
  std::int64_t WaitMs(const std::string& who, Instant now) const;
  void Take(const std::string& who, Instant now);

  std::size_t count() const { return buckets_.size(); }

 private:
  // When the bucket will be full: each token taken moves it by refill_ms. So one number says it all.
  std::int64_t FullAtMs(const std::string& who, Instant now) const;
  void MakeRoom(Instant now);

  Allowance allowance_;
  std::size_t most_;
  std::map<std::string, std::int64_t> buckets_;  // → when it is full, as Instant's ms.
};

}  // namespace lianxiao::web
