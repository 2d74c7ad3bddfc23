#include "center/libraries/library_book.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

Result<std::vector<VerifyKey>> KeysOf(Connection& connection, const std::string& library) {
  auto rows = connection.Prepare("SELECT public_key FROM library_keys WHERE library = ? ORDER BY public_key");
  rows.Bind(1, library);
  std::vector<VerifyKey> keys;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return keys;
    LIANXIAO_ASSIGN(const auto key, VerifyKey::FromHex(rows.Text(0)));
    keys.push_back(key);
  }
}

Result<LibraryRow> ReadRow(Connection& connection, const storage::Statement& row) {
  LibraryRow found{.name = row.Text(0), .title = row.Text(1), .threshold = row.Int(2)};
  found.open = row.Int(3) != 0;
  found.listed = row.Int(4) != 0;
  found.version = row.Int(5);
  found.metadata = row.Text(6);
  found.resources = row.Int(7);
  found.taken = WallTime{row.Int(8)};
  LIANXIAO_ASSIGN(found.keys, KeysOf(connection, found.name));
  return found;
}

Status ForgetKeysOf(Connection& connection, const std::string& library) {
  return connection.Prepare("DELETE FROM library_keys WHERE library = ?").Bind(1, library).Run();
}

Status ForgetShardsOf(Connection& connection, const std::string& library) {
  return connection.Prepare("DELETE FROM library_shards WHERE library = ?").Bind(1, library).Run();
}

}  // namespace

LibraryKeys SpeakingKeys(const LibraryRow& row) {
  LibraryKeys speaking{.keys = {}, .role = {.threshold = row.threshold}};
  for (const auto& key : row.keys) {
    const auto tuf_key = formats::TufKey::From(key);
    speaking.keys[tuf_key.Id()] = tuf_key;
    speaking.role.key_ids.push_back(tuf_key.Id());
  }
  return speaking;
}

Result<std::vector<LibraryRow>> LibraryBook::All() const {
  std::vector<LibraryRow> all;
  const auto read = database_->Read([&](Connection& connection) -> Status {
    auto rows = connection.Prepare(
        "SELECT name, title, threshold, open, listed, version, metadata, resources, taken_ms "
        "FROM libraries ORDER BY name");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto row, ReadRow(connection, rows));
      all.push_back(std::move(row));
    }
  });
  if (!read) return Fail(read.error());
  return all;
}

Result<std::optional<LibraryRow>> LibraryBook::Find(const std::string& name) const {
  LIANXIAO_ASSIGN(auto all, All());  // A county has dozens.
  for (auto& row : all) {
    if (row.name == name) return std::move(row);
  }
  return std::nullopt;
}

Result<std::optional<std::string>> LibraryBook::LibraryWithKey(const VerifyKey& key) const {
  std::optional<std::string> found;
  const auto read = database_->Read([&](Connection& connection) -> Status {
    auto rows = connection.Prepare("SELECT library FROM library_keys WHERE public_key = ?");
    rows.Bind(1, key.Hex());
    LIANXIAO_ASSIGN(const bool there, rows.Step());
    if (there) found = rows.Text(0);
    return {};
  });
  if (!read) return Fail(read.error());
  return found;
}

Status LibraryBook::Open(const std::string& name, const std::string& title,
                         const std::vector<VerifyKey>& keys, std::int64_t threshold) {
  return database_->Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(
        connection
            .Prepare("INSERT INTO libraries(name, title, threshold, open, listed, version, metadata, "
                     "resources, taken_ms) VALUES (?, ?, ?, 1, 0, 0, x'', 0, 0) ON CONFLICT(name) "
                     "DO UPDATE SET title = excluded.title, threshold = excluded.threshold, open = 1")
            .Bind(1, name)
            .Bind(2, title)
            .Bind(3, threshold)
            .Run());
    LIANXIAO_TRY(ForgetKeysOf(connection, name));
    auto insert = connection.Prepare("INSERT INTO library_keys(public_key, library) VALUES (?, ?)");
    for (const auto& key : keys) LIANXIAO_TRY(insert.Bind(1, key.Hex()).Bind(2, name).Run());
    return {};
  });
}

Status LibraryBook::Close(const std::string& name) {
  return database_->Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(connection.Prepare("UPDATE libraries SET open = 0, listed = 0, resources = 0 WHERE name = ?")
                     .Bind(1, name)
                     .Run());
    LIANXIAO_TRY(ForgetKeysOf(connection, name));
    return ForgetShardsOf(connection, name);
  });
}

Status LibraryBook::Take(const std::string& name, const LibraryLists& lists, WallTime now) {
  return database_->Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(connection
                     .Prepare("UPDATE libraries SET listed = 1, version = ?, metadata = ?, resources = ?, "
                              "taken_ms = ? WHERE name = ?")
                     .Bind(1, lists.version)
                     .BindBlob(2, lists.metadata)
                     .Bind(3, lists.resources)
                     .Bind(4, now.ms)
                     .Bind(5, name)
                     .Run());
    LIANXIAO_TRY(ForgetShardsOf(connection, name));
    auto insert = connection.Prepare("INSERT INTO library_shards(name, library, packed) VALUES (?, ?, ?)");
    for (const auto& [shard, packed] : lists.shards) {
      LIANXIAO_TRY(insert.Bind(1, shard).Bind(2, name).BindBlob(3, packed).Run());
    }
    return {};
  });
}

Result<std::map<std::string, std::string>> LibraryBook::Shards(const std::string& name) const {
  std::map<std::string, std::string> shards;
  const auto read = database_->Read([&](Connection& connection) -> Status {
    auto rows = connection.Prepare("SELECT name, packed FROM library_shards WHERE library = ?");
    rows.Bind(1, name);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      shards[rows.Text(0)] = rows.Text(1);
    }
  });
  if (!read) return Fail(read.error());
  return shards;
}

}  // namespace lianxiao::center
