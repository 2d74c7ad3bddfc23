#include "center/tls/certificate.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include "storage/base/digest.h"

namespace lianxiao::center {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

constexpr int kVersion3 = 2;  // Counted from 0.
constexpr std::int64_t kYears = 20;
// A browser on a machine whose clock lags must not call it "not yet valid".
constexpr std::int64_t kBackDays = 30;
constexpr int kSerialBytes = 16;
constexpr std::size_t kMostCommonName = 64;  // RFC 5280, appendix A.
constexpr int kLeastRsaBits = 2048, kLeastCurveBits = 256;

tl::unexpected<Error> Broken(const char* doing) {
  std::array<char, 200> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return Fail(ErrorCode::kInternal, std::string(doing) + ": " + text.data());
}

bool IsAddress(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> raw{};
  return ::inet_pton(AF_INET, name.c_str(), raw.data()) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), raw.data()) == 1;
}

bool IsHostName(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  };
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), fits);
}

Result<std::string> SubjectNames(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    if (!IsAddress(name) && !IsHostName(name)) {
      return Fail(ErrorCode::kInvalid, "\"" + name + "\" is neither a host name nor an IP address");
    }
    text += (text.empty() ? "" : ",") + std::string(IsAddress(name) ? "IP:" : "DNS:") + name;
  }
  if (text.empty()) return Fail(ErrorCode::kInvalid, "a certificate needs a name or an address");
  return text;
}

bool AddExtension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetSerial(X509* certificate) {
  auto raw = RandomBytes(kSerialBytes);
  raw[0] = static_cast<char>(raw[0] & 0x7F);  // Positive.
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes, kSerialBytes, nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetTime(ASN1_TIME* to, WallTime at) {
  return ASN1_TIME_set(to, static_cast<std::time_t>(at.ms / kSecondMs)) != nullptr;
}

bool SetName(X509* certificate, const std::string& name) {
  auto* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  const auto size = static_cast<int>(std::min(name.size(), kMostCommonName));
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC, const_cast<unsigned char*>(text),
                                    size, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool Fill(X509* certificate, EVP_PKEY* key, const std::string& first, const std::string& names,
          WallTime now) {
  const auto day = kDayMs;
  return X509_set_version(certificate, kVersion3) == 1 && SetSerial(certificate) &&
         SetTime(X509_getm_notBefore(certificate), now + -kBackDays * day) &&
         SetTime(X509_getm_notAfter(certificate), now + kYears * 365 * day) && SetName(certificate, first) &&
         X509_set_pubkey(certificate, key) == 1 && AddExtension(certificate, NID_subject_alt_name, names) &&
         AddExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         AddExtension(certificate, NID_key_usage, "critical,digitalSignature") &&
         AddExtension(certificate, NID_ext_key_usage, "serverAuth") &&
         AddExtension(certificate, NID_subject_key_identifier, "hash") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string TextOf(BIO* bio) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio, &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

Bio Reader(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

Result<Certificate> FirstOf(std::string_view pem) {
  ERR_clear_error();
  const auto bio = Reader(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!certificate) return Fail(ErrorCode::kInvalid, "there is no certificate in PEM form in it");
  return certificate;
}

std::string OneLine(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  return TextOf(bio.get());
}

WallTime TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {static_cast<std::int64_t>(::timegm(&parts)) * kSecondMs};
}

std::string NameText(const GENERAL_NAME* name) {
  if (name->type == GEN_DNS) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
            static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))};
  }
  if (name->type != GEN_IPADD) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(name->d.iPAddress) == 4 ? AF_INET : AF_INET6;
  const auto* raw = ASN1_STRING_get0_data(name->d.iPAddress);
  return ::inet_ntop(family, raw, text.data(), text.size()) != nullptr ? text.data() : "";
}

std::vector<std::string> NamesOf(const X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    if (auto name = NameText(sk_GENERAL_NAME_value(all.get(), i)); !name.empty())
      names.push_back(std::move(name));
  }
  return names;
}

// Never asks at the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

Status CheckStrength(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  const bool rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
  if (bits >= (rsa ? kLeastRsaBits : kLeastCurveBits) || EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
    return {};
  return Fail(ErrorCode::kInvalid, "a key of " + std::to_string(bits) + " bits is too short for today; " +
                                       "RSA wants 2048, a curve 256");
}

}  // namespace

Result<CertificatePair> MakeCertificate(const std::vector<std::string>& names, WallTime now) {
  LIANXIAO_ASSIGN(const auto subject_names, SubjectNames(names));
  ERR_clear_error();
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate || !Fill(certificate.get(), key.get(), names.front(), subject_names, now)) {
    return Broken("make a certificate");
  }
  const Bio out(BIO_new(BIO_s_mem())), secret(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_X509(out.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return Broken("write a certificate");
  }
  return CertificatePair{TextOf(out.get()), SecretBytes(TextOf(secret.get()))};
}

Result<CertificateFacts> ReadCertificate(std::string_view pem) {
  LIANXIAO_ASSIGN(const auto certificate, FirstOf(pem));
  unsigned char* raw = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &raw);
  if (size <= 0) return Broken("read the certificate's key");
  CertificateFacts facts;
  facts.key_sha256 = Sha256Hex({reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)});
  OPENSSL_free(raw);
  facts.subject = OneLine(X509_get_subject_name(certificate.get()));
  facts.issuer = OneLine(X509_get_issuer_name(certificate.get()));
  facts.names = NamesOf(certificate.get());
  facts.not_before = TimeOf(X509_get0_notBefore(certificate.get()));
  facts.not_after = TimeOf(X509_get0_notAfter(certificate.get()));
  return facts;
}

Status CheckPair(std::string_view certificate_pem, std::string_view key_pem) {
  LIANXIAO_ASSIGN(const auto certificate, FirstOf(certificate_pem));
  const auto bio = Reader(key_pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  if (!key) {
    return Fail(
        ErrorCode::kInvalid,
        "there is no private key in PEM form in it, or it wants a passphrase; take the passphrase off "
        "with: openssl pkey -in FILE -out NEW-FILE");
  }
  const bool same = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!same) return Fail(ErrorCode::kInvalid, "this key belongs to another certificate");
  return CheckStrength(key.get());
}

}  // namespace lianxiao::center
