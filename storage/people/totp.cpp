#include "storage/people/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <cstdio>

#include "storage/base/encoding.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kStepMs = 30 * kSecondMs;
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::string_view kIssuer = "Lianxiao";

// RFC 4648's alphabet, which authenticators read; the codes of ToBase32() spell another.
std::string Rfc4648Base32(std::string_view bytes) {
  constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::string_view kRfc4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  auto text = ToBase32(bytes);
  for (char& c : text) c = kRfc4648[kCrockford.find(c)];
  return text;
}

std::string UrlEncoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

std::string DigitsTyped(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c == ' ') continue;
    if (c < '0' || c > '9' || digits.size() == kDigits) return {};
    digits += c;
  }
  return digits.size() == kDigits ? digits : std::string();
}

}  // namespace

std::int64_t TotpStep(WallTime at) { return at.ms / kStepMs; }

std::string TotpDigits(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
           mac.data(), &size) == nullptr) {
    return {};  // Matches nothing that can be typed.
  }
  const std::size_t at = mac[size - 1] & 0x0F;
  const auto number = (std::uint32_t{mac[at]} & 0x7F) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                      std::uint32_t{mac[at + 2]} << 8 | std::uint32_t{mac[at + 3]};
  std::array<char, kDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%06u", number % kModulus);
  return text.data();
}

std::optional<std::int64_t> MatchTotp(std::string_view secret, std::string_view typed, WallTime now,
                                      std::int64_t last_used) {
  const auto digits = DigitsTyped(typed);
  if (digits.empty()) return std::nullopt;
  const auto current = TotpStep(now);
  for (auto step = current - 1; step <= current + 1; ++step) {
    const auto right = TotpDigits(secret, step);
    if (step > last_used && right.size() == digits.size() &&
        sodium_memcmp(right.data(), digits.data(), digits.size()) == 0) {
      return step;
    }
  }
  return std::nullopt;
}

std::string TotpAddress(std::string_view secret, std::string_view login) {
  return "otpauth://totp/" + std::string(kIssuer) + ":" + UrlEncoded(login) +
         "?secret=" + Rfc4648Base32(secret) + "&issuer=" + std::string(kIssuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace lianxiao::storage
