// Catalog's reading half.
#include "storage/catalog.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/catalog_counts.h"
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

// The lessons of one place of the textbook tree lie side by side in its order: two bounds of their keys, or
// none where the filter names no place.
struct PlaceBounds {
  std::string first, end;
};
std::optional<PlaceBounds> BoundsOf(const CatalogFilter& filter) {
  formats::Resource place;
  place.stage = filter.stage;
  place.grade = filter.grade;
  place.subject = filter.subject;
  place.edition = filter.edition;
  place.volume = filter.volume;
  place.unit = filter.unit;
  place.lesson = filter.lesson;
  auto first = PlacePrefix(place);
  if (first.empty()) return std::nullopt;
  auto end = first;
  ++end.back();  // The mark at the end of a field; nothing is smaller.
  return PlaceBounds{std::move(first), std::move(end)};
}

// The index in whose order lessons are gone through from the first, where that is quickest: of what is here,
// of a type, of a grade, of nearly everything. Else SQLite finds the few, and sorts them.
std::string IndexFor(const CatalogFilter& filter, const WhereClause& where) {
  if (!filter.school.empty() || !filter.studio.empty()) return {};
  if (filter.cached_only) return " INDEXED BY resources_here";
  if (!filter.stage.empty() && !filter.grade.empty()) return " INDEXED BY resources_by_place";
  if (!filter.type.empty()) return " INDEXED BY resources_by_type";
  return where.values.size() < 2 ? " INDEXED BY resources_by_place" : "";
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

Result<CatalogPage> Catalog::List(const CatalogFilter& asked, const Paging& paging) const {
  if (paging.offset < 0 || paging.limit < 0 || paging.limit > kMaxPage) {
    return Fail(ErrorCode::kInvalid, "a page has 0 to " + std::to_string(kMaxPage) + " entries");
  }
  LIANXIAO_ASSIGN(const auto filter, WithStage(journal_, asked));
  auto where = WhereOf(filter);
  CatalogPage page;
  LIANXIAO_ASSIGN(page.total, counts_.Get(where.Key(), [&] { return CountLessons(journal_, filter); }));
  const auto in_order = IndexFor(filter, where);
  const auto bounds = BoundsOf(filter);
  if (bounds) where.sql += " AND sort_key >= ? AND sort_key < ?";
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT id FROM resources" + in_order + where.sql + " ORDER BY sort_key, id LIMIT " +
                  std::to_string(paging.limit) + " OFFSET " + std::to_string(paging.offset));
    where.BindTo(rows);
    const auto last = static_cast<int>(where.values.size());
    if (bounds) rows.BindBlob(last + 1, bounds->first).BindBlob(last + 2, bounds->end);
    LIANXIAO_ASSIGN(const auto ids, IdsOf(rows));
    LIANXIAO_ASSIGN(page.entries, LoadAll(c, ids));
    return {};
  }));
  return page;
}

Result<std::vector<Facet>> Catalog::Facets(const std::string& field, const CatalogFilter& asked) const {
  LIANXIAO_ASSIGN(const auto filter, WithStage(journal_, asked));
  const auto key = field + WhereOf(filter).Key();
  return facets_.Get(key, [&] { return CountFacets(journal_, field, filter); });
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
  return totals_.Get({}, [&] { return CountAll(journal_); });
}

}  // namespace lianxiao::storage
