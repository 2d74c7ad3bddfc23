// A message from one known sender to one reader: signed, then sealed.
//
//   envelope = seal( to, signature(64) ‖ body )     signature over  purpose "\n" ‖ to(32) ‖ body
//
// The purpose keeps a signature made for one kind of message from counting for another; the reader's
// key in it keeps a reader from sealing the message anew to somebody else. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"

namespace lianxiao::formats {

// What one purpose's signatures are over, without the reader: for what is signed but not sealed.
std::string ForSigning(std::string_view purpose, std::string_view body);

std::string SealSigned(std::string_view purpose, std::string_view body, const SigningKey& from,
                       const SealKey& to);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `from` for this purpose.
Result<std::string> OpenSigned(std::string_view purpose, std::string_view sealed, const OpenKey& to,
                               const VerifyKey& from);

}  // namespace lianxiao::formats
