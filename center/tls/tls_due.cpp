#include "center/tls/tls_due.h"

namespace lianxiao::center {

std::optional<Due> CertificateDue(const CertificateFacts& certificate, WallTime now) {
  const auto left_ms = certificate.not_after.ms - now.ms;
  if (left_ms >= kCertificateWarningDays * kDayMs) return std::nullopt;
  const auto names = certificate.names.empty() ? std::string() : certificate.names.front();
  if (left_ms > 0) return Due{"cli.keys.due.tls_soon", "", names, left_ms / kDayMs};
  return Due{"cli.keys.due.tls_expired", "", names, -(-left_ms / kDayMs) - 1};
}

}  // namespace lianxiao::center
