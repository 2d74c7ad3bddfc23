// Who takes the accounts that the county's letter brings. sync owns it, daemon implements it with this box's
// people, tests fake it.
#pragma once

#include <vector>

#include "storage/base/result.h"
#include "storage/formats/letter.h"

namespace lianxiao::sync {

class AccountTaker {
 public:
  virtual ~AccountTaker() = default;
  // All the county's accounts of this school; the same twice is once. Durable when it returns. Called on the
  // engine's thread.
  virtual Status TakeAccounts(const std::vector<formats::LetterAccount>& accounts) = 0;
};

}  // namespace lianxiao::sync
