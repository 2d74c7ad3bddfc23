#include "center/publish/workshop.h"

#include <algorithm>

#include "center/publish/shards.h"
#include "lianxiao_center_WorkshopSchema.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

std::string_view WordOf(formats::ResourceStatus status) {
  return status == formats::ResourceStatus::kPublished ? "published" : "withdrawn";
}

Status PutVersion(Connection& connection, const formats::Resource& resource, WallTime now) {
  const auto line = formats::ToLine(resource);
  LIANXIAO_TRY(connection.Prepare("INSERT INTO versions(id, version, line, published_ms) VALUES (?, ?, ?, ?)")
                   .Bind(1, resource.id)
                   .Bind(2, resource.version)
                   .Bind(3, line)
                   .Bind(4, now.ms)
                   .Run());
  LIANXIAO_TRY(
      connection
          .Prepare("INSERT INTO resources(id, version, shard, status, line) VALUES (?, ?, ?, ?, ?) "
                   "ON CONFLICT(id) DO UPDATE SET version = excluded.version, shard = excluded.shard, "
                   "status = excluded.status, line = excluded.line")
          .Bind(1, resource.id)
          .Bind(2, resource.version)
          .Bind(3, ShardOf(resource))
          .Bind(4, WordOf(resource.status))
          .Bind(5, line)
          .Run());
  return {};
}

Status DropDraft(Connection& connection, const std::string& id) {
  return connection.Prepare("DELETE FROM drafts WHERE id = ?").Bind(1, id).Run();
}

// A draft that waits was to get the version that is taken now.
Status MoveDraftBehind(Connection& connection, const formats::Resource& published) {
  auto row = connection.Prepare("SELECT line FROM drafts WHERE id = ?");
  row.Bind(1, published.id);
  LIANXIAO_ASSIGN(const bool waits, row.Step());
  if (!waits) return {};
  LIANXIAO_ASSIGN(auto draft, formats::ParseLine(row.Text(0)));
  draft.version = published.version + 1;
  return connection.Prepare("UPDATE drafts SET line = ? WHERE id = ?")
      .Bind(1, formats::ToLine(draft))
      .Bind(2, published.id)
      .Run();
}

Status NoteBundle(Connection& connection, const std::string& id, const std::string& json, WallTime now) {
  {
    auto last =
        connection.Prepare("SELECT json FROM bundle_versions WHERE id = ? ORDER BY number DESC LIMIT 1");
    last.Bind(1, id);
    LIANXIAO_ASSIGN(const bool known, last.Step());
    if (known ? last.Text(0) == json : json.empty()) return {};
  }
  return connection.Prepare("INSERT INTO bundle_versions (id, json, set_ms) VALUES (?, ?, ?)")
      .Bind(1, id)
      .Bind(2, json)
      .Bind(3, now.ms)
      .Run();
}

Status PutBundle(Connection& connection, const formats::Bundle& bundle, WallTime now) {
  const auto json = formats::ToJson(bundle);
  LIANXIAO_TRY(connection.Prepare("INSERT OR REPLACE INTO bundles (id, json) VALUES (?, ?)")
                   .Bind(1, bundle.id)
                   .Bind(2, json)
                   .Run());
  return NoteBundle(connection, bundle.id, json, now);
}

Status CountNewBlobs(Connection& connection, const formats::Resource& resource, BlobCount& count) {
  auto insert = connection.Prepare("INSERT OR IGNORE INTO published_blobs(id, size_bytes) VALUES (?, ?)");
  for (const auto& file : resource.files) {
    LIANXIAO_TRY(insert.BindBlob(1, file.blob.View()).Bind(2, file.size_bytes).Run());
    if (connection.Changes() == 0) continue;
    ++count.blobs;
    count.bytes += file.size_bytes;
  }
  return {};
}

// Runs `take` on every row of a query.
Status EachRow(const storage::Database& database, std::string_view sql,
               const std::function<void(storage::Statement&)>& bind,
               const std::function<Status(const storage::Statement&)>& take) {
  return database.Read([&](Connection& connection) -> Status {
    auto rows = connection.Prepare(sql);
    bind(rows);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_TRY(take(rows));
    }
  });
}

void BindNothing(storage::Statement&) {}

