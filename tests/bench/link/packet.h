// An IPv4 packet with TCP in it, as far as a box in the middle has to know it; and the reset that such a box
// sends. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace lianxiao::bench {

struct End {
  std::uint32_t address = 0;  // In host order.
  std::uint16_t port = 0;
  auto operator<=>(const End&) const = default;
};

// Both ends, the smaller first, so that both directions are one flow.
using FlowId = std::pair<End, End>;

struct Packet {
  FlowId flow;
  End from, to;
  std::uint32_t sequence = 0, acknowledged = 0;
  bool opens = false;  // The first packet of a flow.
  bool resets = false;
};

std::optional<Packet> ParsePacket(std::string_view bytes);  // Nothing: not TCP over IPv4, or cut short.

// What ends a flow: to the one who sent `seen`, as if from the other end, and to the other.
std::string ResetToSender(const Packet& seen);
std::string ResetToReceiver(const Packet& seen);

}  // namespace lianxiao::bench
