#include "storage/teaching/prep_items.h"

#include "storage/formats/utf8.h"
#include "storage/one_value.h"

namespace lianxiao::storage {
namespace {

Status Touch(Connection& c, std::int64_t list, WallTime now) {
  return c.Prepare("UPDATE prep_lists SET changed_ms = ? WHERE number = ?")
      .Bind(1, now.ms)
      .Bind(2, list)
      .Run();
}

Status CheckThere(Connection& c, std::int64_t list, std::int64_t number) {
  auto row = c.Prepare("SELECT 1 FROM prep_items WHERE list = ? AND number = ?");
  LIANXIAO_ASSIGN(const bool any, row.Bind(1, list).Bind(2, number).Step());
  if (any) return {};
  return Fail(ErrorCode::kNotFound, "teaching.unknown_item: it is not on the list any more");
}

Result<bool> IsOnList(Connection& c, std::int64_t list, const TeachingItem& item) {
  auto row = c.Prepare("SELECT 1 FROM prep_items WHERE list = ? AND kind = ? AND item = ?");
  return row.Bind(1, list).Bind(2, item.kind).Bind(3, item.id).Step();
}

// The neighbour that way, as number and place; a place of -1: there is none.
struct Neighbour {
  std::int64_t number = 0, place = -1;
};
Result<Neighbour> NeighbourOf(Connection& c, std::int64_t list, std::int64_t place, Move move) {
  auto row = c.Prepare(move == Move::kUp ? "SELECT number, place FROM prep_items WHERE list = ? AND place < ?"
                                           " ORDER BY place DESC LIMIT 1"
                                         : "SELECT number, place FROM prep_items WHERE list = ? AND place > ?"
                                           " ORDER BY place LIMIT 1");
  LIANXIAO_ASSIGN(const bool any, row.Bind(1, list).Bind(2, place).Step());
  return any ? Neighbour{row.Int(0), row.Int(1)} : Neighbour{};
}

Result<std::int64_t> PlaceOf(Connection& c, std::int64_t number) {
  auto row = c.Prepare("SELECT place FROM prep_items WHERE number = ?");
  LIANXIAO_TRY(row.Bind(1, number).Step());
  return row.Int(0);
}

Status PutAt(Connection& c, std::int64_t number, std::int64_t place) {
  return c.Prepare("UPDATE prep_items SET place = ? WHERE number = ?").Bind(1, place).Bind(2, number).Run();
}

}  // namespace

Result<std::vector<PrepItem>> PrepItems::Of(const std::string& account, std::int64_t list) const {
  return ReadOne<std::vector<PrepItem>>(people_, [&](Connection& c) -> Result<std::vector<PrepItem>> {
    LIANXIAO_TRY(FindToRead(c, account, list));
    std::vector<PrepItem> items;
    auto rows =
        c.Prepare("SELECT number, kind, item, title, note FROM prep_items WHERE list = ? ORDER BY place");
    rows.Bind(1, list);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return items;
      items.push_back({rows.Int(0), {rows.Text(1), rows.Text(2)}, rows.Text(3), rows.Text(4)});
    }
  });
}

Status PrepItems::Add(const std::string& account, std::int64_t list, const TeachingItem& item,
                      std::string_view title, WallTime now) {
  LIANXIAO_TRY(CheckItem(item));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto known, FindToChange(c, account, list));
    LIANXIAO_ASSIGN(const bool there, IsOnList(c, list, item));
    if (there) return {};
    if (known.items >= kMostItems) {
      return Fail(ErrorCode::kRefused, "teaching.too_many_items: " + std::to_string(kMostItems) +
                                           " are on the list; make a second one");
    }
    LIANXIAO_TRY(
        c.Prepare("INSERT INTO prep_items (list, place, kind, item, title, note) VALUES (?1,"
                  " (SELECT coalesce(max(place), 0) + 1 FROM prep_items WHERE list = ?1), ?2, ?3, ?4, '')")
            .Bind(1, list)
            .Bind(2, item.kind)
            .Bind(3, item.id)
            .Bind(4, formats::Presentable(title, kMaxTitleBytes))
            .Run());
    return Touch(c, list, now);
  });
}

Status PrepItems::Remove(const std::string& account, std::int64_t list, std::int64_t number, WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, list));
    LIANXIAO_TRY(CheckThere(c, list, number));
    LIANXIAO_TRY(c.Prepare("DELETE FROM prep_items WHERE number = ?").Bind(1, number).Run());
    return Touch(c, list, now);
  });
}

Status PrepItems::MoveBy(const std::string& account, std::int64_t list, std::int64_t number, Move move,
                         WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, list));
    LIANXIAO_TRY(CheckThere(c, list, number));
    LIANXIAO_ASSIGN(const auto place, PlaceOf(c, number));
    LIANXIAO_ASSIGN(const auto other, NeighbourOf(c, list, place, move));
    if (other.place < 0) return {};
    LIANXIAO_TRY(PutAt(c, other.number, place));
    LIANXIAO_TRY(PutAt(c, number, other.place));
    return Touch(c, list, now);
  });
}

Status PrepItems::SetNote(const std::string& account, std::int64_t list, std::int64_t number,
                          const std::string& note, WallTime now) {
  LIANXIAO_TRY(CheckTyped("teaching.item_note_form", note, kMaxItemNoteBytes));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(FindToChange(c, account, list));
    LIANXIAO_TRY(CheckThere(c, list, number));
    LIANXIAO_TRY(
        c.Prepare("UPDATE prep_items SET note = ? WHERE number = ?").Bind(1, note).Bind(2, number).Run());
    return Touch(c, list, now);
  });
}

}  // namespace lianxiao::storage