Result<formats::Delta> ReadDelta(const storage::Statement& row, const BlobId& from) {
  formats::Delta delta{.from = from, .size_bytes = row.Int(2)};
  const auto format = formats::ParseDeltaFormat(row.Text(0));
  if (!format) return Fail(ErrorCode::kCorrupt, "workshop: a delta of an unknown format");
  delta.format = *format;
  LIANXIAO_ASSIGN(delta.blob, BlobId::FromBytes(row.Text(1)));
  if (!row.IsNull(3)) {
    LIANXIAO_ASSIGN(delta.pieces, BlobId::FromBytes(row.Text(3)));
  }
  return delta;
}

}  // namespace

Result<std::unique_ptr<Workshop>> Workshop::Open(const std::string& path) {
  LIANXIAO_ASSIGN(auto database, storage::Database::Open(path, WorkshopSchema()));
  return std::unique_ptr<Workshop>(new Workshop(std::move(database)));
}

Result<std::vector<formats::Resource>> Workshop::Lines(std::string_view sql, const std::string& text,
                                                       std::int64_t number) const {
  std::vector<formats::Resource> resources;
  const auto bind = [&](storage::Statement& rows) {
    if (!text.empty()) rows.Bind(1, text);
    if (number > 0) rows.Bind(2, number);
  };
  const auto read = EachRow(*database_, sql, bind, [&](const storage::Statement& row) -> Status {
    LIANXIAO_ASSIGN(auto resource, formats::ParseLine(row.Text(0)));
    resources.push_back(std::move(resource));
    return {};
  });
  if (!read) return Fail(read.error());
  return resources;
}

Result<std::vector<formats::Resource>> Workshop::Drafts() const {
  return Lines("SELECT line FROM drafts ORDER BY id", "", 0);
}

Result<std::optional<formats::Resource>> Workshop::Draft(const std::string& id) const {
  LIANXIAO_ASSIGN(auto found, Lines("SELECT line FROM drafts WHERE id = ?", id, 0));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<formats::Resource>> Workshop::Versions(const std::string& id, std::int64_t limit) const {
  return Lines("SELECT line FROM versions WHERE id = ? ORDER BY version DESC LIMIT ?", id, limit);
}

Status Workshop::ChangeDrafts(const std::vector<formats::Resource>& put, const std::vector<std::string>& drop,
                              WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    auto insert = connection.Prepare("INSERT OR REPLACE INTO drafts(id, line, imported_ms) VALUES (?, ?, ?)");
    for (const auto& draft : put) {
      LIANXIAO_TRY(insert.Bind(1, draft.id).Bind(2, formats::ToLine(draft)).Bind(3, now.ms).Run());
    }
    auto remove = connection.Prepare("DELETE FROM drafts WHERE id = ?");
    for (const auto& id : drop) LIANXIAO_TRY(remove.Bind(1, id).Run());
    return {};
  });
}

Result<BlobCount> Workshop::Promote(const std::vector<formats::Resource>& complete, WallTime now) {
  BlobCount count;
  const auto written = database_->Write([&](Connection& connection) -> Status {
    count = {};
    for (const auto& resource : complete) {
      LIANXIAO_TRY(PutVersion(connection, resource, now));
      LIANXIAO_TRY(DropDraft(connection, resource.id));
      LIANXIAO_TRY(CountNewBlobs(connection, resource, count));
    }
    return {};
  });
  if (!written) return Fail(written.error());
  return count;
}

Result<std::vector<std::string>> Workshop::Shards() const {
  std::vector<std::string> shards;
  LIANXIAO_TRY(EachRow(*database_, "SELECT DISTINCT shard FROM resources ORDER BY shard", BindNothing,
                       [&](const storage::Statement& row) -> Status {
                         shards.push_back(row.Text(0));
                         return {};
                       }));
  return shards;
}

Result<std::vector<formats::Resource>> Workshop::InShard(const std::string& shard) const {
  return Lines("SELECT line FROM resources WHERE shard = ? ORDER BY id", shard, 0);
}

Result<std::int64_t> Workshop::Published() const {
  std::int64_t published = 0;
  LIANXIAO_TRY(EachRow(*database_, "SELECT count(*) FROM resources WHERE status = 'published'", BindNothing,
                       [&](const storage::Statement& row) -> Status {
                         published = row.Int(0);
                         return {};
                       }));
  return published;
}

