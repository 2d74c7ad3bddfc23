#include "web/people/rate_limits.h"

#include <arpa/inet.h>

#include <algorithm>

namespace lianxiao::web {
namespace {

constexpr Allowance kNoLimit{1'000'000'000, 1};

struct Row {
  Cost cost;
  Allowance of_address, of_account;
};
// The header says why.
constexpr Row kRows[] = {
    {Cost::kSearch, {600, 50}, {200, 200}},      {Cost::kNote, {1'200, 25}, {600, 50}},
    {Cost::kUpload, {3'000, 20}, kNoLimit},      {Cost::kExport, {120, 2'000}, {6, 30'000}},
    {Cost::kLogPage, {120, 2'000}, {60, 1'000}},
};

}  // namespace

RateLimits::RateLimits() {
  for (const auto& row : kRows) {
    pairs_.emplace(row.cost, Pair{TokenBuckets(row.of_address), TokenBuckets(row.of_account)});
  }
}

std::int64_t RateLimits::Ask(Cost cost, const std::string& address, const std::string& account, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto pair = pairs_.find(cost);
  if (pair == pairs_.end()) return 0;
  auto& [of_address, of_account] = pair->second;
  const auto wait = std::max(address.empty() ? 0 : of_address.WaitMs(address, now),
                             account.empty() ? 0 : of_account.WaitMs(account, now));
  if (wait > 0) return wait;
  if (!address.empty()) of_address.Take(address, now);
  if (!account.empty()) of_account.Take(account, now);
  return 0;
}

std::string CountedAddress(const std::string& peer) {
  if (peer == "127.0.0.1" || peer == "::1") return {};
  std::array<char, 16> bytes{};
  constexpr std::size_t kNetworkBytes = 8;
  if (inet_pton(AF_INET6, peer.c_str(), bytes.data()) != 1) return peer;
  return std::string(bytes.data(), kNetworkBytes);
}

}  // namespace lianxiao::web
