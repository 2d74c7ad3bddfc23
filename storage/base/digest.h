// Digests. A blob is named by its BLAKE2b-256 (small boards have no SHA instructions); TUF metadata
// names its targets by SHA-256, which every TUF tool knows.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao {

// The BLAKE2b-256 (RFC 7693, no key) of a file's bytes, which is its name. Plain value.
struct BlobId {
  std::array<std::uint8_t, 32> bytes{};

  std::string Hex() const;  // 64 lower-case digits.
  // The 32 bytes, for places that store or sign them.
  std::string_view View() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  static Result<BlobId> FromHex(std::string_view hex);
  static Result<BlobId> FromBytes(std::string_view raw);  // Exactly 32, else kInvalid.
  auto operator<=>(const BlobId&) const = default;
};

// Feeds bytes, then asks once. Used from one thread; may be moved.
class BlobHasher {
 public:
  BlobHasher();
  ~BlobHasher();
  BlobHasher(BlobHasher&&) noexcept;
  BlobHasher& operator=(BlobHasher&&) noexcept;
  void Add(std::string_view bytes);
  BlobId Finish();  // The hasher is used up.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

BlobId HashOf(std::string_view bytes);
std::string Sha256Hex(std::string_view bytes);  // 64 lower-case digits.
std::string Sha512Hex(std::string_view bytes);  // 128.

}  // namespace lianxiao

template <>
struct std::hash<lianxiao::BlobId> {
  std::size_t operator()(const lianxiao::BlobId& id) const noexcept;
};
