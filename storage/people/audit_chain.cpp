#include "storage/people/audit_chain.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/utf8.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMostWordBytes = 100;
constexpr std::size_t kMostDetailBytes = 300;
constexpr std::int64_t kLongestClosedMs = 120 * kDayMs;  // A box that is off over the summer and some more.

}  // namespace

BlobId AuditHash(const BlobId& before, const AuditRow& row) {
  const nlohmann::json json{{"act", row.act},   {"at_ms", row.at.ms},   {"detail", row.detail},
                            {"from", row.from}, {"number", row.number}, {"subject", row.subject},
                            {"who", row.who}};
  BlobHasher hasher;
  hasher.Add(before.View());
  hasher.Add(formats::Canonical(json).value_or("no text"));  // Fitting() rows are always text.
  return hasher.Finish();
}

AuditRow Fitting(AuditRow row) {
  for (auto* text : {&row.who, &row.from, &row.act, &row.subject}) {
    *text = formats::Presentable(*text, kMostWordBytes);
  }
  row.detail = formats::Presentable(row.detail, kMostDetailBytes);
  return row;
}

std::int64_t BelievableMs(WallTime before, WallTime now) {
  const auto ms = now.ms - before.ms;
  return ms < 0 || ms > kLongestClosedMs ? 0 : ms;
}

std::int64_t NewestToForget(std::span<const AuditDay> noted, std::int64_t days) {
  if (noted.empty()) return 0;
  const auto until = noted.back().lived_ms - days * kDayMs;
  std::int64_t newest = 0;
  for (const auto& day : noted) {
    if (day.lived_ms <= until) newest = std::max(newest, day.number);
  }
  return newest;
}

}  // namespace lianxiao::storage
