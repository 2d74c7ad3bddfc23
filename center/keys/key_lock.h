// A secret under a passphrase: Argon2id (RFC 9106) makes the key, libsodium's secretbox (XSalsa20-Poly1305)
// keeps the secret. What a lock cost to make is written beside it, so that a later program with other
// defaults still opens it. Plain values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"

namespace lianxiao::center {

// Absent: for key files that are not locked.
using Passphrase = std::optional<SecretBytes>;

// libsodium's "moderate": about a second and 256 MiB, for every guess of a thief.
struct LockCost {
  std::int64_t passes = 3;
  std::int64_t memory_bytes = 256 << 20;
  bool operator==(const LockCost&) const = default;
};
// A file may ask for no more: whoever hands us one must not keep this machine busy or out of memory.
inline constexpr LockCost kMostLockCost{.passes = 16, .memory_bytes = std::int64_t{1} << 30};

struct Locked {
  LockCost cost;
  std::string salt;    // 16 bytes.
  std::string sealed;  // Nonce (24), then the secretbox.
};

// 12 to 1024 bytes of UTF-8 without control characters: "keys.passphrase_weak" says so otherwise. Four words
// drawn by lot are better than any trick with letters.
Status CheckPassphrase(std::string_view passphrase);

// kInternal when there is not memory enough.
Result<Locked> Lock(std::string_view secret, const SecretBytes& passphrase, const LockCost& cost);
// kRefused "keys.passphrase_wrong": another passphrase or changed bytes; nobody can tell which.
// kInvalid "keys.too_costly": asks for more than kMostLockCost, or for nothing sensible.
Result<SecretBytes> Unlock(const Locked& locked, const SecretBytes& passphrase);

}  // namespace lianxiao::center
