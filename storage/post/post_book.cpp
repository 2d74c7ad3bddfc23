#include "storage/post/post_book.h"

#include "storage/base/encoding.h"
#include "storage/base/keys.h"

namespace lianxiao::storage {
namespace {

using formats::Post;
using formats::PostKind;

constexpr std::string_view kSelect =
    "SELECT post, own, ifnull(account, ''), ifnull(list, 0), from_school, from_name, state, why, written_ms"
    " FROM posts WHERE post <> '' AND kind <> 'withdrawal' AND ";

tl::unexpected<Error> Unknown(const std::string& id) {
  return Fail(ErrorCode::kNotFound, "question.unknown: no post " + id + " here");
}

Result<PostHere> RowOf(const Statement& row) {
  PostHere here;
  LIANXIAO_ASSIGN(here.post, formats::ParsePost(row.Text(0)));
  here.own = row.Int(1) != 0;
  here.account = row.Text(2);
  here.list = row.Int(3);
  here.from_school = row.Text(4);
  here.from_name = row.Text(5);
  here.state = row.Text(6);
  here.why = row.Text(7);
  here.written = {row.Int(8)};
  return here;
}

Result<std::int64_t> Count(Statement& row) {
  LIANXIAO_TRY(row.Step());
  return row.Int(0);
}

Status CheckRoom(Connection& c, const std::string& account, WallTime now) {
  auto today = c.Prepare("SELECT count(*) FROM posts WHERE account = ? AND own = 1 AND written_ms > ?");
  today.Bind(1, account).Bind(2, now.ms - kDayMs);
  LIANXIAO_ASSIGN(const auto written, Count(today));
  if (written >= kMostPostsADay) {
    return Fail(ErrorCode::kRefused, "question.too_many_today: enough for a day");
  }
  auto waiting = c.Prepare("SELECT count(*) FROM posts WHERE state = 'waiting' AND again = 0");
  LIANXIAO_ASSIGN(const auto waits, Count(waiting));
  if (waits < kMostPostsWaiting) return {};
  return Fail(ErrorCode::kRefused, "question.too_many_wait: the line has to come back first");
}

Status CheckAnswers(Connection& c, const std::string& question) {
  auto row =
      c.Prepare("SELECT 1 FROM posts WHERE id = ? AND kind = 'question' AND own = 0 AND state = 'here'");
  row.Bind(1, question);
  LIANXIAO_ASSIGN(const bool there, row.Step());
  return there ? Status() : Status(Unknown(question));
}

Status Insert(Connection& c, const std::string& account, std::int64_t list, const Post& post, WallTime now) {
  auto put = c.Prepare(
      "INSERT INTO posts (id, kind, own, account, list, about, post, state, written_ms)"
      " VALUES (?, ?, 1, ?, ?, ?, ?, 'waiting', ?)");
  put.Bind(1, post.id).Bind(2, Word(post.kind)).Bind(3, account);
  if (list != 0) {
    put.Bind(4, list);
  } else {
    put.BindNull(4);
  }
  return put.Bind(5, post.about).Bind(6, formats::ToJson(post)).Bind(7, now.ms).Run();
}

// Nobody finds the answers any more when their question is gone.
Status DropAnswers(Connection& c, const std::string& question) {
  return c
      .Prepare(
          "UPDATE posts SET state = 'withdrawn', post = '' WHERE about = ? AND kind = 'answer' AND own = 0")
      .Bind(1, question)
      .Run();
}

// The withdrawal follows wherever the post may have got to; one that surely has not left goes without.
Status TakeBack(Connection& c, const std::string& id, WallTime now) {
  LIANXIAO_TRY(
      c.Prepare(
           "INSERT INTO posts (id, kind, own, about, post, state, written_ms)"
           " SELECT ?1, 'withdrawal', 1, id, CASE WHEN kind = 'answer'"
           " THEN json_object('to_kind', 'question', 'to', about) ELSE json_object('to_kind',"
           " json_extract(post, '$.to_kind'), 'to', json_extract(post, '$.to')) END,"
           " 'waiting', ?2 FROM posts"
           " WHERE id = ?3 AND post <> '' AND state IN ('waiting', 'with_county', 'delivered', 'hidden')")
          .Bind(1, ToHex(RandomBytes(16)))
          .Bind(2, now.ms)
          .Bind(3, id)
          .Run());
  // Nor does it go up again, should the county have forgotten it.
  LIANXIAO_TRY(
      c.Prepare("UPDATE posts SET state = 'withdrawn', post = '', again = 0 WHERE id = ?").Bind(1, id).Run());
  return DropAnswers(c, id);
}

Status TakeBackList(Connection& c, const std::string& account, std::int64_t list, WallTime now) {
  std::vector<std::string> ids;
  auto rows = c.Prepare(
      "SELECT id FROM posts WHERE kind = 'list' AND own = 1 AND account = ? AND list = ? AND post <> ''");
  rows.Bind(1, account).Bind(2, list);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    ids.push_back(rows.Text(0));
  }
  for (const auto& id : ids) LIANXIAO_TRY(TakeBack(c, id, now));
  return {};
}

Status NoteTaken(Connection& c, const std::string& id) {
  return c
      .Prepare(
          "UPDATE posts SET again = 0, state = CASE state WHEN 'waiting' THEN 'with_county' ELSE state END"
          " WHERE id = ? AND own = 1")
      .Bind(1, id)
      .Run();
}

Status NoteRefused(Connection& c, const formats::RefusedPost& refused) {
  LIANXIAO_TRY(c.Prepare("DELETE FROM posts WHERE id = ? AND kind = 'withdrawal'").Bind(1, refused.id).Run());
  LIANXIAO_TRY(c.Prepare("UPDATE posts SET state = 'refused', why = ?2"
                         " WHERE id = ?1 AND own = 1 AND state = 'waiting'")
                   .Bind(1, refused.id)
                   .Bind(2, refused.why)
                   .Run());
  // What was delivered once stays so, whatever a county says that has forgotten it.
  return c.Prepare("UPDATE posts SET again = 0 WHERE id = ?").Bind(1, refused.id).Run();
}

Status TakePost(Connection& c, const formats::PostNews& news, WallTime now) {
  if (news.post.empty()) return {};
  const auto& post = news.post.front();
  return c
      .Prepare(
          "INSERT OR IGNORE INTO posts (id, kind, own, about, post, from_school, from_name, state, "
          "written_ms)"
          " VALUES (?, ?, 0, ?, ?, ?, ?, 'here', ?)")
      .Bind(1, post.id)
      .Bind(2, Word(post.kind))
      .Bind(3, post.about)
      .Bind(4, formats::ToJson(post))
      .Bind(5, news.from)
      .Bind(6, news.from_name)
      .Bind(7, now.ms)
      .Run();
}

// Of one written here the county says it when it has erased the account. One that has not come leaves its id,
// so that it does not come after its end.
Status TakeWithdrawn(Connection& c, const std::string& id, WallTime now) {
  LIANXIAO_TRY(c.Prepare("INSERT OR IGNORE INTO posts (id, kind, own, post, state, written_ms)"
                         " VALUES (?, 'question', 0, '', 'withdrawn', ?)")
                   .Bind(1, id)
                   .Bind(2, now.ms)
                   .Run());
  LIANXIAO_TRY(c.Prepare("UPDATE posts SET state = 'withdrawn', post = '', again = 0"
                         " WHERE id = ? AND kind <> 'withdrawal'")
                   .Bind(1, id)
                   .Run());
  return DropAnswers(c, id);
}

// Words that this program does not know are passed over.
Status TakeNews(Connection& c, const formats::PostNews& news, WallTime now) {
  if (news.what == "post") return TakePost(c, news, now);
  if (news.what == "delivered") {
    return c
        .Prepare(
            "UPDATE posts SET state = 'delivered' WHERE id = ? AND own = 1"
            " AND state IN ('waiting', 'with_county')")
        .Bind(1, news.id)
        .Run();
  }
  if (news.what == "withdrawn") return TakeWithdrawn(c, news.id, now);
  if (news.what != "hidden") return {};
  // Who wrote it still sees what it was, and why nobody else does.
  return c
      .Prepare(
          "UPDATE posts SET state = 'hidden', why = ?2, again = 0, post = CASE own WHEN 1 THEN post ELSE '' "
          "END"
          " WHERE id = ?1 AND state <> 'withdrawn'")
      .Bind(1, news.id)
      .Bind(2, news.why)
      .Run();
}

struct Cursor {
  std::int64_t after = 0;
  std::string mark, turn;  // As formats::PostUp has them.
};

// A new identity has other mail; what the county took stays taken.
Result<Cursor> CursorOf(Connection& c, const std::string& device) {
  auto row = c.Prepare("SELECT device, after, mark, turn FROM post_cursor");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Cursor{};
  if (row.Text(0) != device) return Cursor{0, "", row.Text(3)};
  return Cursor{row.Int(1), row.Text(2), row.Text(3)};
}

Status PutCursor(Connection& c, const std::string& device, const Cursor& cursor) {
  return c
      .Prepare("INSERT OR REPLACE INTO post_cursor (row, device, after, mark, turn) VALUES (1, ?, ?, ?, ?)")
      .Bind(1, device)
      .Bind(2, cursor.after)
      .Bind(3, cursor.mark)
      .Bind(4, cursor.turn)
      .Run();
}

// The county was restored from a copy and may lack whatever it took: all of it goes once more. Not what it
// hid, which nobody is to see again.
Status SendAgain(Connection& c) {
  return c
      .Prepare(
          "UPDATE posts SET again = 1, state = CASE state WHEN 'with_county' THEN 'waiting' ELSE state END"
          " WHERE own = 1 AND (state IN ('with_county', 'delivered')"
          "   OR (kind = 'withdrawal' AND state = 'waiting'))")
      .Run();
}

// An answer of this school whose question was taken back is seen by nobody: it stays a while in its writer's
// own data, then it goes.
Status DropOldAnswers(Connection& c, WallTime now) {
  return c
      .Prepare(
          "UPDATE posts SET state = 'withdrawn', post = '', again = 0"
          " WHERE kind = 'answer' AND own = 1 AND written_ms < ?"
          " AND post <> '' AND EXISTS (SELECT 1 FROM posts q WHERE q.id = posts.about AND q.post = '')")
      .Bind(1, now.ms - kAnswerWithoutQuestionMs)
      .Run();
}

}  // namespace

