#include "sync/relay/announcement.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>

#include "storage/base/digest.h"

namespace lianxiao::sync {
namespace {

constexpr std::size_t kMarkDigits = 16;
// Beyond this somebody is playing.
constexpr std::size_t kMostWords = 16;
constexpr std::string_view kVersion = "v", kCounty = "county";

bool SameWord(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Keys know no case, and the first of a name counts (RFC 6763, 6.4).
std::string_view ValueOf(std::string_view key, const std::vector<std::string>& words) {
  for (const std::string_view word : words) {
    const auto equals = word.find('=');
    if (equals != std::string_view::npos && SameWord(word.substr(0, equals), key))
      return word.substr(equals + 1);
  }
  return {};
}

// As the system writes it, so that what gets into a URL is ours. Empty: not an address to ask.
std::string HostOf(const std::string& address) {
  char text[INET6_ADDRSTRLEN] = {};
  in_addr four{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) {
    const auto number = ntohl(four.s_addr);
    const bool odd = number == INADDR_ANY || number >= 0xE0000000U;  // Multicast, reserved, broadcast.
    return odd || ::inet_ntop(AF_INET, &four, text, sizeof text) == nullptr ? std::string()
                                                                            : std::string(text);
  }
  in6_addr six{};
  if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return {};
  if (IN6_IS_ADDR_LINKLOCAL(&six) || IN6_IS_ADDR_MULTICAST(&six) || IN6_IS_ADDR_UNSPECIFIED(&six)) return {};
  if (::inet_ntop(AF_INET6, &six, text, sizeof text) == nullptr) return {};
  return "[" + std::string(text) + "]";
}

}  // namespace

std::string CountyMark(std::string_view first_root) { return Sha256Hex(first_root).substr(0, kMarkDigits); }

std::vector<std::string> AnnouncedWords(std::string_view county_mark) {
  return {std::string(kVersion) + "=1", std::string(kCounty) + "=" + std::string(county_mark)};
}

std::optional<std::string> RelayIn(const Announcement& said, std::string_view county_mark) {
  if (said.words.size() > kMostWords || said.port < 1 || said.port > 65'535) return std::nullopt;
  if (ValueOf(kVersion, said.words) != "1" || county_mark.empty()) return std::nullopt;
  if (ValueOf(kCounty, said.words) != county_mark) return std::nullopt;
  const auto host = HostOf(said.address);
  if (host.empty()) return std::nullopt;
  return "http://" + host + ":" + std::to_string(said.port);
}

}  // namespace lianxiao::sync
