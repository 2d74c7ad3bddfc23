#include "storage/teaching/teaching_export.h"

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "storage/base/time.h"
#include "storage/formats/canonical_json.h"

namespace lianxiao::storage {
namespace {

using nlohmann::json;

enum class As { kText, kTime, kNumber, kYes };
struct Column {
  const char* name;
  As as = As::kText;
};

json ValueOf(const Statement& row, int at, As as) {
  switch (as) {
    case As::kText: return row.Text(at);
    case As::kTime: return ToRfc3339(WallTime{row.Int(at)});
    case As::kNumber: return row.Int(at);
    case As::kYes: return row.Int(at) != 0;
  }
  std::abort();
}

// All rows of a question with one parameter.
template <typename Key>
Result<json> Rows(Connection& c, std::string_view sql, const Key& key,
                  std::initializer_list<Column> columns) {
  auto rows = c.Prepare(sql);
  rows.Bind(1, key);
  auto list = json::array();
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return list;
    json one;
    int at = 0;
    for (const auto& column : columns) one[column.name] = ValueOf(rows, at++, column.as);
    list.push_back(std::move(one));
  }
}

}  // namespace

Result<std::string> ExportTeaching(Connection& c, const std::string& account) {
  json all;
  LIANXIAO_ASSIGN(all["favourites"],
                  Rows(c, "SELECT kind, item, title, at_ms FROM favourites WHERE account = ? ORDER BY number",
                       account, {{"kind"}, {"id"}, {"title"}, {"since", As::kTime}}));
  LIANXIAO_ASSIGN(
      all["notes"],
      Rows(c, "SELECT kind, item, note, changed_ms FROM lesson_notes WHERE account = ? ORDER BY kind, item",
           account, {{"kind"}, {"id"}, {"note"}, {"changed", As::kTime}}));
  LIANXIAO_ASSIGN(all["opened"],
                  Rows(c, "SELECT kind, item, at_ms, at_s FROM opened WHERE account = ? ORDER BY number",
                       account, {{"kind"}, {"id"}, {"at", As::kTime}, {"at_s", As::kNumber}}));
  LIANXIAO_ASSIGN(auto lists, Rows(c,
                                   "SELECT number, name, class, day, shared, changed_ms FROM prep_lists"
                                   " WHERE account = ? ORDER BY number",
                                   account,
                                   {{"number", As::kNumber},
                                    {"name"},
                                    {"class"},
                                    {"day"},
                                    {"shared", As::kYes},
                                    {"changed", As::kTime}}));
  for (auto& list : lists) {
    LIANXIAO_ASSIGN(list["items"],
                    Rows(c, "SELECT kind, item, title, note FROM prep_items WHERE list = ? ORDER BY place",
                         list.at("number").get<std::int64_t>(), {{"kind"}, {"id"}, {"title"}, {"note"}}));
  }
  all["lists"] = std::move(lists);
  // What went to other schools: questions, answers, lists of the alliance, as they were sent.
  LIANXIAO_ASSIGN(all["posts"], Rows(c,
                                     "SELECT kind, post, state, written_ms FROM posts WHERE account = ?"
                                     " AND post <> '' ORDER BY written_ms, rowid",
                                     account, {{"kind"}, {"post"}, {"state"}, {"written", As::kTime}}));
  return formats::Compact(all);
}

}  // namespace lianxiao::storage
