#include "center/keys/key_lock.h"

#include <sodium.h>

#include "storage/formats/utf8.h"

namespace lianxiao::center {
namespace {

constexpr std::size_t kLeastPassphraseBytes = 12, kMostPassphraseBytes = 1024;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Status CheckCost(const LockCost& cost) {
  const bool sensible = cost.passes >= 1 && cost.passes <= kMostLockCost.passes &&
                        cost.memory_bytes >= static_cast<std::int64_t>(crypto_pwhash_MEMLIMIT_MIN) &&
                        cost.memory_bytes <= kMostLockCost.memory_bytes;
  if (sensible) return {};
  return Fail(ErrorCode::kInvalid, "keys.too_costly: opening it would take " + std::to_string(cost.passes) +
                                       " passes over " + std::to_string(cost.memory_bytes) + " bytes");
}

Result<SecretBytes> KeyFrom(const SecretBytes& passphrase, std::string_view salt, const LockCost& cost) {
  std::string key(crypto_secretbox_KEYBYTES, '\0');
  const auto words = passphrase.View();
  const int made = crypto_pwhash(Bytes(key), key.size(), words.data(), words.size(), Bytes(salt),
                                 static_cast<unsigned long long>(cost.passes),
                                 static_cast<std::size_t>(cost.memory_bytes), crypto_pwhash_ALG_ARGON2ID13);
  if (made != 0) {
    return Fail(ErrorCode::kInternal, "keys.no_memory: not " + std::to_string(cost.memory_bytes / (1 << 20)) +
                                          " MiB of memory free for a passphrase");
  }
  return SecretBytes(std::move(key));
}

}  // namespace

Status CheckPassphrase(std::string_view passphrase) {
  if (!formats::HasControls(passphrase) && passphrase.size() >= kLeastPassphraseBytes &&
      passphrase.size() <= kMostPassphraseBytes && formats::IsUtf8(passphrase)) {
    return {};
  }
  return Fail(ErrorCode::kInvalid, "keys.passphrase_weak: a passphrase is one line of 12 to 1024 bytes");
}

Result<Locked> Lock(std::string_view secret, const SecretBytes& passphrase, const LockCost& cost) {
  LIANXIAO_TRY(CheckCost(cost));
  Locked locked{cost, RandomBytes(crypto_pwhash_SALTBYTES), RandomBytes(crypto_secretbox_NONCEBYTES)};
  LIANXIAO_ASSIGN(const auto key, KeyFrom(passphrase, locked.salt, cost));
  std::string box(secret.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(Bytes(box), Bytes(secret), secret.size(), Bytes(locked.sealed), Bytes(key.View()));
  locked.sealed += box;
  return locked;
}

Result<SecretBytes> Unlock(const Locked& locked, const SecretBytes& passphrase) {
  LIANXIAO_TRY(CheckCost(locked.cost));
  constexpr auto kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (locked.salt.size() != crypto_pwhash_SALTBYTES || locked.sealed.size() < kOverhead) {
    return Fail(ErrorCode::kInvalid, "keys.file_broken: salt or secret has the wrong length");
  }
  LIANXIAO_ASSIGN(const auto key, KeyFrom(passphrase, locked.salt, locked.cost));
  const auto box = std::string_view(locked.sealed).substr(crypto_secretbox_NONCEBYTES);
  std::string secret(box.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(Bytes(secret), Bytes(box), box.size(), Bytes(locked.sealed),
                                 Bytes(key.View())) != 0) {
    return Fail(ErrorCode::kRefused, "keys.passphrase_wrong: the passphrase does not open this key");
  }
  return SecretBytes(std::move(secret));
}

}  // namespace lianxiao::center
