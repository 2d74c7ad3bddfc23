#include "web/http/url.h"

#include <algorithm>
#include <optional>

#include "storage/formats/utf8.h"

namespace lianxiao::web {
namespace {

// More parameters than any page of ours has; a request with thousands is not one of ours.
constexpr std::size_t kMaxParameters = 64;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> Unescape(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (text.size() - i < 3) return {};
      const int high = HexValue(text[i + 1]);
      const int low = HexValue(text[i + 2]);
      if (high < 0 || low < 0) return {};
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

Status CheckParts(std::string_view path) {
  for (auto rest = path.substr(1);;) {
    const auto slash = rest.find('/');
    const auto part = rest.substr(0, slash);
    if (part == "." || part == "..") return Fail(ErrorCode::kInvalid, "path with a dot part");
    if (slash == std::string_view::npos) return {};
    if (part.empty()) return Fail(ErrorCode::kInvalid, "path with an empty part");
    rest.remove_prefix(slash + 1);
  }
}

Result<std::string> DecodePath(std::string_view raw) {
  if (!raw.starts_with('/')) return Fail(ErrorCode::kInvalid, "path does not begin with '/'");
  auto path = Unescape(raw, false);
  if (!path) return Fail(ErrorCode::kInvalid, "path with a broken escape");
  if (formats::HasControls(*path)) return Fail(ErrorCode::kInvalid, "path with a control character");
  if (path->find('\\') != path->npos) return Fail(ErrorCode::kInvalid, "path with a backslash");
  if (!formats::IsUtf8(*path)) return Fail(ErrorCode::kInvalid, "path is not UTF-8");
  LIANXIAO_TRY(CheckParts(*path));
  return *std::move(path);
}

Result<std::string> DecodeParameter(std::string_view raw) {
  auto text = Unescape(raw, true);
  if (!text) return Fail(ErrorCode::kInvalid, "query with a broken escape");
  if (text->find('\0') != text->npos) return Fail(ErrorCode::kInvalid, "query with a zero byte");
  if (!formats::IsUtf8(*text)) return Fail(ErrorCode::kInvalid, "query is not UTF-8");
  return *std::move(text);
}

std::string Encode(std::string_view text, std::string_view also_plain) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || also_plain.find(c) != also_plain.npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

}  // namespace

Result<Target> ParseTarget(std::string_view target) {
  // A client that believes us to be a proxy sends the whole URL; the rest of it is the same.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    target = slash == target.npos ? std::string_view{"/"} : target.substr(slash);
  }
  const auto mark = target.find('?');
  Target parsed;
  LIANXIAO_ASSIGN(parsed.path, DecodePath(target.substr(0, mark)));
  if (mark == target.npos) return parsed;

  for (auto rest = target.substr(mark + 1); !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    if (parsed.query.size() == kMaxParameters) return Fail(ErrorCode::kInvalid, "query with too many parts");
    const auto equals = pair.find('=');
    LIANXIAO_ASSIGN(auto name, DecodeParameter(pair.substr(0, equals)));
    LIANXIAO_ASSIGN(auto value, DecodeParameter(equals == pair.npos ? "" : pair.substr(equals + 1)));
    parsed.query.emplace_back(std::move(name), std::move(value));
  }
  return parsed;
}

std::string EncodeSegment(std::string_view text) { return Encode(text, ""); }
std::string EncodePath(std::string_view path) { return Encode(path, "/"); }

}  // namespace lianxiao::web
