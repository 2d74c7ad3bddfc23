#include "storage/formats/packed_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace lianxiao::formats {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";
constexpr std::size_t kNumericBytes = 6;

enum Kind : char { kHttpText, kHttpsText, kHttpNumeric, kHttpsNumeric };

tl::unexpected<Error> Bad(const char* why) {
  return Fail(ErrorCode::kInvalid, std::string("address: ") + why);
}

// The number that `text` begins with, taken off it. Only as it would be written: no sign, no zero in front.
std::optional<unsigned> TakeNumber(std::string_view& text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || value > most || (text[0] == '0' && size > 1)) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

// "10.0.3.7:8440" as six bytes, if it is exactly of that form.
std::optional<std::string> PackNumeric(std::string_view text) {
  std::string packed;
  for (const char after : {'.', '.', '.', ':'}) {
    const auto part = TakeNumber(text, 255);
    if (!part || text.empty() || text[0] != after) return std::nullopt;
    text.remove_prefix(1);
    packed += static_cast<char>(*part);
  }
  const auto port = TakeNumber(text, 65'535);
  if (!port || *port == 0 || !text.empty()) return std::nullopt;
  packed += static_cast<char>(*port >> 8);
  packed += static_cast<char>(*port & 255);
  return packed;
}

std::string UnpackNumeric(std::string_view packed) {
  const auto byte = [&](std::size_t i) { return unsigned{static_cast<unsigned char>(packed[i])}; };
  std::string text;
  for (std::size_t i = 0; i < 4; ++i) text += std::to_string(byte(i)) + (i < 3 ? "." : ":");
  return text + std::to_string(byte(4) << 8 | byte(5));
}

bool IsPortOrNone(std::string_view text) {
  if (text.empty()) return true;
  text.remove_prefix(1);  // The ':'.
  const auto port = text.empty() ? std::nullopt : TakeNumber(text, 65'535);
  return port && *port > 0 && text.empty();
}

}  // namespace

Status CheckAddress(std::string_view address) {
  if (address.size() > kMaxAddressBytes) return Bad("longer than 120 bytes");
  const auto scheme = address.starts_with(kHttps) ? kHttps : kHttp;
  if (!address.starts_with(scheme)) return Bad("begins with neither http:// nor https://");
  const auto rest = address.substr(scheme.size());
  const bool printable = std::all_of(rest.begin(), rest.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '@' && c != '?' && c != '#' && c != '\\' && c != '"';
  });
  if (!printable) return Bad("has a character that no address of a center has");
  const auto authority = rest.substr(0, rest.find('/'));
  const auto bracket = authority.rfind(']');  // The end of an IPv6 address, which has colons of its own.
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host = authority.substr(0, colon);
  if (host.empty()) return Bad("no host");
  if ((host.front() == '[') != (host.back() == ']')) return Bad("no host");
  if (!IsPortOrNone(authority.substr(host.size()))) return Bad("the port is not from 1 to 65535");
  return {};
}

std::string HostOfAddress(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != address.npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find('/'));
  const auto bracket = address.find(']');
  return std::string(address.substr(0, address.find(':', bracket == address.npos ? 0 : bracket)));
}

std::string PackAddress(std::string_view address) {
  const bool https = address.starts_with(kHttps);
  const auto rest = address.substr(std::min((https ? kHttps : kHttp).size(), address.size()));
  if (const auto numeric = PackNumeric(rest)) {
    return std::string(1, https ? kHttpsNumeric : kHttpNumeric) + *numeric;
  }
  return std::string(1, https ? kHttpsText : kHttpText) + std::string(rest);
}

Result<std::string> UnpackAddress(std::string_view packed) {
  if (packed.empty()) return Bad("missing");
  const char kind = packed.front();
  packed.remove_prefix(1);
  const std::string scheme(kind == kHttpsText || kind == kHttpsNumeric ? kHttps : kHttp);
  std::string address;
  if (kind == kHttpText || kind == kHttpsText) {
    address = scheme + std::string(packed);
  } else if ((kind == kHttpNumeric || kind == kHttpsNumeric) && packed.size() == kNumericBytes) {
    address = scheme + UnpackNumeric(packed);
  } else {
    return Bad("of a kind that only a newer program knows; update the program of this box");
  }
  LIANXIAO_TRY(CheckAddress(address));
  return address;
}

}  // namespace lianxiao::formats
