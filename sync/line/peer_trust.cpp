#include "sync/line/peer_trust.h"

#include <algorithm>

namespace lianxiao::sync {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

// Where the port begins in "host:80" or "[::1]:80"; the size if there is none.
std::size_t PortAt(std::string_view authority) {
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  return std::min(colon, authority.size());
}

}  // namespace

std::string OriginOf(std::string_view url) {
  const auto lower = Lower(url);
  const std::string_view scheme = lower.starts_with("https://")  ? "https://"
                                  : lower.starts_with("http://") ? "http://"
                                                                 : "";
  if (scheme.empty()) return {};
  const auto rest = std::string_view(lower).substr(scheme.size());
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto port = PortAt(authority);
  if (port == 0 || authority.find('@') != authority.npos) return {};
  const bool says_port = port + 1 < authority.size();
  return std::string(scheme) + std::string(authority.substr(0, port)) + ":" +
         (says_port              ? std::string(authority.substr(port + 1))
          : scheme == "https://" ? "443"
                                 : "80");
}

std::string HostOf(std::string_view origin) {
  const auto scheme = origin.find("://");
  if (scheme == origin.npos) return {};
  origin.remove_prefix(scheme + 3);
  auto host = origin.substr(0, PortAt(origin));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

bool AuthoritiesMayHelp(const PeerTrust& trust, std::string_view origin) {
  return origin != trust.center || trust.keys.empty() || trust.public_ca;
}

Peer Judge(const PeerTrust& trust, const PeerFacts& facts) {
  const bool pinned = !facts.key_sha256.empty() && std::ranges::count(trust.keys, facts.key_sha256) > 0;
  const bool vouched = facts.vouched && AuthoritiesMayHelp(trust, facts.origin);
  return pinned || vouched ? Peer::kProven : Peer::kStranger;
}

}  // namespace lianxiao::sync
