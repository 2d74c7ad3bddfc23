// 共建共享: a school offers one of its own files to the county. The box signs a statement: what it is, who
// made it, that it may be used, and the digest of each piece of its bytes. The bytes go up after it, and no
// piece counts that is not the one the statement names; so what carries them need not be trusted. The
// county's word on it comes back in its letters. Plain values.
//
//   statement = envelope, purpose "lianxiao offer 1", body zstd( compact JSON )
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

// Of a village's line a piece takes a second to half a minute; so much a cut costs at most.
inline constexpr std::int64_t kOfferPieceBytes = 256 << 10;
// At 1 Mbit/s over an hour of upload; what is larger goes to the county on a stick.
inline constexpr std::int64_t kMaxOfferBytes = 512 << 20;
inline constexpr std::size_t kMaxOfferStatement = 256 << 10;  // Sealed; 2,048 digests take 90 KiB.
inline constexpr std::size_t kMaxOfferUnpacked = 512 << 10;
inline constexpr std::size_t kMaxLetterOffers = 200;
inline constexpr std::size_t kMaxOfferWhy = 1'000;

struct Offer {
  std::string device;
  std::string id;  // 32 hex digits, drawn by the box.
  WallTime at;     // By the box's clock.
  std::string title, description;
  std::string stage, grade, subject, edition, volume, unit;
  std::string author;   // Shown with it, as its maker agreed.
  std::string licence;  // What its maker agreed to, in a word: kOfferLicence.
  std::string file_name, media_type;
  std::int64_t size_bytes = 0;
  BlobId blob;                 // Of the whole.
  std::vector<BlobId> pieces;  // Of each kOfferPieceBytes, the last one shorter.
  bool operator==(const Offer&) const = default;
};
// "Made by me or with the right to pass it on; schools of the county may use and change it, not sell it."
inline constexpr std::string_view kOfferLicence = "county-schools";

std::int64_t OfferPieces(std::int64_t size_bytes);
std::int64_t OfferPieceSize(std::int64_t piece, std::int64_t size_bytes);

Status Check(const Offer& offer);  // kInvalid names the field.
std::string ToJson(const Offer& offer);
Result<Offer> ParseOffer(std::string_view json);
std::string SealOffer(const Offer& offer, const SigningKey& device, const SealKey& center);
// kCorrupt: not sealed to us or changed; kUntrusted: not signed by `device`; kInvalid.
Result<Offer> OpenOffer(std::string_view sealed, const OpenKey& center, const VerifyKey& device);

// What a letter says of an offer.
enum class OfferState { kComing, kHere, kAccepted, kDeclined, kPublished };
std::string_view Word(OfferState state);  // "coming", "here", "accepted", …
struct OfferAnswer {
  std::string id;        // Of the offer.
  std::string state;     // A word that this box may not know yet: then the answer is passed over.
  std::string why;       // Of a decline, in the county's words.
  std::string resource;  // Under which it is published, once accepted.
  bool operator==(const OfferAnswer&) const = default;
};
Status Check(const OfferAnswer& answer);

}  // namespace lianxiao::formats