Status PostBook::Write(const std::string& account, const Post& post, WallTime now) {
  LIANXIAO_TRY(formats::Check(post));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(CheckRoom(c, account, now));
    if (post.kind == PostKind::kAnswer) LIANXIAO_TRY(CheckAnswers(c, post.about));
    return Insert(c, account, 0, post, now);
  });
}

Status PostBook::ShareList(const std::string& account, std::int64_t list, const Post& post, WallTime now) {
  LIANXIAO_TRY(formats::Check(post));
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(CheckRoom(c, account, now));
    LIANXIAO_TRY(TakeBackList(c, account, list, now));
    return Insert(c, account, list, post, now);
  });
}

Status PostBook::WithdrawList(const std::string& account, std::int64_t list, WallTime now) {
  return people_.Write([&](Connection& c) { return TakeBackList(c, account, list, now); });
}

Status PostBook::Withdraw(const std::string& account, const std::string& id, WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT 1 FROM posts WHERE id = ? AND own = 1 AND account = ? AND post <> ''");
    row.Bind(1, id).Bind(2, account);
    LIANXIAO_ASSIGN(const bool there, row.Step());
    return there ? TakeBack(c, id, now) : Status(Unknown(id));
  });
}

Result<std::vector<PostHere>> PostBook::Select(std::string_view where, const std::string& of) const {
  std::vector<PostHere> posts;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare(std::string(kSelect) + std::string(where) + " LIMIT " + std::to_string(kMostPostsShown));
    if (!of.empty()) rows.Bind(1, of);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto post, RowOf(rows));
      posts.push_back(std::move(post));
    }
  }));
  return posts;
}

