// Failures as answers: JSON for programs, a page for people. Pure.
//
//   {"error": {"code": "refused", "message": "this code was used already", "key": "enrol.code_used"}}
//
// `code` is one of the words of ErrorCode: what the caller can do. `key` names the sentence of the string
// catalogs that tells a person; empty when there is none.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "web/http.h"

namespace lianxiao::web {

// The status that tells the same: kOffline 503, kNotFound 404, kCorrupt and kInvalid 400, kUntrusted and
// kRefused 403, kNoSpace 507, kInternal 500.
int HttpStatus(ErrorCode code);

// An error's message may begin with its key: "enrol.code_used: this code was used already". A key is
// lower-case letters, digits and '_' with a dot in between, before the first ": ".
struct KeyedMessage {
  std::string key;  // Or empty.
  std::string text;
};
KeyedMessage SplitKey(std::string_view message);

Response JsonError(const Error& error);
Response JsonError(const Error& error, int status);

// What the server itself answers when no handler can: 400, 404, 405, 411, 413, 417, 431, 500, 501, 503, 505.
// JSON below /api/ and /control/, else a few plain words in Chinese and English.
Response HttpError(int status, std::string_view path);

}  // namespace lianxiao::web
