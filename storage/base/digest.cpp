#include "storage/base/digest.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "storage/base/encoding.h"

namespace lianxiao {

std::string BlobId::Hex() const { return ToHex(View()); }

Result<BlobId> BlobId::FromHex(std::string_view hex) {
  LIANXIAO_ASSIGN(const auto raw, lianxiao::FromHex(hex));
  return FromBytes(raw);
}

Result<BlobId> BlobId::FromBytes(std::string_view raw) {
  BlobId id;
  if (raw.size() != id.bytes.size()) return Fail(ErrorCode::kInvalid, "a blob name has 32 bytes");
  std::copy(raw.begin(), raw.end(), id.bytes.begin());
  return id;
}

struct BlobHasher::State {
  crypto_generichash_state hash;
};

BlobHasher::BlobHasher() : state_(std::make_unique<State>()) {
  crypto_generichash_init(&state_->hash, nullptr, 0, 32);
}
BlobHasher::~BlobHasher() = default;
BlobHasher::BlobHasher(BlobHasher&&) noexcept = default;
BlobHasher& BlobHasher::operator=(BlobHasher&&) noexcept = default;

void BlobHasher::Add(std::string_view bytes) {
  crypto_generichash_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

BlobId BlobHasher::Finish() {
  BlobId id;
  crypto_generichash_final(&state_->hash, id.bytes.data(), id.bytes.size());
  return id;
}

BlobId HashOf(std::string_view bytes) {
  BlobId id;
  crypto_generichash(id.bytes.data(), id.bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  return id;
}

std::string Sha256Hex(std::string_view bytes) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return ToHex({reinterpret_cast<const char*>(digest), sizeof digest});
}

std::string Sha512Hex(std::string_view bytes) {
  unsigned char digest[crypto_hash_sha512_BYTES];
  crypto_hash_sha512(digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return ToHex({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace lianxiao

std::size_t std::hash<lianxiao::BlobId>::operator()(const lianxiao::BlobId& id) const noexcept {
  std::size_t value = 0;  // The name is a digest already: any eight of its bytes are as good as random.
  std::memcpy(&value, id.bytes.data(), sizeof value);
  return value;
}
