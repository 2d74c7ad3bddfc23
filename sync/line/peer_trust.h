// Whom the line may talk to under TLS. Decides from what the certificate told, so it is tested without a
// socket. Plain value.
//
//   center's address, its key pinned      that key, whatever dates and names; or, if the county said so, what
//                                         the machine's authorities vouch for
//   any other https address (a mirror)    what the authorities vouch for, or the center's own key
//
// Mirrors may also be plain http: what they send is verified anyway.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::sync {

struct PeerTrust {
  std::string center;             // OriginOf(center_address); empty: not enrolled, or a center without TLS.
  std::vector<std::string> keys;  // SHA-256 of the center's TLS keys, in hex.
  bool public_ca = false;
  bool operator==(const PeerTrust&) const = default;
};

// "https://10.0.3.7:8440" of "https://10.0.3.7:8440/api/v1/center": lower case, the port always there.
// Empty for anything but http and https with a host.
std::string OriginOf(std::string_view url);
std::string HostOf(std::string_view origin);  // Without port and brackets.

struct PeerFacts {
  std::string origin;      // Where we called.
  std::string key_sha256;  // What answered.
  bool vouched = false;    // By an authority of this machine, in date, for this name.
};

enum class Peer { kProven, kStranger };
Peer Judge(const PeerTrust& trust, const PeerFacts& facts);

// Whether a vouched certificate could change the verdict, so that one need not be looked into otherwise.
bool AuthoritiesMayHelp(const PeerTrust& trust, std::string_view origin);

}  // namespace lianxiao::sync
