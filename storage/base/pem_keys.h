// Signatures of the kinds that other TUF repositories use beside Ed25519, by OpenSSL: ECDSA on P-256 and
// RSA of 2048 to 8192 bits. We only check them; nothing of ours is signed so. Public keys are PEM
// ("-----BEGIN PUBLIC KEY-----", RFC 7468). Plain functions, safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao {

enum class PemScheme {
  kEcdsaP256Sha256,  // Signature: DER (RFC 3279, ECDSA-Sig-Value).
  kRsaPssSha256,     // MGF1 with SHA-256; a salt of any length, as signers differ in it (RFC 8017).
  kRsaPkcs1Sha256,   // RSASSA-PKCS1-v1_5.
};

// The key itself, as DER (SubjectPublicKeyInfo), so that two ways to write one key are found out.
// kInvalid: no such key, or not one that signs by this scheme.
Result<std::string> PemKeyDer(PemScheme scheme, std::string_view pem);

// False also when the key or the signature is no such thing.
bool VerifyPem(PemScheme scheme, std::string_view pem, std::string_view message, std::string_view signature);

}  // namespace lianxiao
