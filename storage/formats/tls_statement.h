// The center's word on which TLS keys are its own. A box believes a TLS peer by this, not by dates and
// names, so it may wake in 1970 and the center may live at an address without a name; and a key is replaced
// without a visit, for whoever signs receipts also signs the next statement.
//
//   {"signature": hex, "signed": {"at_ms", "keys": [hex, …], "number", "public_ca"}}
//
// The signature is over "lianxiao tls 1\n" and the canonical form of `signed`. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxTlsStatementBytes = 4 << 10;
inline constexpr std::size_t kMaxTlsKeys = 8;

struct TlsStatement {
  std::vector<std::string> keys;  // SHA-256 of the SubjectPublicKeyInfo (RFC 7469), 64 hex digits each.
  bool public_ca = false;         // A certificate that the machine's authorities vouch for will do too.
  std::int64_t number = 1;        // The higher one counts.
  WallTime at;
  bool operator==(const TlsStatement&) const = default;
};

std::string SignTlsStatement(const TlsStatement& statement, const SigningKey& center);
// kUntrusted: not signed by `center`. kInvalid names the field.
Result<TlsStatement> OpenTlsStatement(std::string_view text, const VerifyKey& center);

}  // namespace lianxiao::formats
