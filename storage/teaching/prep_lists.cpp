#include "storage/teaching/prep_lists.h"

#include "storage/formats/utf8.h"
#include "storage/one_value.h"
#include "storage/teaching/prep_rows.h"

namespace lianxiao::storage {
namespace {

Status CheckRoom(Connection& c, const std::string& account) {
  auto many = c.Prepare("SELECT count(*) FROM prep_lists WHERE account = ?");
  LIANXIAO_TRY(many.Bind(1, account).Step());
  if (many.Int(0) < kMostLists) return {};
  return Fail(ErrorCode::kRefused,
              "teaching.too_many_lists: " + std::to_string(kMostLists) + " are kept; delete old ones first");
}

Result<std::int64_t> Insert(Connection& c, const std::string& account, const PrepHead& head, WallTime now) {
  LIANXIAO_TRY(CheckRoom(c, account));
  auto row = c.Prepare(
      "INSERT INTO prep_lists (account, name, class, day, shared, changed_ms) VALUES (?, ?, ?, ?, 0, ?)"
      " RETURNING number");
  row.Bind(1, account).Bind(2, head.name).Bind(3, head.class_name).Bind(4, head.day).Bind(5, now.ms);
  LIANXIAO_TRY(row.Step());
  const auto number = row.Int(0);
  LIANXIAO_TRY(row.Step());
  return number;
}

Status InsertItems(Connection& c, std::int64_t list, const std::vector<PrepItem>& items) {
  std::int64_t place = 0;
  for (const auto& item : items) {
    LIANXIAO_TRY(c.Prepare("INSERT OR IGNORE INTO prep_items (list, place, kind, item, title, note)"
                           " VALUES (?, ?, ?, ?, ?, ?)")
                     .Bind(1, list)
                     .Bind(2, ++place)
                     .Bind(3, item.item.kind)
                     .Bind(4, item.item.id)
                     .Bind(5, formats::Presentable(item.title, kMaxTitleBytes))
                     .Bind(6, item.note)
                     .Run());
  }
  return {};
}

}  // namespace

Result<std::int64_t> PrepLists::Make(const std::string& account, const PrepHead& head, WallTime now) {
  LIANXIAO_TRY(CheckHead(head));
  return WriteOne<std::int64_t>(people_, [&](Connection& c) { return Insert(c, account, head, now); });
}

Result<std::int64_t> PrepLists::MakeWith(const std::string& account, const PrepHead& head,
                                         const std::vector<PrepItem>& items, WallTime now) {
  LIANXIAO_TRY(CheckHead(head));
  for (const auto& item : items) {
    LIANXIAO_TRY(CheckItem(item.item));
    LIANXIAO_TRY(CheckTyped("teaching.item_note_form", item.note, kMaxItemNoteBytes));
  }
  if (std::ssize(items) > kMostItems) {
    return Fail(ErrorCode::kRefused,
                "teaching.too_many_items: a list has at most " + std::to_string(kMostItems));
  }
  return WriteOne<std::int64_t>(people_, [&](Connection& c) -> Result<std::int64_t> {
    LIANXIAO_ASSIGN(const auto number, Insert(c, account, head, now));
    LIANXIAO_TRY(InsertItems(c, number, items));
    return number;
  });
}

Result<std::int64_t> PrepLists::Copy(const std::string& account, std::int64_t number, WallTime now) {
  return WriteOne<std::int64_t>(people_, [&](Connection& c) -> Result<std::int64_t> {
    LIANXIAO_ASSIGN(const auto from, FindToRead(c, account, number));
    LIANXIAO_ASSIGN(const auto copy, Insert(c, account, {from.head.name, from.head.class_name, ""}, now));
    LIANXIAO_TRY(c.Prepare("INSERT INTO prep_items (list, place, kind, item, title, note)"
                           " SELECT ?, place, kind, item, title, note FROM prep_items WHERE list = ?")
                     .Bind(1, copy)
                     .Bind(2, number)
                     .Run());
    return copy;
  });
}

Status PrepLists::Change(const std::string& account, std::int64_t number, const PrepHead& head,
                         WallTime now) {
  LIANXIAO_TRY(CheckHead(head));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, number));
    return c.Prepare("UPDATE prep_lists SET name = ?, class = ?, day = ?, changed_ms = ? WHERE number = ?")
        .Bind(1, head.name)
        .Bind(2, head.class_name)
        .Bind(3, head.day)
        .Bind(4, now.ms)
        .Bind(5, number)
        .Run();
  });
}

Status PrepLists::Share(const std::string& account, std::int64_t number, bool shared, WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, number));
    return c.Prepare("UPDATE prep_lists SET shared = ?, changed_ms = ? WHERE number = ?")
        .Bind(1, std::int64_t{shared})
        .Bind(2, now.ms)
        .Bind(3, number)
        .Run();
  });
}

Status PrepLists::Remove(const std::string& account, std::int64_t number) {
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, number));
    return c.Prepare("DELETE FROM prep_lists WHERE number = ?").Bind(1, number).Run();
  });
}

Result<std::vector<PrepList>> PrepLists::Of(const std::string& account) const {
  return Select("l.account = ?1", account);
}

Result<std::vector<PrepList>> PrepLists::Shared() const { return Select("l.shared = 1", ""); }

Result<PrepList> PrepLists::Find(const std::string& account, std::int64_t number) const {
  return ReadOne<PrepList>(people_, [&](Connection& c) { return FindToRead(c, account, number); });
}

Result<std::vector<PrepList>> PrepLists::Select(std::string_view where, const std::string& account) const {
  return ReadOne<std::vector<PrepList>>(people_, [&](Connection& c) -> Result<std::vector<PrepList>> {
    std::vector<PrepList> lists;
    auto rows = c.Prepare(std::string(kSelectLists) + " WHERE " + std::string(where) +
                          " ORDER BY l.changed_ms DESC, l.number DESC");
    if (!account.empty()) rows.Bind(1, account);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return lists;
      lists.push_back(ReadList(rows));
    }
  });
}

}  // namespace lianxiao::storage
