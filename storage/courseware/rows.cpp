#include "storage/courseware/rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace lianxiao::storage::courseware_rows {
namespace {

constexpr std::string_view kItemColumns =
    "i.id, i.owner, i.title, i.description, i.stage, i.grade, i.subject, i.edition, i.volume, i.unit,"
    " i.made_ms, i.changed_ms, i.deleted_ms, v.version, v.blob, v.size, v.name, v.media_type, v.added_ms,"
    " v.replaced_ms, k.damaged_ms";
constexpr std::string_view kItems =
    " FROM own_items i JOIN own_versions v ON v.item = i.id AND v.version = i.version"
    " LEFT JOIN own_checks k ON k.blob = v.blob";
constexpr int kFirstOfFile = 13;

Result<CoursewareFile> FileOf(const Statement& row, int first) {
  CoursewareFile file;
  file.version = row.Int(first);
  LIANXIAO_ASSIGN(file.blob, BlobId::FromBytes(row.Text(first + 1)));
  file.size_bytes = row.Int(first + 2);
  file.name = row.Text(first + 3);
  file.media_type = row.Text(first + 4);
  file.added = {row.Int(first + 5)};
  if (!row.IsNull(first + 6)) file.replaced = WallTime{row.Int(first + 6)};
  file.damaged = !row.IsNull(first + 7);
  return file;
}

Result<Courseware> ItemOf(const Statement& row) {
  Courseware item;
  item.id = row.Text(0);
  item.owner = row.Text(1);
  auto& d = item.details;
  int column = 2;
  for (auto* field :
       {&d.title, &d.description, &d.stage, &d.grade, &d.subject, &d.edition, &d.volume, &d.unit}) {
    *field = row.Text(column++);
  }
  item.made = {row.Int(10)};
  item.changed = {row.Int(11)};
  if (!row.IsNull(12)) item.deleted = WallTime{row.Int(12)};
  LIANXIAO_ASSIGN(item.file, FileOf(row, kFirstOfFile));
  return item;
}

void BindDetails(Statement& statement, const CoursewareDetails& d, int first) {
  for (const auto* field :
       {&d.title, &d.description, &d.stage, &d.grade, &d.subject, &d.edition, &d.volume, &d.unit}) {
    statement.Bind(first++, *field);
  }
}

Status InsertFile(Connection& c, const std::string& item, const CoursewareFile& file,
                  const std::string& upload) {
  // It was read just now, whatever had become of the same bytes before.
  LIANXIAO_TRY(c.Prepare("INSERT OR REPLACE INTO own_checks VALUES (?, ?, NULL)")
                   .BindBlob(1, file.blob.View())
                   .Bind(2, file.added.ms)
                   .Run());
  return c.Prepare("INSERT INTO own_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)")
      .Bind(1, item)
      .Bind(2, file.version)
      .Bind(3, upload)
      .BindBlob(4, file.blob.View())
      .Bind(5, file.size_bytes)
      .Bind(6, file.name)
      .Bind(7, file.media_type)
      .Bind(8, file.added.ms)
      .Run();
}

tl::unexpected<Error> Unknown(const std::string& id) {
  return Fail(ErrorCode::kNotFound, "own.unknown: no courseware " + id);
}

// "%50\%%" for "50%": what LIKE would take for a pattern is taken for itself.
std::string LikePattern(std::string_view words) {
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

// Each blank-separated word of a search has to be somewhere; words beyond these are not looked for.
constexpr int kMostWords = 6, kFirstWord = 6, kAfterWords = kFirstWord + kMostWords;

std::string Where() {
  std::string where =
      " WHERE (i.deleted_ms IS NOT NULL) = ?1 AND (?2 = '' OR i.owner = ?2) AND (?3 = '' OR i.grade = ?3)"
      " AND (?4 = '' OR i.subject = ?4) AND (?5 = '' OR i.unit = ?5)";
  for (int n = kFirstWord; n < kAfterWords; ++n) {
    const auto word = "?" + std::to_string(n);
    where += " AND (" + word + " = '%%'";
    for (const auto* field : {"i.title", "i.description", "i.stage", "i.grade", "i.subject", "i.edition",
                              "i.volume", "i.unit", "v.name"}) {
      where += " OR " + std::string(field) + " LIKE " + word + " ESCAPE '\\'";
    }
    where += ")";
  }
  return where;
}

void BindWords(Statement& rows, std::string_view words) {
  int next = kFirstWord;
  while (next < kAfterWords) {
    const auto begin = std::min(words.find_first_not_of(" \t\r\n"), words.size());
    const auto end = std::min(words.find_first_of(" \t\r\n", begin), words.size());
    rows.Bind(next++, LikePattern(words.substr(begin, end - begin)));
    words.remove_prefix(end);
  }
}

Statement Filtered(Connection& c, const std::string& select, const CoursewareFilter& filter,
                   std::string_view order) {
  auto rows = c.Prepare(select + std::string(kItems) + Where() + std::string(order));
  rows.Bind(1, filter.deleted ? 1 : 0)
      .Bind(2, filter.owner)
      .Bind(3, filter.grade)
      .Bind(4, filter.subject)
      .Bind(5, filter.unit);
  BindWords(rows, filter.words);
  return rows;
}

Status EarlierFiles(Connection& c, Courseware& item) {
  auto rows = c.Prepare(
      "SELECT v.version, v.blob, v.size, v.name, v.media_type, v.added_ms, v.replaced_ms, k.damaged_ms"
      " FROM own_versions v LEFT JOIN own_checks k ON k.blob = v.blob"
      " WHERE v.item = ? AND v.version <> ? ORDER BY v.replaced_ms DESC, v.version DESC");
  rows.Bind(1, item.id).Bind(2, item.file.version);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    LIANXIAO_ASSIGN(auto file, FileOf(rows, 0));
    item.earlier.push_back(std::move(file));
  }
}

}  // namespace

