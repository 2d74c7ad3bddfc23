// For which file of which resource each part was begun, also when the catalog names another blob by now. Safe
// from any thread.
#pragma once

#include <string>
#include <unordered_map>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::storage {

struct PartOwner {
  std::string resource, path;
  bool operator==(const PartOwner&) const = default;
};

class PartOwners {
 public:
  explicit PartOwners(Database& journal) : journal_(journal) {}

  Status Note(const BlobId& part, const PartOwner& owner);  // Before the part begins.
  Result<std::unordered_map<BlobId, PartOwner>> All() const;
  Status Forget(const BlobId& part);

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
