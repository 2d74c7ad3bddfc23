// Failures as answers: JSON for programs, a page for people. Pure.
//
//   {"error": {"code": "refused", "message": "this code was used already", "key": "enrol.code_used"}}
//
// `code` is one of the words of ErrorCode: what the caller can do. `key` names the sentence of the string
// catalogs that tells a person; empty when there is none.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "web/http/http.h"

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

nlohmann::json ErrorJson(const Error& error);
Response JsonError(const Error& error);
Response JsonError(const Error& error, int status);

// What the server itself answers when no handler can: 400, 404, 405, 411, 413, 417, 431, 500, 501, 503, 505.
// JSON below /api/ and /control/, a page for browsers, else a few plain words: a box that asks for a file
// that is not there yet should not pay for a page over its line.
Response HttpError(const Request& request, int status);

}  // namespace lianxiao::web
