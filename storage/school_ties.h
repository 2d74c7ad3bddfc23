// Whom this school works with, as the county's newest letter tells it (county_letter.h takes it in): partners
// and alliances. Safe from any thread.
#pragma once

#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/alliance.h"

namespace lianxiao::storage {

class SchoolTies {
 public:
  explicit SchoolTies(const Database& journal) : journal_(journal) {}

  Result<std::vector<formats::Partner>> Partners(WallTime now) const;  // In force, in the letter's order.
  Result<std::vector<formats::Alliance>> Alliances() const;            // By id.

 private:
  const Database& journal_;
};

}  // namespace lianxiao::storage
