// SQLite's error codes in the words of this program. Private to this room.
#pragma once

#include <string_view>

#include "storage/base/result.h"

struct sqlite3;

namespace lianxiao::storage {

// The connection's last error: SQLITE_FULL is kNoSpace, SQLITE_CORRUPT and SQLITE_NOTADB are kCorrupt,
// the rest kInternal. `db` may be null when there was no memory for a connection.
Error LastError(sqlite3* db, std::string_view doing);

}  // namespace lianxiao::storage
