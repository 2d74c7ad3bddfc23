// A short word of one known sender for everybody to read: JSON with its signature beside it, not sealed.
//
//   {"signature": hex, "signed": {…}}      signature over  purpose "\n" ‖ the canonical form of `signed`
//
// Fields that a reader does not know stay part of what is signed. Plain functions.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"

namespace lianxiao::formats {

// One kind of such words. A signature for one never counts for another.
struct SignedWord {
  std::string_view purpose;  // "lianxiao receipt 1"
  std::string_view name;     // In messages: "the receipt".
  std::size_t max_bytes;     // More is not looked at.
};

// `body` is an object of integers, booleans and text without control characters: for those the bytes that are
// sent and the bytes that are signed are the same.
std::string SignJson(const SignedWord& word, const nlohmann::json& body, const SigningKey& from);

// `signed`, not yet looked into. kInvalid: too large, or no such JSON. kUntrusted: not signed by `from` for
// this purpose.
Result<nlohmann::json> OpenSignedJson(const SignedWord& word, std::string_view text, const VerifyKey& from);

}  // namespace lianxiao::formats
