#include "center/tls/tls_due.h"

#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

constexpr WallTime kNow{1'795'000'000'000};

CertificateFacts Until(std::int64_t days) {
  CertificateFacts facts;
  facts.names = {"center.example.cn", "10.0.3.7"};
  facts.not_after = kNow + days * kDayMs;
  return facts;
}

TEST(CertificateDue, SaysNothingWhileItIsGoodAndWarnsThreeWeeksAhead) {
  EXPECT_EQ(CertificateDue(Until(21), kNow), std::nullopt);
  EXPECT_EQ(CertificateDue(Until(20), kNow), (Due{"cli.keys.due.tls_soon", "", "center.example.cn", 20}));
}

TEST(CertificateDue, CountsTheDaysSinceItsEndDownward) {
  EXPECT_EQ(CertificateDue(Until(0), kNow), (Due{"cli.keys.due.tls_expired", "", "center.example.cn", -1}));
  EXPECT_EQ(CertificateDue(Until(-3), kNow)->days, -4);
}

}  // namespace
}  // namespace lianxiao::center
