// Catalog's reading half.
#include "storage/catalog.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/catalog_filter.h"
#include "storage/catalog_rows.h"
#include "storage/formats/packing.h"
#include "storage/textbook_order.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kMaxPage = 500;

// The ids that a query selects, in its order.
Result<std::vector<std::string>> IdsOf(Statement& rows) {
  std::vector<std::string> ids;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return ids;
    ids.push_back(rows.Text(0));
  }
}

Result<std::vector<CatalogEntry>> LoadAll(Connection& c, const std::vector<std::string>& ids) {
  std::vector<CatalogEntry> entries;
  entries.reserve(ids.size());
  for (const auto& id : ids) {
    LIANXIAO_ASSIGN(auto entry, catalog_rows::Load(c, id));
    if (!entry) return Fail(ErrorCode::kInternal, "a resource without its line: " + id);
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<std::int64_t> CountOf(const Database& journal, const WhereClause& where) {
  std::int64_t count = 0;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT count(*) FROM resources" + where.sql);
    where.BindTo(row);
    LIANXIAO_ASSIGN(const bool there, row.Step());
    if (there) count = row.Int(0);
    return {};
  }));
  return count;
}

Result<std::vector<Facet>> FacetsOf(const Database& journal, const std::string& field,
                                    const std::string& column, const WhereClause& where) {
  std::vector<Facet> facets;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT " + column + ", count(*), count(held_version) FROM resources" + where.sql +
                          " AND " + column + " <> '' GROUP BY 1");
    where.BindTo(rows);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      facets.push_back({rows.Text(0), rows.Int(1), rows.Int(2)});
    }
  }));
  std::stable_sort(facets.begin(), facets.end(), [&](const Facet& a, const Facet& b) {
    return FieldKey(field, a.value) < FieldKey(field, b.value);
  });
  return facets;
}

Result<CatalogTotals> TotalsOf(const Database& journal) {
  CatalogTotals totals;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT count(*), count(*) FILTER (WHERE held_version = version),"
        " count(*) FILTER (WHERE held_version <> version) FROM resources WHERE withdrawn = 0");
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) totals = {row.Int(0), row.Int(1), row.Int(2)};
    return {};
  }));
  return totals;
}

const formats::File* FileOf(const CatalogEntry& entry, const BlobId& blob) {
  const auto find = [&](const formats::Resource& resource) -> const formats::File* {
    for (const auto& file : resource.files) {
      if (file.blob == blob) return &file;
    }
    return nullptr;
  };
  if (entry.held) {
    if (const auto* file = find(*entry.held)) return file;
  }
  return find(entry.published);
}

// What a teacher gets; ways to it change with each publish.
std::set<std::tuple<formats::FileRole, std::string, BlobId>> FilesOf(const formats::Resource& resource) {
  std::set<std::tuple<formats::FileRole, std::string, BlobId>> files;
  for (const auto& file : resource.files) files.emplace(file.role, file.path, file.blob);
  return files;
}

}  // namespace

bool CatalogEntry::UpToDate() const {
  return held && held->version == published.version && FilesOf(*held) == FilesOf(published);
}

Result<std::map<std::string, std::string>> Catalog::Shards() const {
  std::map<std::string, std::string> shards;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT name, sha256 FROM shards");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      shards[rows.Text(0)] = rows.Text(1);
    }
  }));
  return shards;
}

Result<Catalog::ShardText> Catalog::TextOf(const std::string& shard) const {
  ShardText kept;
  std::string packed;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT sha256, packed FROM shard_texts WHERE name = ?");
    LIANXIAO_ASSIGN(const bool there, row.Bind(1, shard).Step());
    if (!there) return Fail(ErrorCode::kNotFound, "no text of " + shard);
    kept.sha256 = row.Text(0);
    packed = row.Text(1);
    return {};
  }));
  LIANXIAO_ASSIGN(kept.text, formats::Unpack(packed, formats::kMaxShardBytes));
  return kept;
}

Result<std::vector<formats::Bundle>> Catalog::Bundles() const {
  std::vector<formats::Bundle> bundles;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT json FROM bundles ORDER BY id");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(rows.Text(0)));
      bundles.push_back(std::move(bundle));
    }
  }));
  return bundles;
}

