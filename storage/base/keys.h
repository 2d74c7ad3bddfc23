// Signing (Ed25519, RFC 8032) and sealing to a key (libsodium's sealed box: X25519, XSalsa20-Poly1305).
// Plain values; secret bytes are wiped when a value goes. Callers run InitCrypto() once before any use.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao {

// Makes libsodium ready; call at the start of main. Safe to call again. kInternal if it cannot start.
Status InitCrypto();

std::string RandomBytes(std::size_t size);  // From the kernel.

// Bytes that are wiped when they go.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  ~SecretBytes();
  SecretBytes(const SecretBytes&) = default;
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(const SecretBytes&) = default;
  SecretBytes& operator=(SecretBytes&&) noexcept = default;
  std::string_view View() const { return bytes_; }

 private:
  std::string bytes_;
};

struct VerifyKey {
  std::array<std::uint8_t, 32> bytes{};
  std::string Hex() const;
  static Result<VerifyKey> FromHex(std::string_view hex);
  bool operator==(const VerifyKey&) const = default;
};

// False also when `signature` has the wrong length.
bool Verify(const VerifyKey& key, std::string_view message, std::string_view signature);

struct SigningKey {
  VerifyKey verify;
  SecretBytes seed;  // 32 bytes.

  static SigningKey Generate();
  static Result<SigningKey> FromSeed(std::string_view seed);
  std::string Sign(std::string_view message) const;  // 64 bytes.
};

struct SealKey {  // Public: whoever has it can seal.
  std::array<std::uint8_t, 32> bytes{};
  std::string Hex() const;
  static Result<SealKey> FromHex(std::string_view hex);
  bool operator==(const SealKey&) const = default;
};

std::string Seal(const SealKey& to, std::string_view message);  // 48 bytes longer than the message.

struct OpenKey {
  SealKey seal;
  SecretBytes secret;  // 32 bytes.

  static OpenKey Generate();
  static Result<OpenKey> FromSecret(std::string_view secret);
  Result<std::string> Open(std::string_view sealed) const;  // kCorrupt if not sealed to us, or changed.
};

}  // namespace lianxiao