Result<std::optional<std::string>> Workshop::FirstIdBeginning(const std::string& beginning) const {
  std::optional<std::string> found;
  const auto read = EachRow(
      *database_,
      "SELECT id FROM (SELECT id FROM resources UNION SELECT id FROM drafts) "
      "WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 1",
      [&](storage::Statement& rows) { rows.Bind(1, beginning); },
      [&](const storage::Statement& row) -> Status {
        found = row.Text(0);
        return {};
      });
  if (!read) return Fail(read.error());
  return found;
}

Result<std::optional<TriedDelta>> Workshop::FindDelta(const BlobId& from, const BlobId& to,
                                                      std::int64_t kept_below) const {
  std::optional<TriedDelta> found;
  const auto read = EachRow(
      *database_,
      "SELECT format, blob, size_bytes, pieces FROM deltas "
      "WHERE from_blob = ? AND to_blob = ? AND kept_below = ?",
      [&](storage::Statement& rows) {
        rows.BindBlob(1, from.View()).BindBlob(2, to.View()).Bind(3, kept_below);
      },
      [&](const storage::Statement& row) -> Status {
        found = TriedDelta{from, to, std::nullopt};
        if (row.IsNull(0)) return {};
        LIANXIAO_ASSIGN(found->delta, ReadDelta(row, from));
        return {};
      });
  if (!read) return Fail(read.error());
  return found;
}

Status Workshop::SaveDelta(const TriedDelta& tried, std::int64_t kept_below) {
  return database_->Write([&](Connection& connection) -> Status {
    auto insert = connection.Prepare(
        "INSERT OR REPLACE INTO deltas(from_blob, to_blob, kept_below, format, blob, size_bytes, pieces) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.BindBlob(1, tried.from.View()).BindBlob(2, tried.to.View()).Bind(3, kept_below);
    if (tried.delta) {
      insert.Bind(4, formats::Word(tried.delta->format));
      insert.BindBlob(5, tried.delta->blob.View());
      insert.Bind(6, tried.delta->size_bytes);
      if (tried.delta->HasPieces()) insert.BindBlob(7, tried.delta->pieces.View());
    }
    return insert.Run();
  });
}

Result<std::vector<formats::Bundle>> Workshop::Bundles() const {
  std::vector<formats::Bundle> bundles;
  const auto read = EachRow(*database_, "SELECT json FROM bundles ORDER BY id", BindNothing,
                            [&](const storage::Statement& row) -> Status {
                              LIANXIAO_ASSIGN(auto bundle, formats::ParseBundle(row.Text(0)));
                              bundles.push_back(std::move(bundle));
                              return {};
                            });
  if (!read) return Fail(read.error());
  return bundles;
}

Status Workshop::SetBundles(const std::vector<formats::Bundle>& bundles, WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    std::vector<std::string> before;
    {
      auto rows = connection.Prepare("SELECT id FROM bundles");
      for (;;) {
        LIANXIAO_ASSIGN(const bool more, rows.Step());
        if (!more) break;
        before.push_back(rows.Text(0));
      }
    }
    LIANXIAO_TRY(connection.Execute("DELETE FROM bundles"));
    for (const auto& bundle : bundles) LIANXIAO_TRY(PutBundle(connection, bundle, now));
    for (const auto& id : before) {
      if (std::ranges::find(bundles, id, &formats::Bundle::id) == bundles.end()) {
        LIANXIAO_TRY(NoteBundle(connection, id, "", now));
      }
    }
    return {};
  });
}

Result<std::vector<std::string>> Workshop::Ids() const {
  std::vector<std::string> ids;
  LIANXIAO_TRY(EachRow(*database_, "SELECT id FROM resources ORDER BY id", BindNothing,
                       [&](const storage::Statement& row) -> Status {
                         ids.push_back(row.Text(0));
                         return {};
                       }));
  return ids;
}

