#include "center/post/post_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"

namespace lianxiao::center {
namespace {

using storage::Connection;
using storage::Statement;

constexpr std::string_view kSelect =
    "SELECT id, school, kind, about, answers, post, state, why, received_ms, delivered_ms,"
    " person FROM posts ";

constexpr std::int64_t kTurnsKept = 64;  // Of a school.
constexpr std::int64_t kRowBytes = 100;  // Of a post beside its words: ids, times, its place in two indexes.

Result<PostRow> RowOf(const Statement& row) {
  PostRow post;
  post.id = row.Text(0);
  post.school = row.Text(1);
  post.kind = row.Text(2);
  post.about = row.Text(3);
  post.answers = row.Text(4);
  if (const auto text = row.Text(5); !text.empty()) {
    LIANXIAO_ASSIGN(post.post, formats::ParsePost(text));
  }
  post.state = row.Text(6);
  post.why = row.Text(7);
  post.received = {row.Int(8)};
  post.delivered = {row.Int(9)};
  post.person = row.Text(10);
  return post;
}

Result<std::vector<PostRow>> All(Statement& rows) {
  std::vector<PostRow> posts;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return posts;
    LIANXIAO_ASSIGN(auto post, RowOf(rows));
    posts.push_back(std::move(post));
  }
}

Result<std::vector<std::string>> Texts(Statement& rows) {
  std::vector<std::string> texts;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return texts;
    texts.push_back(rows.Text(0));
  }
}

Result<std::int64_t> Number(Statement& row) {
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : 0;
}

}  // namespace

Result<std::optional<PostRow>> FindPost(Connection& connection, const std::string& id) {
  auto row = connection.Prepare(std::string(kSelect) + "WHERE id = ?");
  row.Bind(1, id);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<PostRow>();
  LIANXIAO_ASSIGN(auto post, RowOf(row));
  return std::optional(std::move(post));
}

Status InsertPost(Connection& connection, PostRow row) {
  if (row.post) row.post->person.clear();
  const auto text = row.post ? formats::ToJson(*row.post) : std::string();
  return connection
      .Prepare(
          "INSERT INTO posts (id, school, kind, about, answers, post, state, received_ms, bytes, person)"
          " VALUES (?, ?, ?, ?, ?, ?, 'here', ?, ?, ?)")
      .Bind(1, row.id)
      .Bind(2, row.school)
      .Bind(3, row.kind)
      .Bind(4, row.about)
      .Bind(5, row.answers)
      .Bind(6, text)
      .Bind(7, row.received.ms)
      .Bind(8, kRowBytes + std::ssize(text))
      .Bind(9, row.person)
      .Run();
}

Status PutPostState(Connection& connection, const std::string& id, const std::string& state,
                    const std::string& why) {
  return connection
      .Prepare(
          "UPDATE posts SET state = ?1, why = ?2, post = CASE ?1 WHEN 'withdrawn' THEN '' ELSE post END,"
          " bytes = CASE ?1 WHEN 'withdrawn' THEN ?4 ELSE bytes END,"
          " person = CASE ?1 WHEN 'withdrawn' THEN '' ELSE person END WHERE id = ?3")
      .Bind(1, state)
      .Bind(2, why)
      .Bind(3, id)
      .Bind(4, kRowBytes)
      .Run();
}

Status PutPostDelivered(Connection& connection, const std::string& id, WallTime now) {
  return connection.Prepare("UPDATE posts SET delivered_ms = ? WHERE id = ? AND delivered_ms = 0")
      .Bind(1, now.ms)
      .Bind(2, id)
      .Run();
}

Result<std::int64_t> PostsSince(Connection& connection, const std::string& school, WallTime since) {
  auto row = connection.Prepare(
      "SELECT count(*) FROM posts WHERE school = ? AND received_ms > ? AND kind <> 'withdrawal'");
  row.Bind(1, school).Bind(2, since.ms);
  return Number(row);
}

Result<std::int64_t> RoomOf(Connection& connection, const std::string& school) {
  auto row = connection.Prepare("SELECT ifnull(sum(bytes), 0) FROM posts WHERE school = ?");
  row.Bind(1, school);
  return Number(row);
}

Result<bool> IsTakenBack(Connection& connection, const std::string& school, const std::string& id) {
  auto row = connection.Prepare("SELECT 1 FROM posts WHERE about = ? AND kind = 'withdrawal' AND school = ?");
  return row.Bind(1, id).Bind(2, school).Step();
}

