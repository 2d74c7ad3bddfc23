#include "sync/trust/delegation.h"

#include <algorithm>
#include <cstdint>

#include "storage/base/digest.h"
#include "storage/formats/path_pattern.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::size_t DigitsOf(const formats::TufSuccinctRoles& bins) {
  return (static_cast<std::size_t>(bins.bit_length) + 3) / 4;
}

bool IsBin(const formats::TufSuccinctRoles& bins, const std::string& role) {
  const auto prefix = bins.name_prefix + "-";
  if (!role.starts_with(prefix) || role.size() != prefix.size() + DigitsOf(bins)) return false;
  std::uint64_t number = 0;
  for (const char c : role.substr(prefix.size())) {
    const auto digit = kHexDigits.find(c);
    if (digit == std::string_view::npos) return false;
    number = number * 16 + digit;
  }
  return number < std::uint64_t{1} << bins.bit_length;
}

}  // namespace

bool SpeaksFor(const formats::TufDelegatedRole& role, const std::string& path) {
  const bool by_pattern = std::ranges::any_of(
      role.paths, [&](const auto& pattern) { return formats::MatchesPath(pattern, path); });
  if (by_pattern || role.path_hash_prefixes.empty()) return by_pattern;
  const auto hash = Sha256Hex(path);
  return std::ranges::any_of(role.path_hash_prefixes,
                             [&](const auto& prefix) { return hash.starts_with(prefix); });
}

std::string BinFor(const formats::TufSuccinctRoles& bins, const std::string& path) {
  // The first 32 bits of the digest are enough for any length that is allowed.
  const auto first = std::stoull(Sha256Hex(path).substr(0, 8), nullptr, 16);
  auto number = first >> (32 - bins.bit_length);
  std::string digits(DigitsOf(bins), '0');
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4) {
    *digit = kHexDigits[number & 0xF];
  }
  return bins.name_prefix + "-" + digits;
}

std::optional<formats::TufRoleKeys> KeysFor(const formats::TufDelegations& delegations,
                                            const std::string& role) {
  if (delegations.succinct && IsBin(*delegations.succinct, role)) return delegations.succinct->keys;
  const auto found = std::ranges::find(delegations.roles, role, &formats::TufDelegatedRole::name);
  if (found == delegations.roles.end()) return std::nullopt;
  return found->keys;
}

}  // namespace lianxiao::sync