Result<std::vector<UploadRow>> Uploads(const Database& journal) {
  std::vector<UploadRow> uploads;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT id, owner, name, size, mark, durable, blob, used_ms FROM own_uploads");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      UploadRow row{
          {rows.Text(0), rows.Text(1), rows.Text(2), rows.Int(3), rows.Text(4), rows.Int(5), {rows.Int(7)}},
          std::nullopt};
      if (!rows.IsNull(6)) {
        LIANXIAO_ASSIGN(row.blob, BlobId::FromBytes(rows.Text(6)));
      }
      uploads.push_back(std::move(row));
    }
  }));
  return uploads;
}

Status InsertUpload(Database& journal, const Upload& upload) {
  return journal.Write([&](Connection& c) {
    return c.Prepare("INSERT INTO own_uploads VALUES (?, ?, ?, ?, ?, 0, NULL, ?)")
        .Bind(1, upload.id)
        .Bind(2, upload.owner)
        .Bind(3, upload.name)
        .Bind(4, upload.size_bytes)
        .Bind(5, upload.mark)
        .Bind(6, upload.used.ms)
        .Run();
  });
}

Status NoteDurable(Database& journal, const std::string& id, std::int64_t bytes, WallTime now) {
  return journal.Write([&](Connection& c) {
    return c.Prepare("UPDATE own_uploads SET durable = ?, used_ms = ? WHERE id = ?")
        .Bind(1, bytes)
        .Bind(2, now.ms)
        .Bind(3, id)
        .Run();
  });
}

Status NoteBlob(Database& journal, const std::string& id, const std::optional<BlobId>& blob) {
  return journal.Write([&](Connection& c) {
    auto update = c.Prepare("UPDATE own_uploads SET blob = ? WHERE id = ?");
    if (blob) {
      update.BindBlob(1, blob->View());
    } else {
      update.BindNull(1);
    }
    return update.Bind(2, id).Run();
  });
}

Status DeleteUpload(Connection& c, const std::string& id) {
  return c.Prepare("DELETE FROM own_uploads WHERE id = ?").Bind(1, id).Run();
}

