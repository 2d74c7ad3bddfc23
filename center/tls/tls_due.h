// When the certificate that a center shows has to be replaced. A self-signed one is good for twenty years;
// one of a public authority for ninety days, renewed by a program of its own. Pure.
#pragma once

#include <optional>

#include "center/keys/key_report.h"
#include "center/tls/certificate.h"

namespace lianxiao::center {

// Those programs renew a month ahead, so three weeks before the end they have failed for a week.
inline constexpr std::int64_t kCertificateWarningDays = 21;

std::optional<Due> CertificateDue(const CertificateFacts& certificate, WallTime now);

}  // namespace lianxiao::center
