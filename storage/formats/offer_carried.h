// An offer (formats/offer.h) whose pieces a relay or a stick carries: they are sealed, so that who carries
// them reads nothing, and the center signs how many of them it has, so that nobody else can say so. Plain
// values.
//
//   piece    = envelope, purpose "lianxiao offer piece 1"; body: offer (16) ‖ number (4, LE) ‖ bytes
//   receipt  = signed by the center, purpose "lianxiao offer receipt 1"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/offer.h"

namespace lianxiao::formats {

inline constexpr std::int64_t kMaxSealedOfferPiece = kOfferPieceBytes + 256;  // Seal, signature and names.
inline constexpr std::size_t kMaxOfferReceipt = 4 << 10;

struct OfferPiece {
  std::string offer;
  std::int64_t piece = 0;
  std::string bytes;  // Not more than kOfferPieceBytes; whether they are the right ones the statement says.
  bool operator==(const OfferPiece&) const = default;
};
std::string SealOfferPiece(const OfferPiece& piece, const SigningKey& device, const SealKey& center);
// kCorrupt, kUntrusted, kInvalid as OpenOffer.
Result<OfferPiece> OpenOfferPiece(std::string_view sealed, const OpenKey& center, const VerifyKey& device);
// What is within the seal. kInvalid.
Result<OfferPiece> ParseOfferPiece(std::string_view body);
std::string PackOfferPiece(const OfferPiece& piece);

struct OfferReceipt {
  std::string device, offer;
  std::int64_t next = 0;    // The center has all pieces before it.
  std::int64_t pieces = 0;  // Of the whole; `next` is this: all is there.
  WallTime at;              // By the center's clock.
  bool operator==(const OfferReceipt&) const = default;
};
std::string SignOfferReceipt(const OfferReceipt& receipt, const SigningKey& center);  // JSON.
Result<OfferReceipt> OpenOfferReceipt(std::string_view json,
                                      const VerifyKey& center);  // kUntrusted, kInvalid.

}  // namespace lianxiao::formats