Status InsertItem(Connection& c, const Courseware& item, const std::string& upload) {
  auto insert = c.Prepare(
      "INSERT INTO own_items (id, owner, version, title, description, stage, grade, subject, edition, volume,"
      " unit, made_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.Bind(1, item.id).Bind(2, item.owner).Bind(3, item.file.version);
  BindDetails(insert, item.details, 4);
  LIANXIAO_TRY(insert.Bind(12, item.made.ms).Bind(13, item.changed.ms).Run());
  return InsertFile(c, item.id, item.file, upload);
}

Status ReplaceFile(Connection& c, const std::string& item, CoursewareFile file, const std::string& upload) {
  auto newest = c.Prepare("SELECT max(version) FROM own_versions WHERE item = ?");
  newest.Bind(1, item);
  LIANXIAO_ASSIGN(const bool any, newest.Step());
  if (!any || newest.IsNull(0)) return Unknown(item);
  file.version = newest.Int(0) + 1;
  LIANXIAO_TRY(c.Prepare("UPDATE own_versions SET replaced_ms = ? WHERE item = ? AND replaced_ms IS NULL")
                   .Bind(1, file.added.ms)
                   .Bind(2, item)
                   .Run());
  LIANXIAO_TRY(InsertFile(c, item, file, upload));
  return c.Prepare("UPDATE own_items SET version = ?, changed_ms = ? WHERE id = ?")
      .Bind(1, file.version)
      .Bind(2, file.added.ms)
      .Bind(3, item)
      .Run();
}

Result<Courseware> Find(const Database& journal, const std::string& id) {
  Courseware item;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT " + std::string(kItemColumns) + std::string(kItems) + " WHERE i.id = ?");
    row.Bind(1, id);
    LIANXIAO_ASSIGN(const bool known, row.Step());
    if (!known) return Unknown(id);
    LIANXIAO_ASSIGN(item, ItemOf(row));
    return EarlierFiles(c, item);
  }));
  return item;
}

Result<std::optional<std::string>> ItemOfUpload(const Database& journal, const std::string& upload) {
  std::optional<std::string> item;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT item FROM own_versions WHERE upload = ?");
    row.Bind(1, upload);
    LIANXIAO_ASSIGN(const bool known, row.Step());
    if (known) item = row.Text(0);
    return {};
  }));
  return item;
}

Result<CoursewareList> List(const Database& journal, const CoursewareFilter& filter) {
  CoursewareList list;
  const auto read = journal.Read([&](Connection& c) -> Status {
    auto count = Filtered(c, "SELECT count(*)", filter, "");
    LIANXIAO_TRY(count.Step());
    list.total = count.Int(0);
    auto rows = Filtered(c, "SELECT " + std::string(kItemColumns), filter,
                         " ORDER BY i.changed_ms DESC, i.id LIMIT ?12 OFFSET ?13");
    rows.Bind(kAfterWords, filter.limit).Bind(kAfterWords + 1, filter.offset);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto item, ItemOf(rows));
      list.items.push_back(std::move(item));
    }
  });
  if (!read) return Fail(read.error());
  return list;
}

Status Change(Database& journal, const std::string& id, const CoursewareDetails& details, WallTime now) {
  return journal.Write([&](Connection& c) -> Status {
    auto update = c.Prepare(
        "UPDATE own_items SET title = ?, description = ?, stage = ?, grade = ?, subject = ?, edition = ?,"
        " volume = ?, unit = ?, changed_ms = ? WHERE id = ?");
    BindDetails(update, details, 1);
    LIANXIAO_TRY(update.Bind(9, now.ms).Bind(10, id).Run());
    if (c.Changes() == 0) return Unknown(id);
    return {};
  });
}

Status SetDeleted(Database& journal, const std::string& id, std::optional<WallTime> when) {
  return journal.Write([&](Connection& c) -> Status {
    auto update = c.Prepare("UPDATE own_items SET deleted_ms = ? WHERE id = ?");
    if (when) {
      update.Bind(1, when->ms);
    } else {
      update.BindNull(1);
    }
    LIANXIAO_TRY(update.Bind(2, id).Run());
    if (c.Changes() == 0) return Unknown(id);
    return {};
  });
}

