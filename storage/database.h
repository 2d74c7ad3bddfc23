// One SQLite database, with one connection that writes and checkpoints (SQLite before 3.51.3 can
// corrupt a WAL when two connections do) and read-only connections for everyone else.
//
// Write() and Read() may be called from any thread. Inside them the connection is the caller's alone.
// WAL, synchronous=FULL: when Write() has returned success, what it did survives a power cut.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/base/embedded.h"
#include "storage/base/result.h"
#include "storage/disk.h"

struct sqlite3;
struct sqlite3_stmt;

namespace lianxiao::storage {

// A prepared statement. Parameters from 1, columns from 0, as SQLite counts. Errors of binding and
// stepping are kept and come out of Step()/Run(). Used from one thread, within the Write() or Read()
// that gave the connection.
class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  Statement& Bind(int index, std::int64_t value);
  Statement& Bind(int index, std::string_view text);
  Statement& BindBlob(int index, std::string_view bytes);
  Statement& BindNull(int index);

  Result<bool> Step();  // True: a row is there. kNoSpace, kCorrupt, kInternal.
  Status Run();         // Steps to the end and resets, ready for other parameters.

  std::int64_t Int(int column) const;
  std::string Text(int column) const;  // Also for blobs.
  bool IsNull(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  Status status_;
};

// What Write() and Read() hand out. Plain view.
class Connection {
 public:
  explicit Connection(sqlite3* db) : db_(db) {}
  Statement Prepare(std::string_view sql) const { return Statement(db_, sql); }
  Status Execute(std::string_view sql) const;  // Several statements, no parameters.
  std::int64_t Changes() const;                // Rows the last statement changed.
  std::int64_t TotalChanges() const;           // Rows changed since the connection was opened.
  sqlite3* raw() const { return db_; }

 private:
  sqlite3* db_;
};

struct DatabaseOptions {
  // SQLite's VFS and the Disk under it; both empty: the machine's own. Tests put a false disk here. The
  // Disk makes the file and its name durable, which SQLite leaves to others.
  std::string vfs;
  Disk* disk = nullptr;
  int readers = 4;  // Read-only connections, opened when first needed.
  std::int64_t busy_ms = 5'000;
  // Runs on each new connection before anything else does: what SQLite keeps per connection, such as
  // tokenizers, is registered here.
  std::function<Status(Connection&)> on_connection;
};

class Database {
 public:
  // Opens or makes `path` and brings it to the newest of `steps` (see Migrate). kInvalid with "written
  // by a newer program" when it is ahead of us; kCorrupt when it is no database.
  static Result<std::unique_ptr<Database>> Open(const std::string& path, std::span<const EmbeddedFile> steps,
                                                DatabaseOptions options = {});
  ~Database();

  // Runs `work` in one transaction: all of it or, on an error or exception, nothing. An exception comes
  // out as kInternal. Never call it from within another Write() of the same database.
  Status Write(const std::function<Status(Connection&)>& work);
  // Runs `work` on one consistent view. Waits when all readers are busy, so never call it from within
  // another Read() of the same database.
  Status Read(const std::function<Status(Connection&)>& work) const;

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Takes a database from PRAGMA user_version to steps.size(), each step in a transaction of its own, so
// that a power cut leaves a whole version.
Status Migrate(Connection& connection, std::span<const EmbeddedFile> steps);

}  // namespace lianxiao::storage
