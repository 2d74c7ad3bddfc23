#include "storage/search_tokenizer.h"

#include <sqlite3.h>

#include <exception>

#include "storage/search_words.h"
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

int Tokenize(Fts5Tokenizer*, void* context, int flags, const char* text, int size, TokenCallback callback) {
  try {
    const auto purpose = (flags & FTS5_TOKENIZE_QUERY) != 0 ? WordsFor::kQuery : WordsFor::kDocument;
    if (text == nullptr) return SQLITE_OK;
    for (const auto& word : WordsOf({text, static_cast<std::size_t>(size)}, purpose)) {
      const int rc = callback(context, 0, word.text.data(), static_cast<int>(word.text.size()),
                              static_cast<int>(word.begin), static_cast<int>(word.end));
      if (rc != SQLITE_OK) return rc;
    }
    return SQLITE_OK;
  } catch (const std::exception&) {
    return SQLITE_NOMEM;  // Nothing else is thrown there, and SQLite is C.
  }
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