Result<CatalogEntry> Catalog::Find(const std::string& id) const {
  std::optional<CatalogEntry> entry;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(entry, catalog_rows::Load(c, id));
    return {};
  }));
  if (!entry || (entry->published.status == formats::ResourceStatus::kWithdrawn && !entry->held)) {
    return Fail(ErrorCode::kNotFound, "no resource " + id);
  }
  return *std::move(entry);
}

Result<CatalogPage> Catalog::List(const CatalogFilter& filter, const Paging& paging) const {
  if (paging.offset < 0 || paging.limit < 0 || paging.limit > kMaxPage) {
    return Fail(ErrorCode::kInvalid, "a page has 0 to " + std::to_string(kMaxPage) + " entries");
  }
  const auto where = WhereOf(filter);
  CatalogPage page;
  LIANXIAO_ASSIGN(page.total, counts_.Get(where.Key(), [&] { return CountOf(journal_, where); }));
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    // With one field or none, in order from the first: else all of a stage is read to be sorted.
    const auto* in_order = where.values.size() < 2 ? " INDEXED BY resources_by_place" : "";
    auto rows = c.Prepare("SELECT id FROM resources" + std::string(in_order) + where.sql +
                          " ORDER BY sort_key, id LIMIT " + std::to_string(paging.limit) + " OFFSET " +
                          std::to_string(paging.offset));
    where.BindTo(rows);
    LIANXIAO_ASSIGN(const auto ids, IdsOf(rows));
    LIANXIAO_ASSIGN(page.entries, LoadAll(c, ids));
    return {};
  }));
  return page;
}

Result<std::vector<Facet>> Catalog::Facets(const std::string& field, const CatalogFilter& filter) const {
  LIANXIAO_ASSIGN(const auto column, FacetColumn(field));
  const auto where = WhereOf(filter);
  return facets_.Get(column + where.Key(), [&] { return FacetsOf(journal_, field, column, where); });
}

Result<std::vector<std::string>> Catalog::LatestHeld(std::int64_t limit) const {
  std::vector<std::string> ids;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare(
        "SELECT id FROM resources WHERE held_order IS NOT NULL AND withdrawn = 0"
        " ORDER BY held_order DESC LIMIT ?");
    rows.Bind(1, limit);
    LIANXIAO_ASSIGN(ids, IdsOf(rows));
    return {};
  }));
  return ids;
}

Result<std::vector<CatalogEntry>> Catalog::After(const std::string& id, std::int64_t most) const {
  std::vector<CatalogEntry> entries;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT id FROM resources WHERE id > ? ORDER BY id LIMIT ?");
    rows.Bind(1, id).Bind(2, most);
    LIANXIAO_ASSIGN(const auto ids, IdsOf(rows));
    LIANXIAO_ASSIGN(entries, LoadAll(c, ids));
    return {};
  }));
  return entries;
}

Result<Catalog::BlobUse> Catalog::UseOf(const BlobId& blob) const {
  std::optional<BlobUse> use;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT resource FROM blob_uses WHERE blob = ? ORDER BY resource LIMIT 1");
    rows.BindBlob(1, blob.View());
    LIANXIAO_ASSIGN(const auto ids, IdsOf(rows));
    LIANXIAO_ASSIGN(const auto entries, LoadAll(c, ids));
    for (const auto& entry : entries) {
      if (const auto* file = FileOf(entry, blob)) use = BlobUse{entry.published.id, *file};
    }
    return {};
  }));
  if (!use) return Fail(ErrorCode::kNotFound, "no resource uses blob " + blob.Hex());
  return *std::move(use);
}

Result<std::vector<std::string>> Catalog::UsersOf(const BlobId& blob) const {
  std::vector<std::string> ids;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT resource FROM blob_uses WHERE blob = ? ORDER BY resource");
    rows.BindBlob(1, blob.View());
    LIANXIAO_ASSIGN(ids, IdsOf(rows));
    return {};
  }));
  return ids;
}

Result<CatalogTotals> Catalog::Totals() const {
  return totals_.Get({}, [&] { return TotalsOf(journal_); });
}

}  // namespace lianxiao::storage
