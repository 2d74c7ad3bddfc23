#include "storage/post/post_book.h"

#include "storage/base/encoding.h"
#include "storage/base/keys.h"

namespace lianxiao::storage {
namespace {

using formats::Post;
using formats::PostKind;

constexpr std::string_view kSelect =
    "SELECT post, own, ifnull(account, ''), ifnull(list, 0), from_school, from_name, state, why, written_ms"
    " FROM posts WHERE post <> '' AND ";

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
  auto waiting = c.Prepare("SELECT count(*) FROM posts WHERE state = 'waiting'");
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

// The withdrawal follows wherever the post may have got to; one that surely has not left goes without.
Status TakeBack(Connection& c, const std::string& id, WallTime now) {
  LIANXIAO_TRY(c.Prepare("INSERT INTO posts (id, kind, own, about, post, state, written_ms)"
                         " SELECT ?1, 'withdrawal', 1, id, '', 'waiting', ?2 FROM posts"
                         " WHERE id = ?3 AND state IN ('waiting', 'with_county', 'delivered', 'hidden')")
                   .Bind(1, ToHex(RandomBytes(16)))
                   .Bind(2, now.ms)
                   .Bind(3, id)
                   .Run());
  return c.Prepare("UPDATE posts SET state = 'withdrawn', post = '' WHERE id = ?").Bind(1, id).Run();
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
  LIANXIAO_TRY(c.Prepare("DELETE FROM posts WHERE id = ? AND kind = 'withdrawal'").Bind(1, id).Run());
  return c.Prepare("UPDATE posts SET state = 'with_county' WHERE id = ? AND own = 1 AND state = 'waiting'")
      .Bind(1, id)
      .Run();
}

Status NoteRefused(Connection& c, const formats::RefusedPost& refused) {
  LIANXIAO_TRY(c.Prepare("DELETE FROM posts WHERE id = ? AND kind = 'withdrawal'").Bind(1, refused.id).Run());
  return c.Prepare("UPDATE posts SET state = 'refused', why = ?2 WHERE id = ?1 AND own = 1 AND post <> ''")
      .Bind(1, refused.id)
      .Bind(2, refused.why)
      .Run();
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
  if (news.what == "withdrawn") {
    return c.Prepare("UPDATE posts SET state = 'withdrawn', post = '' WHERE id = ? AND own = 0")
        .Bind(1, news.id)
        .Run();
  }
  if (news.what != "hidden") return {};
  // Who wrote it still sees what it was, and why nobody else does.
  return c
      .Prepare(
          "UPDATE posts SET state = 'hidden', why = ?2, post = CASE own WHEN 1 THEN post ELSE '' END"
          " WHERE id = ?1 AND state <> 'withdrawn'")
      .Bind(1, news.id)
      .Bind(2, news.why)
      .Run();
}

Result<std::int64_t> AfterOf(Connection& c, const std::string& device) {
  auto row = c.Prepare("SELECT after FROM post_cursor WHERE device = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : 0;
}

Status PutAfter(Connection& c, const std::string& device, std::int64_t after) {
  return c.Prepare("INSERT OR REPLACE INTO post_cursor (row, device, after) VALUES (1, ?, ?)")
      .Bind(1, device)
      .Bind(2, after)
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
    auto rows = c.Prepare(std::string(kSelect) + std::string(where));
    if (!of.empty()) rows.Bind(1, of);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more || std::ssize(posts) == kMostPostsShown) return {};
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
    auto row = c.Prepare("SELECT EXISTS (SELECT 1 FROM posts WHERE state = 'waiting')");
    LIANXIAO_ASSIGN(waits, Count(row));
    return {};
  }));
  return waits != 0;
}

Result<std::int64_t> PostBook::After(const std::string& device) const {
  std::int64_t after = 0;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(after, AfterOf(c, device));
    return {};
  }));
  return after;
}

Result<formats::PostUp> PostBook::Next(const std::string& device) const {
  formats::PostUp up{.device = device, .after = 0, .posts = {}};
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(up.after, AfterOf(c, device));
    auto rows = c.Prepare(
        "SELECT id, kind, about, post, written_ms FROM posts WHERE state = 'waiting' ORDER BY written_ms, "
        "rowid");
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
      } else {
        LIANXIAO_ASSIGN(post, formats::ParsePost(rows.Text(3)));
      }
      bytes += rows.Text(3).size();
      if (!up.posts.empty() && bytes > formats::kPostBytesAtOnce) return {};
      up.posts.push_back(std::move(post));
    }
  }));
  return up;
}

Status PostBook::Take(const formats::PostDown& down, WallTime now) {
  return people_.Write([&](Connection& c) -> Status {
    for (const auto& id : down.taken) LIANXIAO_TRY(NoteTaken(c, id));
    for (const auto& refused : down.refused) LIANXIAO_TRY(NoteRefused(c, refused));
    LIANXIAO_ASSIGN(auto after, AfterOf(c, down.device));
    // A county that was restored from a copy counts anew; what comes again is known here.
    if (down.newest < after) after = 0;
    for (const auto& news : down.news) {
      if (news.number <= after) continue;
      LIANXIAO_TRY(TakeNews(c, news, now));
      after = news.number;
    }
    return PutAfter(c, down.device, after);
  });
}

}  // namespace lianxiao::storage