Status Workshop::Republish(const std::vector<formats::Resource>& complete,
                           const std::optional<formats::Bundle>& bundle, const std::string& what,
                           const std::string& by_whom, WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    for (const auto& resource : complete) {
      LIANXIAO_TRY(PutVersion(connection, resource, now));
      LIANXIAO_TRY(MoveDraftBehind(connection, resource));
    }
    if (bundle) LIANXIAO_TRY(PutBundle(connection, *bundle, now));
    return connection.Prepare("INSERT INTO rollbacks (at_ms, what, by_whom, lessons) VALUES (?, ?, ?, ?)")
        .Bind(1, now.ms)
        .Bind(2, what)
        .Bind(3, by_whom)
        .Bind(4, static_cast<std::int64_t>(complete.size()))
        .Run();
  });
}

Status Workshop::NoteUnneeded(const std::vector<std::string>& paths, WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(
        connection.Execute("CREATE TEMP TABLE IF NOT EXISTS now_unneeded (path TEXT PRIMARY KEY);"
                           "DELETE FROM now_unneeded"));
    auto insert = connection.Prepare("INSERT INTO now_unneeded (path) VALUES (?)");
    for (const auto& path : paths) LIANXIAO_TRY(insert.Bind(1, path).Run());
    LIANXIAO_TRY(
        connection.Execute("DELETE FROM unneeded_files WHERE path NOT IN (SELECT path FROM now_unneeded)"));
    return connection
        .Prepare("INSERT OR IGNORE INTO unneeded_files (path, since_ms) SELECT path, ? FROM now_unneeded")
        .Bind(1, now.ms)
        .Run();
  });
}

Result<std::map<std::string, WallTime>> Workshop::UnneededSince() const {
  std::map<std::string, WallTime> since;
  LIANXIAO_TRY(EachRow(*database_, "SELECT path, since_ms FROM unneeded_files", BindNothing,
                       [&](const storage::Statement& row) -> Status {
                         since[row.Text(0)] = WallTime{row.Int(1)};
                         return {};
                       }));
  return since;
}

Status Workshop::FileGone(const std::string& path) {
  return database_->Write([&](Connection& connection) {
    return connection.Prepare("DELETE FROM unneeded_files WHERE path = ?").Bind(1, path).Run();
  });
}

Status Workshop::ForgetDelta(const BlobId& blob) {
  return database_->Write([&](Connection& connection) {
    return connection.Prepare("DELETE FROM deltas WHERE blob = ?1 OR pieces = ?1 OR to_blob = ?1")
        .BindBlob(1, blob.View())
        .Run();
  });
}

Status Workshop::NoteSigned(std::string_view role, std::int64_t version, const std::string& sha256,
                            WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    return connection
        .Prepare(
            "INSERT OR REPLACE INTO signed_metadata(role, version, sha256, signed_ms) VALUES (?, ?, ?, ?)")
        .Bind(1, role)
        .Bind(2, version)
        .Bind(3, sha256)
        .Bind(4, now.ms)
        .Run();
  });
}

Result<bool> Workshop::HasSigned(std::string_view role, std::int64_t version,
                                 const std::string& sha256) const {
  bool has = false;
  const auto read = EachRow(
      *database_, "SELECT 1 FROM signed_metadata WHERE role = ? AND version = ? AND sha256 = ?",
      [&](storage::Statement& rows) { rows.Bind(1, role).Bind(2, version).Bind(3, sha256); },
      [&](const storage::Statement&) -> Status {
        has = true;
        return {};
      });
  if (!read) return Fail(read.error());
  return has;
}

Result<std::int64_t> Workshop::NewestSigned(std::string_view role) const {
  std::int64_t newest = 0;
  const auto read = EachRow(
      *database_, "SELECT coalesce(max(version), 0) FROM signed_metadata WHERE role = ?",
      [&](storage::Statement& rows) { rows.Bind(1, role); },
      [&](const storage::Statement& row) -> Status {
        newest = row.Int(0);
        return {};
      });
  if (!read) return Fail(read.error());
  return newest;
}

Status Workshop::NotePublication(std::int64_t snapshot_version, std::int64_t resources, WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    return connection
        .Prepare(
            "INSERT OR REPLACE INTO publications(snapshot_version, resources, published_ms) VALUES (?, ?, ?)")
        .Bind(1, snapshot_version)
        .Bind(2, resources)
        .Bind(3, now.ms)
        .Run();
  });
}

}  // namespace lianxiao::center
