#include "storage/search/doc_rows.h"

#include <algorithm>

#include "storage/search/han.h"
#include "storage/search/tokens.h"

namespace lianxiao::storage {
namespace {

// Raised with every change to tokens.h, filter_values.h or ranking.h that makes other words or numbers.
constexpr int kVersion = 3;

std::string FactsOf(const formats::Resource& r) {
  std::string facts;
  const auto add = [&facts](const std::string& fact) {
    if (!fact.empty()) facts += fact + "\n";
  };
  for (const auto& fact : {r.teacher, r.subject, r.lesson, r.unit, r.lesson_type, r.school, r.studio, r.area})
    add(fact);
  for (const auto& word : r.keywords) add(word);
  for (const auto& point : r.knowledge_points) add(point);
  return facts;
}

void AppendWord(std::string& to, const std::string& word) { to += (to.empty() ? "" : " ") + word; }

Doc DocOf(const Searchable& lesson) {
  const auto& r = lesson.shown;
  Doc doc{.number = 0,
          .id = r.id,
          .generation = 0,
          .worth = {lesson.here, lesson.opened, QualityOf(r.quality)},
          .place = {},
          .filters = {},
          .title = r.title,
          .facts = FactsOf(r),
          .description = r.description};
  for (const auto& filter : FiltersOf(r)) {
    AppendWord(doc.filters, filter.token);
    if (filter.field == "grade" || filter.field == "subject" || filter.field == "edition") {
      AppendWord(doc.place, filter.token);
    }
  }
  return doc;
}

// What begins so among the tokens of its filters.
std::string FilterOf(const Doc& doc, std::string_view begins) {
  for (std::size_t at = 0; at < doc.filters.size();) {
    const auto end = std::min(doc.filters.find(' ', at), doc.filters.size());
    if (std::string_view(doc.filters).substr(at).starts_with(begins)) return doc.filters.substr(at, end - at);
    at = end + 1;
  }
  return {};
}

std::string PlaceToken(const Doc& doc) {
  const auto grade = FilterOf(doc, "#g"), subject = FilterOf(doc, "#s");
  return grade.empty() || subject.empty() ? "" : GradeAndSubject(grade, subject);
}

std::string TokensOf(const Doc& doc) {
  std::string tokens;
  AppendTokens(tokens, doc.title, TextOf::kTitle);
  for (std::size_t at = 0; at < doc.facts.size();) {
    const auto end = doc.facts.find('\n', at);
    AppendTokens(tokens, std::string_view(doc.facts).substr(at, end - at), TextOf::kFacts);
    at = end + 1;
  }
  AppendTokens(tokens, doc.description, TextOf::kDescription);
  AppendWord(tokens, doc.filters);
  AppendWord(tokens, PlaceToken(doc));
  return tokens;
}

Doc Read(const Statement& row) {
  return {.number = row.Int(0),
          .id = row.Text(1),
          .generation = row.Int(10),
          .worth = {row.Int(2) != 0, row.Int(3), static_cast<int>(row.Int(4))},
          .place = row.Text(5),
          .filters = row.Text(6),
          .title = row.Text(7),
          .facts = row.Text(8),
          .description = row.Text(9)};
}

// At most one; the statement is ready for its next use.
Result<std::optional<Doc>> ReadOne(Statement& row) {
  LIANXIAO_ASSIGN(const bool there, row.Step());
  auto doc = there ? std::optional(Read(row)) : std::nullopt;
  LIANXIAO_TRY(row.Run());
  return doc;
}

std::vector<Filter> TokensAlone(std::string_view filters) {
  std::vector<Filter> alone;
  while (!filters.empty()) {
    const auto end = std::min(filters.find(' '), filters.size());
    alone.push_back({"", std::string(filters.substr(0, end)), ""});
    filters.remove_prefix(std::min(filters.size(), end + 1));
  }
  return alone;
}

bool SameWords(const Doc& a, const Doc& b) {
  return a.title == b.title && a.facts == b.facts && a.description == b.description && a.filters == b.filters;
}

bool SameClass(const Doc& a, const Doc& b) { return NumbersOf(a.worth).first == NumbersOf(b.worth).first; }

}  // namespace

std::string Analysis() { return std::to_string(kVersion) + "/" + std::to_string(HanTableDigest()); }

Statement& DocRows::Ready(std::string_view sql) {
  auto found = ready_.find(sql);
  if (found == ready_.end()) found = ready_.emplace(sql, connection_.Prepare(sql)).first;
  return found->second;
}

Result<std::optional<Doc>> DocRows::LoadById(const std::string& id) {
  return ReadOne(
      Ready("SELECT number, id, here, opened, quality, place, filters, title, facts, description, generation"
            " FROM docs WHERE id = ?")
          .Bind(1, id));
}

Result<std::optional<Doc>> DocRows::Load(std::int64_t number) {
  return ReadOne(
      Ready("SELECT number, id, here, opened, quality, place, filters, title, facts, description, generation"
            " FROM docs WHERE number = ?")
          .Bind(1, number));
}

// One more or one less lesson that has these filters, and that is here.
Status DocRows::Count(const Doc& doc, const std::vector<Filter>& filters, int more) {
  for (const auto& filter : filters) {
    LIANXIAO_TRY(Ready("INSERT INTO filters (token, field, shown, docs) VALUES (?1, ?2, ?3, ?4)"
                       " ON CONFLICT (token) DO UPDATE SET docs = docs + ?4")
                     .Bind(1, filter.token)
                     .Bind(2, filter.field)
                     .Bind(3, filter.shown)
                     .Bind(4, std::int64_t{more})
                     .Run());
  }
  if (!doc.worth.here) return {};
  return Ready(
             "INSERT INTO places (place, here) VALUES (?1, ?2)"
             " ON CONFLICT (place) DO UPDATE SET here = here + ?2")
      .Bind(1, doc.place)
      .Bind(2, std::int64_t{more})
      .Run();
}

// An index without its text has to be told what to forget.
Status DocRows::Forget(const Doc& doc) {
  LIANXIAO_TRY(Ready("INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)")
                   .Bind(1, doc.number)
                   .Bind(2, TokensOf(doc))
                   .Run());
  LIANXIAO_TRY(Count(doc, TokensAlone(doc.filters), -1));
  return Ready("DELETE FROM docs WHERE number = ?").Bind(1, doc.number).Run();
}

Result<std::int64_t> DocRows::FreeNumber(const Worth& worth) {
  const auto range = NumbersOf(worth);
  auto& row = Ready("SELECT max(number) FROM docs WHERE number >= ? AND number < ?");
  LIANXIAO_ASSIGN(const bool there, row.Bind(1, range.first).Bind(2, range.end).Step());
  const auto free = there && !row.IsNull(0) ? row.Int(0) + 1 : range.first + 1;
  LIANXIAO_TRY(row.Run());
  return free;
}

Status DocRows::Insert(Doc doc, const std::vector<Filter>& filters, std::int64_t generation) {
  LIANXIAO_ASSIGN(doc.number, FreeNumber(doc.worth));
  LIANXIAO_TRY(Ready("INSERT INTO docs (number, id, generation, here, opened, quality, place, filters, title,"
                     " facts, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                   .Bind(1, doc.number)
                   .Bind(2, doc.id)
                   .Bind(3, generation)
                   .Bind(4, std::int64_t{doc.worth.here})
                   .Bind(5, doc.worth.opened)
                   .Bind(6, std::int64_t{doc.worth.quality})
                   .Bind(7, doc.place)
                   .Bind(8, doc.filters)
                   .Bind(9, doc.title)
                   .Bind(10, doc.facts)
                   .Bind(11, doc.description)
                   .Run());
  LIANXIAO_TRY(Count(doc, filters, 1));
  const auto tokens = TokensOf(doc);
  LIANXIAO_TRY(Hear(tokens));
  return Ready("INSERT INTO words (rowid, tokens) VALUES (?, ?)").Bind(1, doc.number).Bind(2, tokens).Run();
}

Status DocRows::Hear(std::string_view tokens) {
  for (const auto pair : SyllablesInARow(tokens)) {
    if (!heard_.emplace(pair).second) continue;
    LIANXIAO_TRY(Ready("INSERT OR IGNORE INTO heard (pair) VALUES (?)").Bind(1, pair).Run());
  }
  return {};
}

Status DocRows::Put(const Searchable& lesson, std::int64_t generation) {
  LIANXIAO_ASSIGN(const auto known, LoadById(lesson.shown.id));
  auto doc = DocOf(lesson);
  if (known && SameWords(*known, doc) && SameClass(*known, doc)) {
    if (known->generation == generation) return {};
    return Ready("UPDATE docs SET generation = ? WHERE number = ?")
        .Bind(1, generation)
        .Bind(2, known->number)
        .Run();
  }
  if (known) LIANXIAO_TRY(Forget(*known));
  return Insert(std::move(doc), FiltersOf(lesson.shown), generation);
}

Status DocRows::Remove(const std::string& id) {
  LIANXIAO_ASSIGN(const auto known, LoadById(id));
  return known ? Forget(*known) : Status{};
}

Result<std::int64_t> DocRows::RemoveOthers(std::int64_t generation, std::int64_t most) {
  std::vector<Doc> others;
  auto& rows = Ready(
      "SELECT number, id, here, opened, quality, place, filters, title, facts, description, generation FROM "
      "docs"
      " WHERE generation <> ? LIMIT ?");
  rows.Bind(1, generation).Bind(2, most);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    others.push_back(Read(rows));
  }
  LIANXIAO_TRY(rows.Run());
  for (const auto& doc : others) LIANXIAO_TRY(Forget(doc));
  return static_cast<std::int64_t>(others.size());
}

Result<std::vector<Filter>> DocRows::KnownFilters() {
  std::vector<Filter> known;
  auto rows = connection_.Prepare("SELECT field, token, shown FROM filters WHERE docs > 0 ORDER BY token");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return known;
    known.push_back({rows.Text(0), rows.Text(1), rows.Text(2)});
  }
}

Result<bool> DocRows::IsHeard(std::string_view first, std::string_view second) {
  auto& row = Ready("SELECT 1 FROM heard WHERE pair = ?");
  LIANXIAO_ASSIGN(const bool heard, row.Bind(1, InARow(first, second)).Step());
  LIANXIAO_TRY(row.Run());
  return heard;
}

Result<bool> DocRows::IsTaughtHere(const std::string& place) {
  if (const auto known = taught_.find(place); known != taught_.end()) return known->second;
  auto& row = Ready("SELECT here FROM places WHERE place = ? AND here > 0");
  LIANXIAO_ASSIGN(const bool taught, row.Bind(1, place).Step());
  LIANXIAO_TRY(row.Run());
  taught_.emplace(place, taught);
  return taught;
}

}  // namespace lianxiao::storage
