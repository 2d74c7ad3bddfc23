// Statement and Connection of storage/database.h.
#include <sqlite3.h>

#include <string>

#include "storage/database.h"
#include "storage/sqlite_error.h"

namespace lianxiao::storage {
namespace {

ErrorCode CodeOf(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL: return ErrorCode::kNoSpace;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::kCorrupt;
    default: return ErrorCode::kInternal;
  }
}

// An empty view may have no address, and SQLite would bind NULL for that.
const char* AddressOf(std::string_view bytes) { return bytes.data() == nullptr ? "" : bytes.data(); }

}  // namespace

Error LastError(sqlite3* db, std::string_view doing) {
  if (db == nullptr) return Error{ErrorCode::kInternal, std::string(doing) + ": out of memory"};
  return Error{CodeOf(sqlite3_extended_errcode(db)), std::string(doing) + ": " + sqlite3_errmsg(db)};
}

Statement::Statement(sqlite3* db, std::string_view sql) : db_(db) {
  const int rc = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), 0, &statement_, nullptr);
  if (rc != SQLITE_OK) status_ = Fail(LastError(db, "prepare"));
  if (rc == SQLITE_OK && statement_ == nullptr) status_ = Fail(ErrorCode::kInternal, "empty statement");
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), statement_(other.statement_), status_(std::move(other.status_)) {
  other.statement_ = nullptr;
}

Statement& Statement::Bind(int index, std::int64_t value) {
  if (status_ && sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) {
    status_ = Fail(LastError(db_, "bind"));
  }
  return *this;
}

Statement& Statement::Bind(int index, std::string_view text) {
  if (status_ && sqlite3_bind_text64(statement_, index, AddressOf(text), text.size(), SQLITE_TRANSIENT,
                                     SQLITE_UTF8) != SQLITE_OK) {
    status_ = Fail(LastError(db_, "bind"));
  }
  return *this;
}

Statement& Statement::BindBlob(int index, std::string_view bytes) {
  if (status_ &&
      sqlite3_bind_blob64(statement_, index, AddressOf(bytes), bytes.size(), SQLITE_TRANSIENT) != SQLITE_OK) {
    status_ = Fail(LastError(db_, "bind"));
  }
  return *this;
}

Statement& Statement::BindNull(int index) {
  if (status_ && sqlite3_bind_null(statement_, index) != SQLITE_OK) status_ = Fail(LastError(db_, "bind"));
  return *this;
}

Result<bool> Statement::Step() {
  LIANXIAO_TRY(status_);
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: status_ = Fail(LastError(db_, "step")); return Fail(status_.error());
  }
}

Status Statement::Run() {
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, Step());
    if (!more) break;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  return {};
}

std::int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::Text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

bool Statement::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Status Connection::Execute(std::string_view sql) const {
  const std::string text(sql);  // sqlite3_exec wants the zero at the end.
  if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Fail(LastError(db_, "execute"));
  }
  return {};
}

std::int64_t Connection::Changes() const { return sqlite3_changes64(db_); }

std::int64_t Connection::TotalChanges() const { return sqlite3_total_changes64(db_); }

}  // namespace lianxiao::storage
