#include "storage/teaching/prep_list.h"

#include "storage/base/local_day.h"
#include "storage/teaching/prep_rows.h"

namespace lianxiao::storage {

Status CheckHead(const PrepHead& head) {
  if (head.name.empty()) return Fail(ErrorCode::kInvalid, "teaching.name_form: a list needs a name");
  LIANXIAO_TRY(CheckTyped("teaching.name_form", head.name, kMaxListNameBytes));
  LIANXIAO_TRY(CheckTyped("teaching.class_form", head.class_name, kMaxClassBytes));
  if (head.day.empty() || ParseDay(head.day)) return {};
  return Fail(ErrorCode::kInvalid, "teaching.day_form: write the day like 2026-12-10");
}

PrepList ReadList(const Statement& row) {
  return {.number = row.Int(0),
          .head = {row.Text(1), row.Text(2), row.Text(3)},
          .account = row.Text(4),
          .by = row.Text(5),
          .shared = row.Int(6) != 0,
          .changed = {row.Int(7)},
          .items = row.Int(8)};
}

Result<PrepList> FindToRead(Connection& c, const std::string& account, std::int64_t number) {
  auto row =
      c.Prepare(std::string(kSelectLists) + " WHERE l.number = ?1 AND (l.account = ?2 OR l.shared = 1)");
  LIANXIAO_ASSIGN(const bool any, row.Bind(1, number).Bind(2, account).Step());
  if (!any) return Fail(ErrorCode::kNotFound, "teaching.unknown_list: no list " + std::to_string(number));
  return ReadList(row);
}

Result<PrepList> FindToChange(Connection& c, const std::string& account, std::int64_t number) {
  LIANXIAO_ASSIGN(auto list, FindToRead(c, account, number));
  if (list.account == account) return list;
  return Fail(ErrorCode::kRefused, "teaching.not_yours: copy the list, then change the copy");
}

}  // namespace lianxiao::storage
