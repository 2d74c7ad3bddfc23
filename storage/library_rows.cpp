#include "storage/library_rows.h"

namespace lianxiao::storage::library_rows {
namespace {

Status RunFor(Database& journal, std::string_view sql, const BlobId& id) {
  return journal.Write([&](Connection& c) { return c.Prepare(sql).BindBlob(1, id.View()).Run(); });
}

Result<std::map<std::int64_t, std::int64_t>> HintsOf(Connection& c, const BlobId& id) {
  std::map<std::int64_t, std::int64_t> hints;
  auto rows = c.Prepare("SELECT piece, bytes FROM part_hints WHERE part = ?");
  rows.BindBlob(1, id.View());
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return hints;
    hints[rows.Int(0)] = rows.Int(1);
  }
}

}  // namespace

Result<std::unordered_map<BlobId, std::int64_t>> Blobs(const Database& journal) {
  std::unordered_map<BlobId, std::int64_t> blobs;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT id, size_bytes FROM blobs");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(const auto id, BlobId::FromBytes(rows.Text(0)));
      blobs[id] = rows.Int(1);
    }
  }));
  return blobs;
}

Result<std::unordered_map<BlobId, PartRow>> Parts(const Database& journal) {
  std::unordered_map<BlobId, PartRow> parts;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT id, size_bytes, pieces FROM parts");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(const auto id, BlobId::FromBytes(rows.Text(0)));
      LIANXIAO_ASSIGN(auto hints, HintsOf(c, id));
      parts[id] = {rows.Int(1), rows.Text(2), std::move(hints)};
    }
  }));
  return parts;
}

Result<PartRow> Part(const Database& journal, const BlobId& id) {
  PartRow part;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT size_bytes, pieces FROM parts WHERE id = ?");
    row.BindBlob(1, id.View());
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (!found) return Fail(ErrorCode::kNotFound, "no part of " + id.Hex());
    LIANXIAO_ASSIGN(auto hints, HintsOf(c, id));
    part = {row.Int(0), row.Text(1), std::move(hints)};
    return {};
  }));
  return part;
}

Status InsertBlob(Database& journal, const BlobId& id, std::int64_t size_bytes, WallTime now) {
  return journal.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("INSERT OR REPLACE INTO blobs (id, size_bytes, arrived_ms, checked_ms)"
                           " VALUES (?, ?, ?, ?)")
                     .BindBlob(1, id.View())
                     .Bind(2, size_bytes)
                     .Bind(3, now.ms)
                     .Bind(4, now.ms)
                     .Run());
    return c.Prepare("DELETE FROM parts WHERE id = ?").BindBlob(1, id.View()).Run();
  });
}

Status MarkChecked(Database& journal, const BlobId& id, WallTime now) {
  return journal.Write([&](Connection& c) {
    return c.Prepare("UPDATE blobs SET checked_ms = ? WHERE id = ?")
        .Bind(1, now.ms)
        .BindBlob(2, id.View())
        .Run();
  });
}

Result<std::optional<Library::Checked>> LeastLatelyChecked(const Database& journal) {
  std::optional<Library::Checked> oldest;
  const auto read = journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT id, size_bytes, checked_ms FROM blobs ORDER BY checked_ms, id LIMIT 1");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (!found) return {};
    LIANXIAO_ASSIGN(const auto id, BlobId::FromBytes(row.Text(0)));
    oldest = Library::Checked{id, row.Int(1), WallTime{row.Int(2)}};
    return {};
  });
  if (!read) return Fail(read.error());
  return oldest;
}

Status DeleteBlob(Database& journal, const BlobId& id) {
  return RunFor(journal, "DELETE FROM blobs WHERE id = ?", id);
}

Status InsertPart(Database& journal, const BlobId& id, std::int64_t size_bytes, const PieceBitmap& pieces) {
  return journal.Write([&](Connection& c) {
    return c.Prepare("INSERT INTO parts (id, size_bytes, pieces) VALUES (?, ?, ?)")
        .BindBlob(1, id.View())
        .Bind(2, size_bytes)
        .BindBlob(3, pieces.bytes())
        .Run();
  });
}

Status UpdatePart(Database& journal, const BlobId& id, const PieceBitmap& pieces,
                  const std::map<std::int64_t, std::int64_t>& hints) {
  return journal.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Prepare("UPDATE parts SET pieces = ? WHERE id = ?")
                     .BindBlob(1, pieces.bytes())
                     .BindBlob(2, id.View())
                     .Run());
    if (c.Changes() != 1) return Fail(ErrorCode::kNotFound, "the part of " + id.Hex() + " was dropped");
    LIANXIAO_TRY(c.Prepare("DELETE FROM part_hints WHERE part = ?").BindBlob(1, id.View()).Run());
    auto insert = c.Prepare("INSERT INTO part_hints (part, piece, bytes) VALUES (?, ?, ?)");
    for (const auto& [piece, bytes] : hints) {
      LIANXIAO_TRY(insert.BindBlob(1, id.View()).Bind(2, piece).Bind(3, bytes).Run());
    }
    return {};
  });
}

Status DeletePart(Database& journal, const BlobId& id) {
  return RunFor(journal, "DELETE FROM parts WHERE id = ?", id);
}

}  // namespace lianxiao::storage::library_rows
