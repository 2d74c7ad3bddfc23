#include "storage/database.h"

#include <sqlite3.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "storage/sqlite_error.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

struct Closer {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Handle = std::unique_ptr<sqlite3, Closer>;

Result<Handle> OpenHandle(const std::string& path, int flags, const DatabaseOptions& options) {
  sqlite3* raw = nullptr;
  // No mutex of SQLite's own: a connection is always in the hands of one thread.
  const int rc = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                 options.vfs.empty() ? nullptr : options.vfs.c_str());
  Handle db(raw);
  if (rc != SQLITE_OK) return Fail(LastError(db.get(), "open"));
  sqlite3_busy_timeout(db.get(), static_cast<int>(options.busy_ms));
  Connection connection(db.get());
  if (options.on_connection) LIANXIAO_TRY(options.on_connection(connection));
  return db;
}

// temp_store: what a sort spills stays in memory, for a temporary file would wear the card.
Result<Handle> OpenWriter(const std::string& path, const DatabaseOptions& options) {
  LIANXIAO_ASSIGN(auto db, OpenHandle(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options));
  LIANXIAO_TRY(
      Connection(db.get()).Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                   "PRAGMA wal_autocheckpoint = " +
                                   std::to_string(tuning::kCheckpointPages) +
                                   "; PRAGMA journal_size_limit = " + std::to_string(tuning::kWalBytesKept) +
                                   "; PRAGMA cache_size = -" + std::to_string(tuning::kWriterCacheKib)));
  auto mode = Connection(db.get()).Prepare("PRAGMA journal_mode");
  LIANXIAO_ASSIGN(const bool told, mode.Step());
  if (!told || mode.Text(0) != "wal") return Fail(ErrorCode::kInternal, "the disk does not allow a WAL");
  return db;
}

// Readers never checkpoint: that is what SQLite before 3.51.3 must not do beside a writer.
Result<Handle> OpenReader(const std::string& path, const DatabaseOptions& options) {
  LIANXIAO_ASSIGN(auto db, OpenHandle(path, SQLITE_OPEN_READONLY, options));
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  LIANXIAO_TRY(
      Connection(db.get()).Execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
                                   "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" +
                                   std::to_string(tuning::kReaderCacheKib)));
  return db;
}

// Runs `work` so that even an exception comes back as a failure.
Status Guarded(const std::function<Status(Connection&)>& work, Connection& connection) {
  try {
    return work(connection);
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, e.what());
  }
}

// SQLite syncs the names of its WAL but not that of the database itself.
Status MakeFileDurable(const std::string& path, const DatabaseOptions& options) {
  RealDisk real;
  Disk& disk = options.disk != nullptr ? *options.disk : real;
  LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
  if (there) return {};
  LIANXIAO_TRY(disk.Open(path, OpenMode::kWrite));
  return disk.SyncFolder(FolderOf(path));
}

}  // namespace

struct Database::State {
  std::string path;
  DatabaseOptions options;

  std::mutex write_mutex;  // Guards writer.
  Handle writer;

  std::mutex readers_mutex;  // Guards the two below.
  std::condition_variable reader_free;
  std::vector<Handle> idle_readers;
  int readers_made = 0;

  Result<Handle> TakeReader() {
    std::unique_lock lock(readers_mutex);
    reader_free.wait(lock, [&] { return !idle_readers.empty() || readers_made < options.readers; });
    if (!idle_readers.empty()) {
      auto reader = std::move(idle_readers.back());
      idle_readers.pop_back();
      return reader;
    }
    auto reader = OpenReader(path, options);
    if (reader) ++readers_made;
    return reader;
  }

  void GiveBack(Handle reader) {
    {
      const std::lock_guard lock(readers_mutex);
      idle_readers.push_back(std::move(reader));
    }
    reader_free.notify_one();
  }
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() {
  state_->idle_readers.clear();  // First, so that the writer is the last one out and checkpoints.
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path, std::span<const EmbeddedFile> steps,
                                                 DatabaseOptions options) {
  const auto open = [&]() -> Result<std::unique_ptr<Database>> {
    LIANXIAO_TRY(MakeFileDurable(path, options));
    auto state = std::make_unique<State>();
    state->path = path;
    state->options = options;
    LIANXIAO_ASSIGN(state->writer, OpenWriter(path, options));
    Connection connection(state->writer.get());
    LIANXIAO_TRY(Migrate(connection, steps));
    return std::unique_ptr<Database>(new Database(std::move(state)));
  };
  auto opened = open();
  if (!opened) return Fail(opened.error().While("database " + path));
  return opened;
}

Status Database::Write(const std::function<Status(Connection&)>& work) {
  const std::lock_guard lock(state_->write_mutex);
  Connection connection(state_->writer.get());
  LIANXIAO_TRY(connection.Execute("BEGIN IMMEDIATE"));
  auto done = Guarded(work, connection);
  if (done) done = connection.Execute("COMMIT");
  // SQLite has rolled back by itself after some errors; a second time is harmless.
  if (!done && sqlite3_get_autocommit(connection.raw()) == 0) (void)connection.Execute("ROLLBACK");
  return done;
}

Status Database::Read(const std::function<Status(Connection&)>& work) const {
  LIANXIAO_ASSIGN(auto reader, state_->TakeReader());
  Connection connection(reader.get());
  auto done = connection.Execute("BEGIN");
  if (done) done = Guarded(work, connection);
  if (sqlite3_get_autocommit(connection.raw()) == 0) (void)connection.Execute("ROLLBACK");
  state_->GiveBack(std::move(reader));
  return done;
}

}  // namespace lianxiao::storage
