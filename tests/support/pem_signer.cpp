#include "tests/support/pem_signer.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace lianxiao::test {
namespace {

EVP_PKEY* Generate(PemKind kind) {
  switch (kind) {
    case PemKind::kEcdsaP256: return EVP_EC_gen("P-256");
    case PemKind::kEcdsaP384: return EVP_EC_gen("P-384");
    case PemKind::kRsaPss:
    case PemKind::kRsaPkcs1: return EVP_RSA_gen(2'048);
    case PemKind::kSmallRsaPss: return EVP_RSA_gen(1'024);
  }
  return nullptr;
}

void Need(bool good) {
  if (!good) throw std::runtime_error("OpenSSL cannot make a test key or signature");
}

}  // namespace

PemSigner::PemSigner(PemKind kind) : kind_(kind) {
  auto* key = Generate(kind);
  Need(key != nullptr);
  key_ = std::shared_ptr<void>(key, [](void* k) { EVP_PKEY_free(static_cast<EVP_PKEY*>(k)); });
}

std::string PemSigner::Pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  Need(bio && PEM_write_bio_PUBKEY(bio.get(), static_cast<EVP_PKEY*>(key_.get())) == 1);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string PemSigner::Sign(std::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* context = nullptr;
  Need(digest && EVP_DigestSignInit(digest.get(), &context, EVP_sha256(), nullptr,
                                    static_cast<EVP_PKEY*>(key_.get())) == 1);
  if (kind_ == PemKind::kRsaPss || kind_ == PemKind::kSmallRsaPss) {
    Need(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  Need(EVP_DigestSign(digest.get(), nullptr, &size, bytes, message.size()) == 1);
  std::string signature(size, '\0');
  Need(EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                      message.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace lianxiao::test