Result<std::vector<PostHere>> PostBook::QuestionsOf(const std::string& account) const {
  return Select("kind = 'question' AND own = 1 AND account = ? ORDER BY written_ms DESC, rowid DESC",
                account);
}

Result<std::vector<PostHere>> PostBook::QuestionsFromElsewhere() const {
  return Select("kind = 'question' AND own = 0 ORDER BY written_ms DESC, rowid DESC", "");
}

Result<std::vector<PostHere>> PostBook::ListsFromElsewhere() const {
  return Select("kind = 'list' AND own = 0 ORDER BY written_ms DESC, rowid DESC", "");
}

Result<std::vector<PostHere>> PostBook::OwnLists(const std::string& account) const {
  return Select("kind = 'list' AND own = 1 AND account = ? ORDER BY written_ms DESC, rowid DESC", account);
}

Result<std::vector<PostHere>> PostBook::AnswersTo(const std::string& question) const {
  return Select("kind = 'answer' AND about = ? ORDER BY written_ms, rowid", question);
}

Result<PostHere> PostBook::Find(const std::string& id) const {
  LIANXIAO_ASSIGN(auto found, Select("id = ?", id.empty() ? "-" : id));
  if (found.empty()) return Unknown(id);
  return std::move(found.front());
}

Result<bool> PostBook::AnyWaits() const {
  std::int64_t waits = 0;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT EXISTS (SELECT 1 FROM posts WHERE state = 'waiting')"
        " OR EXISTS (SELECT 1 FROM posts WHERE again = 1)");
    LIANXIAO_ASSIGN(waits, Count(row));
    return {};
  }));
  return waits != 0;
}

