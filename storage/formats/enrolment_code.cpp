#include <algorithm>
#include <optional>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/packed_address.h"

namespace lianxiao::formats {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kSecretBytes = 8;
constexpr std::size_t kFingerprintBytes = 16;
constexpr std::size_t kCheckBytes = 2;
constexpr std::size_t kAddressAt = 1 + kSecretBytes + kFingerprintBytes;
constexpr std::size_t kGroup = 5;
constexpr std::size_t kMaxTypedBytes = 1'000;  // Before blanks and dashes are taken out.
constexpr std::size_t kMaxDigits = (kAddressAt + 1 + kMaxAddressBytes + kCheckBytes) * 8 / 5 + 3;
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kPrefix = "LX";

std::string CheckOf(std::string_view body) {
  return std::string(HashOf("lianxiao enrolment code\n" + std::string(body)).View().substr(0, kCheckBytes));
}

bool IsSeparator(char32_t c) {
  return c <= U' ' || c == U'-' || c == U'\u00A0' || c == U'\u3000' || c == U'\u2212' ||
         (c >= U'\u2010' && c <= U'\u2015');
}

// One character of UTF-8 from the front of `text`, which a code never needs beyond U+FFFF.
char32_t TakeCharacter(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  char32_t character = byte(0);
  std::size_t size = 1;
  if ((byte(0) & 0xE0) == 0xC0) {
    character = (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    size = 2;
  } else if ((byte(0) & 0xF0) == 0xE0) {
    character = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    size = 3;
  }
  text.remove_prefix(std::min(size, text.size()));
  return character;
}

// The code's digits alone, as base32 spells them. Takes what people and their keyboards make of a code:
// small letters, blanks, dashes of every length, the wide letters of a Chinese input method.
Result<std::string> DigitsOf(std::string_view typed) {
  std::string digits;
  while (!typed.empty()) {
    auto c = TakeCharacter(typed);
    if (c >= U'\uFF01' && c <= U'\uFF5E') c = c - U'\uFF01' + U'!';
    if (IsSeparator(c)) continue;
    if (c >= U'a' && c <= U'z') c = c - U'a' + U'A';
    if (c == U'O') c = U'0';
    if (c == U'I' || c == U'L') c = U'1';
    if (c > 0x7F || kDigits.find(static_cast<char>(c)) == std::string_view::npos) {
      return Fail(ErrorCode::kInvalid, "character " + std::to_string(digits.size() + 1) +
                                           " is none that a code contains; a code has digits and letters, "
                                           "but no U");
    }
    digits += static_cast<char>(c);
  }
  return digits;
}

// What the digits spell, if the check says that they are right.
std::optional<std::string> Decoded(std::string_view digits) {
  auto bytes = FromBase32(digits);
  if (!bytes || bytes->size() <= kAddressAt + kCheckBytes) return std::nullopt;
  const auto body = bytes->substr(0, bytes->size() - kCheckBytes);
  if (CheckOf(body) != bytes->substr(body.size())) return std::nullopt;
  return body;
}

// Where one wrong digit or two swapped ones would explain the failure: their index in `digits`. Only a
// place is told, never what should be there, so that the code on the paper stays what counts.
std::optional<std::size_t> FindSlip(std::string digits) {
  std::optional<std::size_t> slip;
  const auto found = [&](std::size_t at) {
    if (!Decoded(digits)) return true;
    const bool only = !slip || *slip / kGroup == at / kGroup;
    slip = at;
    return only;
  };
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char typed = digits[i];
    for (const char other : kDigits) {
      digits[i] = other;
      if (other != typed && !found(i)) return std::nullopt;  // Two explanations are none.
    }
    digits[i] = typed;
    if (i + 1 == digits.size() || digits[i + 1] == typed) continue;
    std::swap(digits[i], digits[i + 1]);
    if (!found(i)) return std::nullopt;
    std::swap(digits[i], digits[i + 1]);
  }
  return slip;
}

std::string ExplainSlip(const std::string& digits) {
  const auto slip = FindSlip(digits);
  if (!slip) {
    return "a character is wrong, missing or too many (" + std::to_string(digits.size() + kPrefix.size()) +
           " were typed); compare the code group by group";
  }
  const auto group = (*slip + kPrefix.size()) / kGroup + 1;
  return "a character is wrong; look at group " + std::to_string(group);
}

}  // namespace

std::string ToText(const EnrolmentCode& code) {
  const auto body = std::string(1, kVersion) + code.secret + code.fingerprint + PackAddress(code.address);
  const auto digits = std::string(kPrefix) + ToBase32(body + CheckOf(body));
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % kGroup == 0) text += '-';
    text += digits[i];
  }
  return text;
}

Result<EnrolmentCode> ParseEnrolmentCode(std::string_view text) {
  if (text.size() > kMaxTypedBytes) return Fail(ErrorCode::kInvalid, "too long for a code");
  LIANXIAO_ASSIGN(auto digits, DigitsOf(text));
  if (digits.size() > kMaxDigits) return Fail(ErrorCode::kInvalid, "too long for a code");
  if (digits.size() < kPrefix.size() || digits[0] != '1' || digits[1] != 'X') {  // An L counts as a 1.
    return Fail(ErrorCode::kInvalid, "a code begins with LX; type the whole code");
  }
  digits.erase(0, kPrefix.size());
  if (digits.size() * 5 / 8 <= kAddressAt + kCheckBytes) {
    return Fail(ErrorCode::kInvalid, "too short; the end of the code is missing");
  }
  const auto body = Decoded(digits);
  if (!body) return Fail(ErrorCode::kInvalid, ExplainSlip(digits));
  if (body->front() != kVersion) {
    return Fail(ErrorCode::kInvalid, "the code comes from a newer center; update the program of this box");
  }
  EnrolmentCode code;
  code.secret = body->substr(1, kSecretBytes);
  code.fingerprint = body->substr(1 + kSecretBytes, kFingerprintBytes);
  LIANXIAO_ASSIGN(code.address, UnpackAddress(std::string_view(*body).substr(kAddressAt)));
  return code;
}

}  // namespace lianxiao::formats
