#include "storage/part_owners.h"

namespace lianxiao::storage {

Status PartOwners::Note(const BlobId& part, const PartOwner& owner) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("INSERT OR REPLACE INTO part_owners (part, resource, path) VALUES (?, ?, ?)")
        .BindBlob(1, part.View())
        .Bind(2, owner.resource)
        .Bind(3, owner.path)
        .Run();
  });
}

Result<std::unordered_map<BlobId, PartOwner>> PartOwners::All() const {
  std::unordered_map<BlobId, PartOwner> owners;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT part, resource, path FROM part_owners");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(const auto part, BlobId::FromBytes(rows.Text(0)));
      owners[part] = {rows.Text(1), rows.Text(2)};
    }
  }));
  return owners;
}

Status PartOwners::Forget(const BlobId& part) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM part_owners WHERE part = ?").BindBlob(1, part.View()).Run();
  });
}

}  // namespace lianxiao::storage
