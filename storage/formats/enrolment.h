// How a box and its county meet: a code typed once.
//
//   technician            box                                   center
//   ── code ────────────▶ address, fingerprint, secret
//                         GET  /api/v1/center ───────────────▶  CenterCard
//                         card's digest = fingerprint? else stop
//                         POST /api/v1/enrolments  sealed ───▶  secret right, unused, in time, ≤ 5 tries?
//                         Grant, sealed to the box, signed ◀──
//
// A reply may get lost: the same request with the same device key gets the same grant again; another
// device with a used code is refused. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxCardBytes = 16 << 10;
inline constexpr std::size_t kMaxRequestBytes = 16 << 10;  // Sealed.
inline constexpr std::size_t kMaxGrantBytes = 2 << 20;     // Sealed; holds a whole root.json.

// What the code spells: "LX" + base32( version(1) ‖ secret(8) ‖ fingerprint(16) ‖ address ‖ check(2) ) in
// groups of five; the address is packed as packed_address.h says. The check (first bytes of a BLAKE2b over
// the rest) finds slips of the pen at once.
struct EnrolmentCode {
  std::string secret;       // 8 random bytes.
  std::string fingerprint;  // First 16 bytes of BLAKE2b-256 over ToJson(CenterCard).
  std::string address;      // "http://10.0.3.7:8440": scheme, host, optional port and path; ≤ 120 bytes.
};
std::string ToText(const EnrolmentCode& code);  // The address is CheckAddress()ed (packed_address.h).
// Small and wide letters, blanks and any dashes are fine. kInvalid says which slip, and for one wrong
// character or two swapped ones in which group.
Result<EnrolmentCode> ParseEnrolmentCode(std::string_view text);

// Who the center is. Public; its digest is in every code.
struct CenterCard {
  std::string name;         // "渌口区教育资源中心"
  VerifyKey sign;           // Receipts and grants.
  SealKey seal;             // Uplink and enrolments.
  std::string root_sha256;  // Hex, of 1.root.json, the first trusted root.
};
// These four fields for ever, as the fingerprint in printed codes is over them.
std::string ToJson(const CenterCard& card);  // Compact JSON, see canonical_json.h.
// Fields that a newer center adds are passed over, and are not part of the fingerprint.
Result<CenterCard> ParseCenterCard(std::string_view json);
std::string Fingerprint(const CenterCard& card);  // 16 bytes.

struct EnrolmentRequest {
  std::string secret;
  VerifyKey device_sign;
  SealKey device_seal;
  std::string program;   // "lianxiao-schoold 0.1.0"
  std::string hardware;  // "aarch64, 4 cores, 3.8 GiB"; shown in the console.
};
// The request's and the grant's readers: kCorrupt: not sealed to us or changed; kInvalid names the field.
std::string SealRequest(const EnrolmentRequest& request, const SealKey& center);
Result<EnrolmentRequest> OpenRequest(std::string_view sealed, const OpenKey& center);

struct Grant {
  std::string device;       // 32 hex digits: this box, for ever.
  std::string school;       // Id, [a-z0-9-]{1,64}.
  std::string school_name;  // "石羊塘村小"
  std::string center_name;
  std::string center_address;        // Where the API is.
  std::vector<std::string> mirrors;  // Base URLs of the repository, best first; at least one.
  std::string root_json;             // 1.root.json as published.
  WallTime at;
  std::string tls_statement = {};  // Signed (tls_statement.h); empty: a center without TLS.
  // The card's keys are those of this version of the root; what older roots name of the center is over.
  std::int64_t center_root = 0;
};
Status Check(const Grant& grant);  // kInvalid names the field.
std::string SealGrant(const Grant& grant, const SigningKey& center, const SealKey& device);
// kUntrusted: not signed by `center` for this device.
Result<Grant> OpenGrant(std::string_view sealed, const OpenKey& device, const VerifyKey& center);

}  // namespace lianxiao::formats
