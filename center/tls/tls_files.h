// How a center proves over TLS that it is itself:
//
//   DIR/tls/certificate.pem   the chain that centerd shows; self-signed by `center init`, or brought
//   DIR/tls/key.pem           its private key, mode 0600
//   DIR/tls/statement.json    signed word on that key for boxes (formats/tls_statement.h)
//
// Each change gives the statement the next number. centerd notices new files by itself. Plain functions.
#pragma once

#include <string>
#include <vector>

#include "center/tls/certificate.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/tls_statement.h"

namespace lianxiao::center {

inline std::string TlsFolder(const std::string& county) { return county + "/tls"; }
inline std::string CertificateFile(const std::string& county) {
  return TlsFolder(county) + "/certificate.pem";
}
inline std::string TlsKeyFile(const std::string& county) { return TlsFolder(county) + "/key.pem"; }
inline std::string TlsStatementFile(const std::string& county) {
  return TlsFolder(county) + "/statement.json";
}

// What the center answers to: the host of each address ("https://10.0.3.7:8440"), this machine's name,
// and localhost for who looks from the machine itself.
std::vector<std::string> NamesFor(const std::vector<std::string>& addresses);

// A new key and a self-signed certificate in the place of what is there.
Status MakeTls(const Clock& clock, const std::string& county, const std::vector<std::string>& names,
               const SigningKey& sign);
// A certificate that was made elsewhere. `public_ca`: boxes may take any that their authorities vouch for.
Status UseTls(const Clock& clock, const std::string& county, const std::string& certificate_file,
              const std::string& key_file, bool public_ca, const SigningKey& sign);
// A county of before there was TLS gets it. Nothing if it is there.
Status EnsureTls(const Clock& clock, const std::string& county, const std::vector<std::string>& names,
                 const SigningKey& sign);

// The center has a new signing key: the same word on the same TLS key again, signed with that. `before` is
// the key that signed it last. Nothing if it is signed so already, or if there is none.
Status SignTlsAnew(const Clock& clock, const std::string& county, const VerifyKey& before,
                   const SigningKey& sign);

// The statement as boxes get it. kNotFound.
Result<std::string> LoadTlsStatement(storage::Disk& disk, const std::string& county);

// The same for who holds `sign`. kNotFound also when another key signed it: the center is getting new keys,
// and no box should hear of them from one that goes on with the old.
Result<std::string> LoadTlsStatementBy(storage::Disk& disk, const std::string& county, const VerifyKey& sign);

struct TlsState {
  CertificateFacts certificate;
  formats::TlsStatement statement;
};
Result<TlsState> LoadTls(storage::Disk& disk, const std::string& county, const VerifyKey& sign);

}  // namespace lianxiao::center
