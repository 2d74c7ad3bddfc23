// A box gets new keys once in a while, so that a copy of its card from last year speaks for nobody.
//
//   box                                                       center
//   draws next keys, keeps them
//   ── envelope, signed with the old key, of NewKeys ───────▶  remembers both: old ones sign what was cut
//   before ◀── KeysTaken, signed by the center ────────────────────   the same again for the same keys uses
//   the next keys from here on
//
// Any of it may be lost and sent again. The new key signs too, so that nobody gives a box keys that he does
// not have. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxNewKeysBytes = 4 << 10;  // Sealed.

struct NewKeys {
  std::string device;
  VerifyKey sign;
  SealKey seal;
  // The last batch cut under the old keys; empty and 0 when there is none. Up to it they go on counting.
  std::string epoch;
  std::int64_t through_seq = 0;
  bool operator==(const NewKeys&) const = default;
};

// `next` is the key whose public half is keys.sign.
std::string SealNewKeys(const NewKeys& keys, const SigningKey& old, const SigningKey& next,
                        const SealKey& center);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `old`, or not by the new key;
// kInvalid names the field.
Result<NewKeys> OpenNewKeys(std::string_view sealed, const OpenKey& center, const VerifyKey& old);
// The body within the envelope. kUntrusted, kInvalid.
Result<NewKeys> ParseNewKeys(std::string_view json);

struct KeysTaken {
  std::string device;
  VerifyKey sign;
  SealKey seal;
  WallTime at;  // By the center's clock.
};
std::string SignKeysTaken(const KeysTaken& taken, const SigningKey& center);      // JSON.
Result<KeysTaken> OpenKeysTaken(std::string_view json, const VerifyKey& center);  // kUntrusted, kInvalid.

}  // namespace lianxiao::formats
