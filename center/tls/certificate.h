// X.509 certificates as far as a center needs them: makes a self-signed one, and reads what somebody brings.
// PEM text in and out, by OpenSSL. Plain functions, safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::center {

struct CertificatePair {
  std::string certificate;  // PEM
  SecretBytes key;          // PEM
};

// P-256, which every browser takes, self-signed and good for twenty years: boxes go by the key, and a
// certificate that ends in a year would one day end on a Sunday. `names` are host names and IP addresses, the
// first of them also the common name; kInvalid if there is none, or one is neither.
Result<CertificatePair> MakeCertificate(const std::vector<std::string>& names, WallTime now);

struct CertificateFacts {
  std::string key_sha256;  // Of the SubjectPublicKeyInfo, as boxes pin it; 64 hex digits.
  std::string subject, issuer;
  std::vector<std::string> names;
  WallTime not_before, not_after;
};
// The first certificate of the text. kInvalid: there is none.
Result<CertificateFacts> ReadCertificate(std::string_view pem);

// kInvalid: the key is not this certificate's, wants a passphrase, or is too short for today (RSA below
// 2048 bits, curves below 256).
Status CheckPair(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace lianxiao::center