Status ShowVersion(Database& journal, const std::string& id, std::int64_t version, WallTime now) {
  return journal.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("UPDATE own_versions SET replaced_ms = ? WHERE item = ? AND replaced_ms IS NULL")
                     .Bind(1, now.ms)
                     .Bind(2, id)
                     .Run());
    LIANXIAO_TRY(c.Prepare("UPDATE own_versions SET replaced_ms = NULL WHERE item = ? AND version = ?")
                     .Bind(1, id)
                     .Bind(2, version)
                     .Run());
    if (c.Changes() == 0)
      return Fail(ErrorCode::kNotFound, "own.version_gone: that file is not kept any more");
    return c.Prepare("UPDATE own_items SET version = ?, changed_ms = ? WHERE id = ?")
        .Bind(1, version)
        .Bind(2, now.ms)
        .Bind(3, id)
        .Run();
  });
}

Result<Sums> Totals(const Database& journal) {
  Sums sums;
  const auto read = journal.Read([&](Connection& c) -> Status {
    auto items = c.Prepare("SELECT count(*) FROM own_items WHERE deleted_ms IS NULL");
    LIANXIAO_TRY(items.Step());
    sums.items = items.Int(0);
    auto bytes = c.Prepare(
        "SELECT ifnull(sum(size), 0) FROM (SELECT max(size) AS size FROM own_versions GROUP BY blob)");
    LIANXIAO_TRY(bytes.Step());
    sums.bytes = bytes.Int(0);
    return {};
  });
  if (!read) return Fail(read.error());
  return sums;
}

Result<std::set<BlobId>> Blobs(const Database& journal) {
  std::set<BlobId> blobs;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT DISTINCT blob FROM own_versions");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(const auto blob, BlobId::FromBytes(rows.Text(0)));
      blobs.insert(blob);
    }
  }));
  return blobs;
}

Status Purge(Database& journal, WallTime before) {
  return journal.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("DELETE FROM own_versions WHERE item IN"
                           " (SELECT id FROM own_items WHERE deleted_ms < ?)")
                     .Bind(1, before.ms)
                     .Run());
    LIANXIAO_TRY(c.Prepare("DELETE FROM own_items WHERE deleted_ms < ?").Bind(1, before.ms).Run());
    LIANXIAO_TRY(c.Prepare("DELETE FROM own_versions WHERE replaced_ms < ?").Bind(1, before.ms).Run());
    return c.Prepare("DELETE FROM own_checks WHERE blob NOT IN (SELECT blob FROM own_versions)").Run();
  });
}

Result<std::optional<CheckedCourseware>> LeastLatelyChecked(const Database& journal) {
  std::optional<CheckedCourseware> oldest;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT v.blob, max(v.size), ifnull(k.checked_ms, max(v.added_ms)) AS checked FROM own_versions v"
        " LEFT JOIN own_checks k ON k.blob = v.blob WHERE k.damaged_ms IS NULL"
        " GROUP BY v.blob ORDER BY checked, v.blob LIMIT 1");
    LIANXIAO_ASSIGN(const bool any, row.Step());
    if (!any) return {};
    LIANXIAO_ASSIGN(const auto blob, BlobId::FromBytes(row.Text(0)));
    oldest = CheckedCourseware{blob, row.Int(1), {row.Int(2)}};
    return {};
  }));
  return oldest;
}

Result<bool> NoteChecked(Database& journal, const BlobId& blob, WallTime now, Found found) {
  bool known = false;
  const auto written = journal.Write([&](Connection& c) -> Status {
    auto note = c.Prepare(
        "INSERT OR REPLACE INTO own_checks SELECT ?1, ?2, ?3 WHERE EXISTS"
        " (SELECT 1 FROM own_versions WHERE blob = ?1)");
    note.BindBlob(1, blob.View()).Bind(2, now.ms);
    if (found == Found::kDamaged) {
      note.Bind(3, now.ms);
    } else {
      note.BindNull(3);
    }
    LIANXIAO_TRY(note.Run());
    known = c.Changes() > 0;
    return {};
  });
  if (!written) return Fail(written.error());
  return known;
}

Result<std::vector<Courseware>> Damaged(const Database& journal) {
  std::vector<Courseware> items;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT " + std::string(kItemColumns) + std::string(kItems) +
                          " WHERE k.damaged_ms IS NOT NULL AND i.deleted_ms IS NULL"
                          " ORDER BY k.damaged_ms DESC, i.id");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto item, ItemOf(rows));
      items.push_back(std::move(item));
    }
  }));
  return items;
}

}  // namespace lianxiao::storage::courseware_rows
