#include "tests/bench/search/peers.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace lianxiao::bench {
namespace {

std::string RestOf(const formats::Resource& r) {
  std::string rest = r.description;
  for (const auto& fact : {r.teacher, r.stage, r.grade, r.subject, r.edition, r.volume, r.unit, r.lesson,
                           r.type, r.school, r.area}) {
    rest += "\n" + fact;
  }
  for (const auto& word : r.keywords) rest += "\n" + word;
  return rest;
}

std::vector<std::string> Words(const std::string& typed) {
  std::vector<std::string> words;
  std::istringstream stream(typed);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string Quoted(const std::string& word) {
  std::string quoted = "\"";
  for (const char c : word) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

const char* Name(Peer peer) {
  switch (peer) {
    case Peer::kUnicode61: return "unicode61";
    case Peer::kTrigram: return "trigram";
    case Peer::kLike: return "LIKE";
  }
  std::abort();
}

PeerIndex::PeerIndex(Peer peer, const std::string& path) : peer_(peer) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) std::abort();
  Do("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  if (peer == Peer::kLike) {
    Do("CREATE TABLE docs (id TEXT, title TEXT, rest TEXT)");
  } else {
    Do("CREATE VIRTUAL TABLE docs USING fts5 (id UNINDEXED, title, rest, tokenize = '" +
       std::string(Name(peer)) + "')");
  }
}

PeerIndex::~PeerIndex() { sqlite3_close_v2(db_); }

void PeerIndex::Do(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "%s: %s\n", sql.c_str(), sqlite3_errmsg(db_));
  std::abort();
}

void PeerIndex::Put(const std::vector<storage::Searchable>& lessons) {
  Do("BEGIN");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db_, "INSERT INTO docs (id, title, rest) VALUES (?, ?, ?)", -1, &insert, nullptr);
  for (const auto& lesson : lessons) {
    const auto rest = RestOf(lesson.shown);
    sqlite3_bind_text(insert, 1, lesson.shown.id.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 2, lesson.shown.title.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 3, rest.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_step(insert);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  Do("COMMIT");
}

std::vector<std::string> PeerIndex::Find(const std::string& typed, int most) {
  std::vector<std::string> ids;
  std::string where;
  const auto words = Words(typed);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto n = std::to_string(i + 1);
    if (peer_ == Peer::kLike) {
      where += (i == 0 ? "" : " AND ") + ("(title LIKE ?" + n + " OR rest LIKE ?" + n + ")");
    } else {
      where += (i == 0 ? "" : " AND ") + Quoted(words[i]);
    }
  }
  if (where.empty()) return ids;
  const std::string sql =
      peer_ == Peer::kLike ? "SELECT id FROM docs WHERE " + where + " ORDER BY title LIKE ?1 DESC LIMIT "
                           : "SELECT id FROM docs WHERE docs MATCH ?1 ORDER BY bm25(docs, 0, 10, 1) LIMIT ";
  sqlite3_stmt* rows = nullptr;
  if (sqlite3_prepare_v2(db_, (sql + std::to_string(most)).c_str(), -1, &rows, nullptr) != SQLITE_OK)
    return ids;
  if (peer_ == Peer::kLike) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto like = "%" + words[i] + "%";
      sqlite3_bind_text(rows, static_cast<int>(i + 1), like.c_str(), -1, SQLITE_TRANSIENT);
    }
  } else {
    sqlite3_bind_text(rows, 1, where.c_str(), -1, SQLITE_TRANSIENT);
  }
  while (sqlite3_step(rows) == SQLITE_ROW) {
    ids.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
  }
  sqlite3_finalize(rows);
  return ids;
}

}  // namespace lianxiao::bench