Result<std::int64_t> PostBook::After(const std::string& device) const {
  std::int64_t after = 0;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto cursor, CursorOf(c, device));
    after = cursor.after;
    return {};
  }));
  return after;
}

Result<bool> PostBook::AnyHadFrom(const std::string& device) const {
  bool any = false;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto cursor, CursorOf(c, device));
    any = cursor.after > 0 || !cursor.turn.empty();
    return {};
  }));
  return any;
}

Result<formats::PostUp> PostBook::Next(const std::string& device) const {
  formats::PostUp up;
  up.device = device;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto cursor, CursorOf(c, device));
    up.after = cursor.after;
    up.mark = std::move(cursor.mark);
    up.turn = std::move(cursor.turn);
    auto rows = c.Prepare(
        "SELECT id, kind, about, post, written_ms, again,"
        " iif(kind = 'withdrawal' AND post <> '', json_extract(post, '$.to_kind'), ''),"
        " iif(kind = 'withdrawal' AND post <> '', json_extract(post, '$.to'), '')"
        " FROM posts WHERE state = 'waiting' OR again = 1 ORDER BY written_ms, rowid");
    std::size_t bytes = 0;
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more || up.posts.size() == formats::kMaxPostsAtOnce) return {};
      Post post;
      if (rows.Text(1) == Word(PostKind::kWithdrawal)) {
        post.id = rows.Text(0);
        post.kind = PostKind::kWithdrawal;
        post.at = {rows.Int(4)};
        post.about = rows.Text(2);
        post.to_kind = rows.Text(6);
        post.to = rows.Text(7);
      } else {
        LIANXIAO_ASSIGN(post, formats::ParsePost(rows.Text(3)));
      }
      bytes += rows.Text(3).size();
      if (!up.posts.empty() && bytes > formats::kPostBytesAtOnce) return {};
      up.again = up.again || rows.Int(5) != 0;
      up.posts.push_back(std::move(post));
    }
  }));
  return up;
}

Status PostBook::Take(const formats::PostDown& down, WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    for (const auto& id : down.taken) LIANXIAO_TRY(NoteTaken(c, id));
    for (const auto& refused : down.refused) LIANXIAO_TRY(NoteRefused(c, refused));
    LIANXIAO_ASSIGN(auto cursor, CursorOf(c, down.device));
    // A stick may bring an older answer after a newer one.
    cursor.turn = std::max(cursor.turn, down.turn);
    // What comes again is known here by its id. Who has nothing to lose is not told so twice.
    const bool had = cursor.after > 0 || !cursor.turn.empty();
    if ((down.anew && had) || down.newest < cursor.after) {
      LIANXIAO_TRY(SendAgain(c));
      cursor = {};
    }
    for (const auto& news : down.news) {
      if (news.number <= cursor.after) continue;
      LIANXIAO_TRY(TakeNews(c, news, now));
      cursor.after = news.number;
    }
    // Not of a number that was asked behind before all began anew, or before a newer answer came.
    if (down.marked == cursor.after) cursor.mark = down.mark;
    LIANXIAO_TRY(DropOldAnswers(c, now));
    return PutCursor(c, down.device, cursor);
  });
}

}  // namespace lianxiao::storage
