#include "web/http/host_rule.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace lianxiao::web {
namespace {

std::string Plain(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

bool IsPortOrNone(std::string_view text) {
  if (text.empty()) return true;
  const auto digits = text.substr(1);
  return text.front() == ':' && digits.size() <= 5 &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsAddress(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> raw{};
  return ::inet_pton(family, text.c_str(), raw.data()) == 1;
}

}  // namespace

HostRule::HostRule(std::string_view machine, const std::vector<std::string>& names) : names_{"localhost"} {
  const auto own = Plain(machine);
  if (!own.empty()) {
    const auto label = own.substr(0, own.find('.'));
    names_.insert(names_.end(), {own, label, label + ".local"});
  }
  for (const auto& name : names) names_.push_back(Plain(name));
}

bool HostRule::Allows(std::string_view host) const {
  if (host.empty()) return true;
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == host.npos || !IsPortOrNone(host.substr(end + 1))) return false;
    return IsAddress(AF_INET6, std::string(host.substr(1, end - 1)));
  }
  const auto colon = std::min(host.find(':'), host.size());
  if (!IsPortOrNone(host.substr(colon))) return false;
  const auto name = Plain(host.substr(0, colon));
  return IsAddress(AF_INET, name) || std::find(names_.begin(), names_.end(), name) != names_.end();
}

}  // namespace lianxiao::web
