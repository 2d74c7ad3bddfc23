// Which lessons a box holds, for whoever packs the next stick for it. Signed by the device, sealed to the
// center: what a school has is nobody else's business. Plain values.
//
//   holdings = envelope, purpose "lianxiao holdings 1", body zstd( header "\n" line "\n" … )
//   header   = {"counter","device"}      line = id " " version       sorted by id, ids unique
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxHoldingsBytes = 4 << 20;      // Sealed.
inline constexpr std::size_t kMaxHoldingsUnpacked = 32 << 20;  // A bomb stops here.
inline constexpr std::size_t kMaxHeldLessons = 400'000;        // A box of 4 TB with lessons of 10 MB.

struct Holdings {
  std::string device;
  std::int64_t counter = 0;                   // Rises; the center keeps the highest.
  std::map<std::string, std::int64_t> holds;  // Resource → version whose files are all there.
  bool operator==(const Holdings&) const = default;
};

// What is within the seal, packed, and back. kInvalid names the line.
std::string PackHoldings(const Holdings& holdings);
Result<Holdings> ParsePackedHoldings(std::string_view packed);

std::string SealHoldings(const Holdings& holdings, const SigningKey& device, const SealKey& center);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `device`; kInvalid.
Result<Holdings> OpenHoldings(std::string_view sealed, const OpenKey& center, const VerifyKey& device);

}  // namespace lianxiao::formats
