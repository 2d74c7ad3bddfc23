#include "storage/catalog_rows.h"

#include <set>

#include "storage/textbook_order.h"

namespace lianxiao::storage::catalog_rows {
namespace {

Status PutWords(Connection& c, const std::string& shard, const CatalogEntry& entry) {
  const auto& shown = entry.Shown();
  auto row = c.Prepare(
      "INSERT INTO resources (id, shard, version, withdrawn, sort_key, stage, grade, subject, edition,"
      " volume, unit, lesson, type, lesson_type, teacher, school, studio, quality, published)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET shard = excluded.shard, version = excluded.version,"
      " withdrawn = excluded.withdrawn, sort_key = excluded.sort_key, stage = excluded.stage,"
      " grade = excluded.grade, subject = excluded.subject, edition = excluded.edition,"
      " volume = excluded.volume, unit = excluded.unit, lesson = excluded.lesson, type = excluded.type,"
      " lesson_type = excluded.lesson_type, teacher = excluded.teacher, school = excluded.school,"
      " studio = excluded.studio, quality = excluded.quality, published = excluded.published");
  row.Bind(1, entry.published.id).Bind(2, shard).Bind(3, entry.published.version);
  row.Bind(4, std::int64_t{entry.published.status == formats::ResourceStatus::kWithdrawn});
  row.BindBlob(5, PlaceKey(shown));
  int index = 5;
  for (const auto& word :
       {shown.stage, shown.grade, shown.subject, shown.edition, shown.volume, shown.unit, shown.lesson,
        shown.type, shown.lesson_type, shown.teacher, shown.school, shown.studio, shown.quality}) {
    row.Bind(++index, word);
  }
  row.Bind(++index, entry.published.published);
  return row.Run();
}

Status PutUses(Connection& c, const CatalogEntry& entry) {
  std::set<BlobId> blobs;
  if (entry.published.status == formats::ResourceStatus::kPublished) {
    for (const auto& file : entry.published.files) blobs.insert(file.blob);
  }
  if (entry.held) {
    for (const auto& file : entry.held->files) blobs.insert(file.blob);
  }
  const auto& id = entry.published.id;
  LIANXIAO_TRY(c.Prepare("DELETE FROM blob_uses WHERE resource = ?").Bind(1, id).Run());
  auto insert = c.Prepare("INSERT INTO blob_uses (blob, resource) VALUES (?, ?)");
  for (const auto& blob : blobs) LIANXIAO_TRY(insert.BindBlob(1, blob.View()).Bind(2, id).Run());
  return {};
}

}  // namespace

Result<std::optional<CatalogEntry>> Load(Connection& c, const std::string& id) {
  auto rows = c.Prepare(
      "SELECT held, line, withdrawn FROM resources JOIN resource_lines ON resource = id"
      " WHERE id = ? ORDER BY held");
  rows.Bind(1, id);
  LIANXIAO_ASSIGN(const bool known, rows.Step());
  if (!known) return std::optional<CatalogEntry>();
  CatalogEntry entry;
  LIANXIAO_ASSIGN(entry.published, formats::ParseLine(rows.Text(1)));
  // A line that went missing from its shard still reads "published".
  if (rows.Int(2) != 0) entry.published.status = formats::ResourceStatus::kWithdrawn;
  LIANXIAO_ASSIGN(const bool held, rows.Step());
  if (held) {
    LIANXIAO_ASSIGN(entry.held, formats::ParseLine(rows.Text(1)));
  }
  return entry;
}

Status Reindex(Connection& c, const std::string& shard, const CatalogEntry& entry) {
  LIANXIAO_TRY(PutWords(c, shard, entry));
  return PutUses(c, entry);
}

Status PutLine(Connection& c, const formats::Resource& resource, bool held) {
  return c.Prepare("INSERT OR REPLACE INTO resource_lines (resource, held, line) VALUES (?, ?, ?)")
      .Bind(1, resource.id)
      .Bind(2, std::int64_t{held})
      .Bind(3, formats::ToLine(resource))
      .Run();
}

}  // namespace lianxiao::storage::catalog_rows
