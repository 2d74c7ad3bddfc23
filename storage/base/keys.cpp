#include "storage/base/keys.h"

#include <sodium.h>

#include <algorithm>

#include "storage/base/encoding.h"

namespace lianxiao {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

template <typename Key>
Result<Key> KeyFromHex(std::string_view hex) {
  LIANXIAO_ASSIGN(const auto raw, FromHex(hex));
  Key key;
  if (raw.size() != key.bytes.size()) return Fail(ErrorCode::kInvalid, "a key has 32 bytes");
  std::copy(raw.begin(), raw.end(), key.bytes.begin());
  return key;
}

std::string HexOf(const std::array<std::uint8_t, 32>& bytes) {
  return ToHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Status InitCrypto() {
  if (sodium_init() < 0) return Fail(ErrorCode::kInternal, "libsodium cannot start");
  return {};
}

std::string RandomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

SecretBytes::~SecretBytes() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::string VerifyKey::Hex() const { return HexOf(bytes); }
Result<VerifyKey> VerifyKey::FromHex(std::string_view hex) { return KeyFromHex<VerifyKey>(hex); }

bool Verify(const VerifyKey& key, std::string_view message, std::string_view signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(), key.bytes.data()) == 0;
}

SigningKey SigningKey::Generate() { return *FromSeed(RandomBytes(crypto_sign_SEEDBYTES)); }

Result<SigningKey> SigningKey::FromSeed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return Fail(ErrorCode::kInvalid, "a signing key's seed has 32 bytes");
  }
  SigningKey key;
  key.seed = SecretBytes(std::string(seed));
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  crypto_sign_seed_keypair(key.verify.bytes.data(), secret, Bytes(seed));
  sodium_memzero(secret, sizeof secret);
  return key;
}

std::string SigningKey::Sign(std::string_view message) const {
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  unsigned char verify_bytes[crypto_sign_PUBLICKEYBYTES];
  crypto_sign_seed_keypair(verify_bytes, secret, Bytes(seed.View()));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(), secret);
  sodium_memzero(secret, sizeof secret);
  return signature;
}

std::string SealKey::Hex() const { return HexOf(bytes); }
Result<SealKey> SealKey::FromHex(std::string_view hex) { return KeyFromHex<SealKey>(hex); }

std::string Seal(const SealKey& to, std::string_view message) {
  std::string sealed(message.size() + crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal(Bytes(sealed), Bytes(message), message.size(), to.bytes.data()) != 0) {
    return {};  // Only for a public key of low order, which no one can open; Open refuses empty text.
  }
  return sealed;
}

OpenKey OpenKey::Generate() { return *FromSecret(RandomBytes(crypto_box_SECRETKEYBYTES)); }

Result<OpenKey> OpenKey::FromSecret(std::string_view secret) {
  if (secret.size() != crypto_box_SECRETKEYBYTES) {
    return Fail(ErrorCode::kInvalid, "an opening key has 32 bytes");
  }
  OpenKey key;
  key.secret = SecretBytes(std::string(secret));
  crypto_scalarmult_base(key.seal.bytes.data(), Bytes(secret));
  return key;
}

Result<std::string> OpenKey::Open(std::string_view sealed) const {
  if (sealed.size() < crypto_box_SEALBYTES) {
    return Fail(ErrorCode::kCorrupt, "too short for a sealed message");
  }
  std::string message(sealed.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(Bytes(message), Bytes(sealed), sealed.size(), seal.bytes.data(),
                           Bytes(secret.View())) != 0) {
    return Fail(ErrorCode::kCorrupt, "not sealed to this key, or changed on the way");
  }
  return message;
}

}  // namespace lianxiao
