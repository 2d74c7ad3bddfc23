#include "storage/base/pem_keys.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>

namespace lianxiao {
namespace {

constexpr std::size_t kMaxPemBytes = 8'192;  // An RSA key of kMaxRsaBits has some 1,500.
constexpr int kMinRsaBits = 2'048;
constexpr int kMaxRsaBits = 8'192;  // A larger one only keeps a small box busy.

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

// OpenSSL would ask at the terminal for the passphrase of a key that says it is encrypted.
int NoPassphrase(char*, int, int, void*) { return -1; }

bool IsP256(const EVP_PKEY* key) {
  char group[32] = {};
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &size) == 1 &&
         std::string_view(group, size) == "prime256v1";
}

bool Fits(PemScheme scheme, const EVP_PKEY* key) {
  if (scheme == PemScheme::kEcdsaP256Sha256) return IsP256(key);
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= kMinRsaBits && bits <= kMaxRsaBits;
}

Key Read(PemScheme scheme, std::string_view pem) {
  if (pem.size() > kMaxPemBytes) return nullptr;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, NoPassphrase, nullptr) : nullptr);
  return key && Fits(scheme, key.get()) ? std::move(key) : nullptr;
}

bool SetPadding(PemScheme scheme, EVP_PKEY_CTX* context) {
  switch (scheme) {
    case PemScheme::kEcdsaP256Sha256: return true;
    case PemScheme::kRsaPkcs1Sha256: return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    case PemScheme::kRsaPssSha256:
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_AUTO) == 1;
  }
  return false;
}

bool Verified(PemScheme scheme, EVP_PKEY* key, std::string_view message, std::string_view signature) {
  const Digest digest(EVP_MD_CTX_new());
  EVP_PKEY_CTX* context = nullptr;  // Belongs to `digest`.
  if (!digest || EVP_DigestVerifyInit(digest.get(), &context, EVP_sha256(), nullptr, key) != 1) return false;
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  return SetPadding(scheme, context) && EVP_DigestVerify(digest.get(), bytes(signature), signature.size(),
                                                         bytes(message), message.size()) == 1;
}

}  // namespace

Result<std::string> PemKeyDer(PemScheme scheme, std::string_view pem) {
  const auto key = Read(scheme, pem);
  unsigned char* der = nullptr;
  const int size = key ? i2d_PUBKEY(key.get(), &der) : -1;
  ERR_clear_error();
  if (size < 0) return Fail(ErrorCode::kInvalid, "not the PEM of a public key of this scheme");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

bool VerifyPem(PemScheme scheme, std::string_view pem, std::string_view message, std::string_view signature) {
  const auto key = Read(scheme, pem);
  const bool good = key && Verified(scheme, key.get(), message, signature);
  ERR_clear_error();  // What was wrong with it stays on this thread's queue otherwise.
  return good;
}

}  // namespace lianxiao