Result<std::vector<std::string>> PostsBy(Connection& connection, const std::string& person) {
  auto rows =
      connection.Prepare("SELECT id FROM posts WHERE person = ? AND person <> '' ORDER BY received_ms, id");
  rows.Bind(1, person);
  return Texts(rows);
}

Result<std::vector<std::string>> LostAnswers(Connection& connection, WallTime before) {
  auto rows = connection.Prepare(
      "SELECT a.id FROM posts a WHERE a.kind = 'answer' AND a.received_ms < ? AND a.post <> ''"
      " AND NOT EXISTS (SELECT 1 FROM posts q WHERE q.id = a.about)");
  rows.Bind(1, before.ms);
  return Texts(rows);
}

Result<std::vector<PostRow>> NewestPosts(Connection& connection, const std::string& kind,
                                         std::int64_t limit) {
  auto rows =
      connection.Prepare(std::string(kSelect) + "WHERE kind = ? ORDER BY received_ms DESC, id DESC LIMIT ?");
  rows.Bind(1, kind).Bind(2, limit);
  return All(rows);
}

Result<std::vector<PostRow>> AnswersTo(Connection& connection, const std::string& question) {
  auto rows = connection.Prepare(std::string(kSelect) +
                                 "WHERE about = ? AND kind = 'answer' ORDER BY received_ms, id");
  rows.Bind(1, question);
  return All(rows);
}

Status PutMail(Connection& connection, const std::string& school, const std::string& what,
               const std::string& post) {
  if (school.empty()) return {};
  return connection
      .Prepare(
          "INSERT INTO post_mail (school, number, what, post, mark) VALUES (?1,"
          " (SELECT ifnull(max(number), 0) + 1 FROM post_mail WHERE school = ?1), ?2, ?3, ?4)")
      .Bind(1, school)
      .Bind(2, what)
      .Bind(3, post)
      .Bind(4, ToHex(RandomBytes(formats::kPostMarkDigits / 2)))
      .Run();
}

Result<std::string> MarkOf(Connection& connection, const std::string& school, std::int64_t number) {
  auto row = connection.Prepare("SELECT mark FROM post_mail WHERE school = ? AND number = ?");
  row.Bind(1, school).Bind(2, number);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Text(0) : std::string();
}

Status PutTurn(Connection& connection, const std::string& school) {
  auto all = connection.Prepare("SELECT ifnull(max(turn), '') FROM post_turns");
  LIANXIAO_TRY(all.Step());
  const auto before = all.Text(0);
  std::uint64_t number = 0;
  std::from_chars(before.data(), before.data() + std::min<std::size_t>(before.size(), 16), number, 16);
  char rising[17];
  std::snprintf(rising, sizeof rising, "%016llx", static_cast<unsigned long long>(number + 1));
  LIANXIAO_TRY(connection.Prepare("INSERT INTO post_turns (turn, school) VALUES (?, ?)")
                   .Bind(1, rising + ToHex(RandomBytes(8)))
                   .Bind(2, school)
                   .Run());
  // Boxes whose answers were lost on the way know an older one.
  return connection
      .Prepare(
          "DELETE FROM post_turns WHERE school = ?1 AND turn < (SELECT turn FROM post_turns"
          " WHERE school = ?1 ORDER BY turn DESC LIMIT 1 OFFSET ?2)")
      .Bind(1, school)
      .Bind(2, kTurnsKept)
      .Run();
}

Result<std::string> NewestTurn(Connection& connection, const std::string& school) {
  auto row = connection.Prepare("SELECT ifnull(max(turn), '') FROM post_turns WHERE school = ?");
  row.Bind(1, school);
  LIANXIAO_TRY(row.Step());
  return row.Text(0);
}

Result<bool> IsTurn(Connection& connection, const std::string& turn) {
  auto row = connection.Prepare("SELECT 1 FROM post_turns WHERE turn = ?");
  return row.Bind(1, turn).Step();
}

Result<std::int64_t> NewestMail(Connection& connection, const std::string& school) {
  auto row = connection.Prepare("SELECT ifnull(max(number), 0) FROM post_mail WHERE school = ?");
  row.Bind(1, school);
  return Number(row);
}

Result<std::vector<MailRow>> MailAfter(Connection& connection, const std::string& school, std::int64_t after,
                                       std::int64_t limit) {
  auto rows = connection.Prepare(
      "SELECT number, what, post FROM post_mail WHERE school = ? AND number > ? ORDER BY number LIMIT ?");
  rows.Bind(1, school).Bind(2, after).Bind(3, limit);
  std::vector<MailRow> mail;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return mail;
    mail.push_back({rows.Int(0), rows.Text(1), rows.Text(2)});
  }
}

