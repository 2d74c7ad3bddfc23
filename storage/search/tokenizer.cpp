#include "storage/search/tokenizer.h"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>

#include "storage/sqlite_error.h"

namespace lianxiao::storage {
namespace {

// The tokenizer has no state, but FTS5 takes a null instance for a failure.
int Create(void*, const char**, int, Fts5Tokenizer** out) {
  static int no_state = 0;
  *out = reinterpret_cast<Fts5Tokenizer*>(&no_state);
  return SQLITE_OK;
}

void Delete(Fts5Tokenizer*) {}

using TokenCallback = int (*)(void*, int, const char*, int, int, int);

int Tokenize(Fts5Tokenizer*, void* context, int, const char* text, int size, TokenCallback callback) {
  const std::string_view all(text == nullptr ? "" : text,
                             text == nullptr ? 0 : static_cast<std::size_t>(size));
  bool same_place = false;
  for (std::size_t at = 0; at < all.size();) {
    const auto end = std::min(all.find_first_of(" /", at), all.size());
    if (end > at) {
      const auto token = all.substr(at, end - at);
      const int rc = callback(context, same_place ? FTS5_TOKEN_COLOCATED : 0, token.data(),
                              static_cast<int>(token.size()), static_cast<int>(at), static_cast<int>(end));
      if (rc != SQLITE_OK) return rc;
    }
    same_place = end < all.size() && all[end] == '/';
    at = end + 1;
  }
  return SQLITE_OK;
}

}  // namespace

Status RegisterTokenizer(Connection& connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* ask = nullptr;
  int rc = sqlite3_prepare_v2(connection.raw(), "SELECT fts5(?1)", -1, &ask, nullptr);
  if (rc == SQLITE_OK) rc = sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", nullptr);
  if (rc == SQLITE_OK) (void)sqlite3_step(ask);
  sqlite3_finalize(ask);
  if (api == nullptr) return Fail(LastError(connection.raw(), "this SQLite has no FTS5"));
  fts5_tokenizer tokenizer{Create, Delete, Tokenize};
  if (api->xCreateTokenizer(api, "lianxiao", nullptr, &tokenizer, nullptr) != SQLITE_OK) {
    return Fail(LastError(connection.raw(), "register the tokenizer"));
  }
  return {};
}

}  // namespace lianxiao::storage
