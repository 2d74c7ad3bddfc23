#include "storage/formats/tuf_names.h"

namespace lianxiao::formats {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

std::string Escaped(std::string_view text, std::string_view stays) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (IsUnreserved(c) || stays.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xF];
  }
  return out;
}

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string EscapedName(std::string_view name) { return Escaped(name, ""); }

Result<std::string> UnescapedName(std::string_view escaped) {
  std::string out;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '%') {
      out += escaped[i];
      continue;
    }
    const bool whole = escaped.size() - i > 2;
    const int high = whole ? Digit(escaped[i + 1]) : -1;
    const int low = whole && high >= 0 ? Digit(escaped[i + 2]) : -1;
    if (low < 0) return Fail(ErrorCode::kInvalid, "a '%' without its two digits");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (EscapedName(out) != escaped) return Fail(ErrorCode::kInvalid, "not a name that was escaped");
  return out;
}

std::string MetadataName(std::string_view role, std::int64_t version, bool consistent_snapshot) {
  return (consistent_snapshot ? std::to_string(version) + "." : "") + EscapedName(role) + ".json";
}

std::string TargetUrlPath(std::string_view path, std::string_view hash) {
  const auto slash = path.rfind('/');
  const auto name = slash == std::string_view::npos ? 0 : slash + 1;
  const auto prefix = hash.empty() ? "" : std::string(hash) + ".";
  return Escaped(std::string(path.substr(0, name)) + prefix + std::string(path.substr(name)),
                 "/!$&'()*+,;=:@");
}

}  // namespace lianxiao::formats
