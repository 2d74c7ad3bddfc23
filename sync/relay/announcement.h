// What a relay says of itself on the school's network by DNS-SD (RFC 6763), and what this box makes of what
// others say. Anybody on the network can say anything: an announcement is a place to ask, nothing else.
//
//   _lianxiao._tcp   TXT "v=1" "county=0123456789abcdef"       address and port from the resolver
//
// `county` begins the SHA-256 of the county's first root, so that boxes of two counties on one network leave
// each other alone. Plain functions, safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::sync {

inline constexpr std::string_view kRelayService = "_lianxiao._tcp";

// Of the grant's root_json: 16 hex digits.
std::string CountyMark(std::string_view first_root);
std::vector<std::string> AnnouncedWords(std::string_view county_mark);

struct Announcement {
  std::string address;  // As text: "10.1.0.2", "fd00::2".
  int port = 0;
  std::vector<std::string> words;  // TXT strings as they came: any bytes, any number.
};

// "http://10.1.0.2:8482". Nothing: of another county or kind, or no address that can be reached by its name
// alone (link-local IPv6 wants to know the network card).
std::optional<std::string> RelayIn(const Announcement& said, std::string_view county_mark);

}  // namespace lianxiao::sync
