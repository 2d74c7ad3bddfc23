#include "storage/teaching/favourites.h"

#include "storage/formats/utf8.h"
#include "storage/one_value.h"

namespace lianxiao::storage {
namespace {

Result<bool> IsThere(Connection& c, const std::string& account, const TeachingItem& item) {
  auto row = c.Prepare("SELECT 1 FROM favourites WHERE account = ? AND kind = ? AND item = ?");
  return row.Bind(1, account).Bind(2, item.kind).Bind(3, item.id).Step();
}

Status CheckRoom(Connection& c, const std::string& account) {
  auto many = c.Prepare("SELECT count(*) FROM favourites WHERE account = ?");
  LIANXIAO_TRY(many.Bind(1, account).Step());
  if (many.Int(0) < kMostFavourites) return {};
  return Fail(ErrorCode::kRefused, "teaching.too_many_favourites: " + std::to_string(kMostFavourites) +
                                       " are kept; take some out first");
}

}  // namespace

Status Favourites::Add(const std::string& account, const TeachingItem& item, std::string_view title,
                       WallTime now) {
  LIANXIAO_TRY(CheckItem(item));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const bool known, IsThere(c, account, item));
    if (known) return {};
    LIANXIAO_TRY(CheckRoom(c, account));
    return c.Prepare("INSERT INTO favourites (account, kind, item, title, at_ms) VALUES (?, ?, ?, ?, ?)")
        .Bind(1, account)
        .Bind(2, item.kind)
        .Bind(3, item.id)
        .Bind(4, formats::Presentable(title, kMaxTitleBytes))
        .Bind(5, now.ms)
        .Run();
  });
}

Status Favourites::Remove(const std::string& account, const TeachingItem& item) {
  return people_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM favourites WHERE account = ? AND kind = ? AND item = ?")
        .Bind(1, account)
        .Bind(2, item.kind)
        .Bind(3, item.id)
        .Run();
  });
}

Result<bool> Favourites::Has(const std::string& account, const TeachingItem& item) const {
  return ReadOne<bool>(people_, [&](Connection& c) { return IsThere(c, account, item); });
}

Result<std::vector<Favourite>> Favourites::Of(const std::string& account) const {
  std::vector<Favourite> all;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT kind, item, title, at_ms FROM favourites WHERE account = ? ORDER BY number DESC");
    rows.Bind(1, account);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      all.push_back({{rows.Text(0), rows.Text(1)}, rows.Text(2), {rows.Int(3)}});
    }
  }));
  return all;
}

}  // namespace lianxiao::storage
