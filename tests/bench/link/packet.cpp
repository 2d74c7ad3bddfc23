#include "tests/bench/link/packet.h"

#include <algorithm>

namespace lianxiao::bench {
namespace {

constexpr std::size_t kIpHead = 20, kTcpHead = 20;
constexpr unsigned kTcp = 6;
constexpr unsigned kSyn = 0x02, kRst = 0x04, kAck = 0x10;

unsigned At(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
unsigned Two(std::string_view bytes, std::size_t at) { return At(bytes, at) << 8 | At(bytes, at + 1); }
std::uint32_t Four(std::string_view bytes, std::size_t at) {
  return Two(bytes, at) << 16 | Two(bytes, at + 2);
}

void Put(std::string& bytes, std::size_t at, std::size_t size, std::uint32_t value) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * (size - 1 - i)));
}

// RFC 1071.
std::uint32_t Sum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) sum += Two(bytes, at);
  return sum;
}

std::uint32_t Checksum(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

std::string Reset(const End& from, const End& to, std::uint32_t sequence, std::uint32_t acknowledged) {
  std::string bytes(kIpHead + kTcpHead, '\0');
  Put(bytes, 0, 1, 0x45);  // IPv4, five words.
  Put(bytes, 2, 2, static_cast<std::uint32_t>(bytes.size()));
  Put(bytes, 8, 1, 64);
  Put(bytes, 9, 1, kTcp);
  Put(bytes, 12, 4, from.address);
  Put(bytes, 16, 4, to.address);
  Put(bytes, 10, 2, Checksum(Sum(std::string_view(bytes).substr(0, kIpHead))));
  Put(bytes, kIpHead, 2, from.port);
  Put(bytes, kIpHead + 2, 2, to.port);
  Put(bytes, kIpHead + 4, 4, sequence);
  Put(bytes, kIpHead + 8, 4, acknowledged);
  Put(bytes, kIpHead + 12, 1, 0x50);
  Put(bytes, kIpHead + 13, 1, kRst | kAck);
  const auto pseudo =
      Sum(std::string_view(bytes).substr(12, 8)) + kTcp + static_cast<std::uint32_t>(kTcpHead);
  Put(bytes, kIpHead + 16, 2, Checksum(pseudo + Sum(std::string_view(bytes).substr(kIpHead))));
  return bytes;
}

}  // namespace

std::optional<Packet> ParsePacket(std::string_view bytes) {
  if (bytes.size() < kIpHead || At(bytes, 0) >> 4 != 4 || At(bytes, 9) != kTcp) return std::nullopt;
  const std::size_t head = (At(bytes, 0) & 15) * 4;
  if (head < kIpHead || bytes.size() < head + kTcpHead) return std::nullopt;
  Packet packet;
  packet.from = {Four(bytes, 12), static_cast<std::uint16_t>(Two(bytes, head))};
  packet.to = {Four(bytes, 16), static_cast<std::uint16_t>(Two(bytes, head + 2))};
  packet.flow = std::minmax(packet.from, packet.to);
  packet.sequence = Four(bytes, head + 4);
  packet.acknowledged = Four(bytes, head + 8);
  const auto flags = At(bytes, head + 13);
  packet.opens = (flags & (kSyn | kAck)) == kSyn;
  packet.resets = (flags & kRst) != 0;
  return packet;
}

std::string ResetToSender(const Packet& seen) {
  return Reset(seen.to, seen.from, seen.acknowledged, seen.sequence);
}

std::string ResetToReceiver(const Packet& seen) {
  return Reset(seen.from, seen.to, seen.sequence, seen.acknowledged);
}

}  // namespace lianxiao::bench
