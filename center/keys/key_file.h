// One secret key in a file of its own, mode 0600:
//
//   lianxiao key 2
//   kind: sign                                        sign: Ed25519; seal: X25519
//   name: root-1
//   public: 64 hex digits
//   created: 2026-11-21T08:30:00Z
//   lock: argon2id 3 268435456 32-hex-digits          passes, bytes of memory, salt; or: none
//   secret: hex                                       locked: nonce and secretbox; none: the secret itself
//
// A locked secret has the digest of the lines above `lock` sealed in with it, so that nobody gives a key
// another name or date. What may leave a machine is the public half, "lianxiao public key 1" with the same
// four lines. Files of version 1 (name and bare secret) are still read. Plain values and functions.
#pragma once

#include <string>
#include <string_view>

#include "center/keys/key_lock.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::center {

enum class KeyKind { kSign, kSeal };

struct KeyHead {
  KeyKind kind = KeyKind::kSign;
  std::string name;  // 1 to 64 of a-z 0-9 -
  std::string public_hex;
  WallTime created;  // 0 in files of version 1.
  bool locked = false;

  std::string TufKeyId() const;  // By which metadata names it; only of kSign.
  bool operator==(const KeyHead&) const = default;
};

inline constexpr std::int64_t kMostKeyFileBytes = 4096;

// Text of the two kinds of files. WriteKeyFile: kInvalid for a bad name.
Result<SecretBytes> WriteKeyFile(const SigningKey& key, const std::string& name, WallTime created,
                                 const Passphrase& passphrase, const LockCost& cost = {});
Result<SecretBytes> WriteKeyFile(const OpenKey& key, const std::string& name, WallTime created,
                                 const Passphrase& passphrase, const LockCost& cost = {});
std::string WritePublicKey(const KeyHead& head);

// kInvalid "keys.file_broken": no key file, or one that was cut.
Result<KeyHead> ReadKeyHead(std::string_view text);
Result<KeyHead> ReadPublicKey(std::string_view text);
// The secret too. kRefused "keys.passphrase_needed" or "keys.passphrase_wrong".
Result<SigningKey> ReadSigningKey(std::string_view text, const Passphrase& passphrase);
Result<OpenKey> ReadOpenKey(std::string_view text, const Passphrase& passphrase);

// The same from files; errors name the path. kNotFound: no such file.
Result<KeyHead> LoadKeyHead(storage::Disk& disk, const std::string& path);
Result<SigningKey> LoadSigningKey(storage::Disk& disk, const std::string& path, const Passphrase& passphrase);
Result<OpenKey> LoadOpenKey(storage::Disk& disk, const std::string& path, const Passphrase& passphrase);
Result<KeyHead> LoadPublicKey(storage::Disk& disk, const std::string& path);

// Durable when it returns. Always to the real disk, for only that knows who may read a file. kInvalid if
// there is a file already: no key is ever written over.
Status SaveNewKeyFile(const std::string& path, const SecretBytes& text);

}  // namespace lianxiao::center
