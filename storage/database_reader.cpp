#include "storage/database_reader.h"

#include <sqlite3.h>
#include <unistd.h>

#include <exception>
#include <memory>

#include "storage/sqlite_error.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

constexpr int kBusyMs = 2'000;

struct Closer {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

Status CheckSteps(Connection& connection, std::int64_t least) {
  auto version = connection.Prepare("PRAGMA user_version");
  LIANXIAO_ASSIGN(const bool told, version.Step());
  if (told && version.Int(0) >= least) return {};
  return Fail(ErrorCode::kInvalid, "written by an older program");
}

Status Look(const std::string& path, std::int64_t least_steps,
            const std::function<Status(Connection&)>& work) {
  sqlite3* raw = nullptr;
  const int rc = sqlite3_open_v2(path.c_str(), &raw,
                                 SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  const std::unique_ptr<sqlite3, Closer> db(raw);
  if (rc != SQLITE_OK) return Fail(LastError(db.get(), "open"));
  sqlite3_busy_timeout(db.get(), kBusyMs);
  // SQLite before 3.51.3 can damage a WAL when two connections checkpoint: this one never does.
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  Connection connection(db.get());
  LIANXIAO_TRY(
      connection.Execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
                         "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" +
                         std::to_string(tuning::kReaderCacheKib) + "; BEGIN"));
  LIANXIAO_TRY(CheckSteps(connection, least_steps));
  try {
    return work(connection);
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, e.what());
  }
}

}  // namespace

Status LookInto(const std::string& path, std::int64_t least_steps,
                const std::function<Status(Connection&)>& work) {
  if (::access(path.c_str(), F_OK) != 0) return Fail(ErrorCode::kNotFound, "no database " + path);
  auto done = Look(path, least_steps, work);
  return done ? done : Fail(done.error().While("database " + path));
}

}  // namespace lianxiao::storage