Result<std::vector<std::string>> PostsBetween(Connection& connection, const std::string& school,
                                              std::int64_t after, std::int64_t through) {
  auto rows = connection.Prepare(
      "SELECT m.post FROM post_mail m JOIN posts p ON p.id = m.post WHERE m.school = ? AND m.number > ?"
      " AND m.number <= ? AND m.what = 'post' AND p.delivered_ms = 0 AND p.kind <> 'list'");
  rows.Bind(1, school).Bind(2, after).Bind(3, through);
  return Texts(rows);
}

Result<std::vector<std::string>> ReceiversOf(Connection& connection, const std::string& post) {
  auto rows = connection.Prepare(
      "SELECT DISTINCT school FROM post_mail WHERE post = ? AND what = 'post' ORDER BY school");
  rows.Bind(1, post);
  return Texts(rows);
}

Result<std::int64_t> PostCursor(Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT after FROM post_cursors WHERE device = ?");
  row.Bind(1, device);
  return Number(row);
}

Status PutPostCursor(Connection& connection, const std::string& device, std::int64_t after) {
  return connection.Prepare("INSERT OR REPLACE INTO post_cursors (device, after) VALUES (?, ?)")
      .Bind(1, device)
      .Bind(2, after)
      .Run();
}

Result<std::optional<std::string>> AnswererFor(Connection& connection, const std::string& school,
                                               const formats::Post& question, WallTime now) {
  const bool studio = question.to_kind == formats::kToStudio;
  auto row = connection.Prepare(
      studio ? "SELECT ifnull(t.seat, '') FROM pairings p JOIN studios t ON t.library = p.helper"
               " WHERE p.kind = 'studio' AND p.school = ?1 AND p.helper = ?2 AND p.from_ms <= ?3"
               " AND (p.until_ms = 0 OR p.until_ms > ?3) AND ifnull(t.seat, '') <> ?1"
             : "SELECT ?2 WHERE ?1 <> ?2 AND (EXISTS (SELECT 1 FROM pairings WHERE kind = 'school'"
               " AND ((school = ?1 AND helper = ?2) OR (school = ?2 AND helper = ?1)) AND from_ms <= ?3"
               " AND (until_ms = 0 OR until_ms > ?3)) OR EXISTS (SELECT 1 FROM alliance_members a"
               " JOIN alliance_members b ON b.alliance = a.alliance WHERE a.school = ?1 AND b.school = ?2))");
  row.Bind(1, school).Bind(2, question.to).Bind(3, now.ms);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? std::optional(row.Text(0)) : std::nullopt;
}

Result<std::vector<std::string>> FellowsIn(Connection& connection, const std::string& alliance,
                                           const std::string& school) {
  auto rows = connection.Prepare(
      "SELECT school FROM alliance_members WHERE alliance = ?1 AND school <> ?2 AND EXISTS"
      " (SELECT 1 FROM alliance_members WHERE alliance = ?1 AND school = ?2) ORDER BY school");
  rows.Bind(1, alliance).Bind(2, school);
  return Texts(rows);
}

Result<std::string> WriterName(Connection& connection, const PostRow& row, const std::string& county) {
  if (row.school.empty()) return county;
  // An answer comes from whom was asked.
  auto studio = connection.Prepare(
      "SELECT t.name FROM posts q JOIN studios t ON t.library = json_extract(q.post, '$.to')"
      " WHERE q.id = ? AND q.post <> '' AND json_extract(q.post, '$.to_kind') = 'studio'");
  studio.Bind(1, row.about);
  LIANXIAO_ASSIGN(const bool of_studio, studio.Step());
  if (of_studio) return studio.Text(0);
  auto school = connection.Prepare("SELECT name FROM schools WHERE id = ?");
  school.Bind(1, row.school);
  LIANXIAO_ASSIGN(const bool known, school.Step());
  return known ? school.Text(0) : std::string();
}

Result<std::vector<PostCounts>> CountPosts(Connection& connection) {
  auto rows = connection.Prepare(
      "SELECT school, sum(kind = 'question'), sum(kind = 'answer'), sum(kind = 'list') FROM posts"
      " WHERE kind <> 'withdrawal' GROUP BY school ORDER BY school");
  std::vector<PostCounts> counts;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return counts;
    counts.push_back({rows.Text(0), rows.Int(1), rows.Int(2), rows.Int(3)});
  }
}

}  // namespace lianxiao::center
