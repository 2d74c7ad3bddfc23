#include "web/http/cookies.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace lianxiao::web {
namespace {

bool IsPlain(char c) { return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F; }

bool IsName(std::string_view text) {
  const auto fits = [](char c) {
    return IsPlain(c) && std::string_view{"()<>@,;:\\\"/[]?={}"}.find(c) == std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool IsValue(std::string_view text) {
  const auto fits = [](char c) {
    return IsPlain(c) && std::string_view{"\",;\\"}.find(c) == std::string_view::npos;
  };
  return std::all_of(text.begin(), text.end(), fits);
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Cookies ParseCookies(std::string_view header) {
  if (header.size() > kMaxCookieBytes) return {};
  Cookies found;
  std::set<std::string, std::less<>> ambiguous;
  std::size_t count = 0;
  while (!header.empty()) {
    if (++count > kMaxCookies) return {};
    const auto end = header.find(';');
    const auto pair = Trim(header.substr(0, end));
    header.remove_prefix(end == header.npos ? header.size() : end + 1);
    const auto equals = pair.find('=');
    if (equals == pair.npos || !IsName(pair.substr(0, equals)) || !IsValue(pair.substr(equals + 1))) continue;
    const auto [at, fresh] = found.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    if (!fresh && at->second != pair.substr(equals + 1)) ambiguous.insert(at->first);
  }
  for (const auto& name : ambiguous) found.erase(name);
  return found;
}

std::string CookieOf(const Request& request, std::string_view name) {
  const auto cookies = ParseCookies(request.Header("cookie"));
  const auto found = cookies.find(name);
  return found == cookies.end() ? std::string{} : found->second;
}

std::string Write(const CookieToSet& cookie) {
  assert(IsName(cookie.name) && IsValue(cookie.value));
  std::string text = cookie.name + "=" + cookie.value + "; Path=/";
  if (cookie.max_age_s) text += "; Max-Age=" + std::to_string(*cookie.max_age_s);
  if (cookie.http_only) text += "; HttpOnly";
  if (cookie.secure) text += "; Secure";
  return text + (cookie.strict ? "; SameSite=Strict" : "; SameSite=Lax");
}

}  // namespace lianxiao::web
