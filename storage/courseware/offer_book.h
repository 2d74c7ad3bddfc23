// 推荐给县里: which own courseware was offered to the county, how far its bytes are, and what the county
// says. Only rows; who sends is sync/offers. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/offer_carried.h"

namespace lianxiao::storage {

// As it waits to go up.
struct OpenOffer {
  std::string id, item;
  std::int64_t version = 0;
  std::string author;
  std::string device;  // Empty: nothing has gone up.
  std::int64_t next = 0;
  WallTime offered;
  // Digests of the file's pieces, from when it was read whole and found to be what was offered. Empty: not
  // yet.
  std::vector<BlobId> pieces = {};
};

enum class OfferStands {
  kWaiting,     // Here, whole or in part.
  kWithCounty,  // All of it is there.
  kAccepted,
  kPublished,
  kDeclined,
  kRefused,  // The center does not take it: too many, a box that was shut out.
  kGone,     // The file was deleted before it had gone up.
};
std::string_view Word(OfferStands stands);  // "waiting", "with_county", …

struct OfferNow {
  std::string id;
  std::int64_t version = 0;
  OfferStands stands = OfferStands::kWaiting;
  std::int64_t sent_bytes = 0, size_bytes = 0;
  std::string why;       // Of a decline or refusal.
  std::string resource;  // Once accepted.
  WallTime offered;
};

class OfferBook {
 public:
  explicit OfferBook(Database& journal) : journal_(journal) {}

  // The file that is shown now. The same again is no mistake while the county has not said no. kNotFound
  // "own.unknown"; kInvalid "own.offer_place"; kRefused "own.offer_too_large".
  Status Offer(const std::string& item, const std::string& author, WallTime now);
  Result<std::optional<OfferNow>> Newest(const std::string& item) const;

  // --- For who sends.
  // Oldest first; without those that the county's letter says are there.
  Result<std::vector<OpenOffer>> Waiting() const;
  Status NotePieces(const std::string& id, const std::vector<BlobId>& pieces);
  Status NoteNext(const std::string& id, const std::string& device, std::int64_t next);
  Status NoteSent(const std::string& id);
  // The county's word, by a relay or a stick; the caller has verified that it is of this box. Of several the
  // newest counts. False: nothing new, or of no offer that waits here.
  Result<bool> TakeReceipt(const formats::OfferReceipt& receipt);
  Status NoteRefused(const std::string& id, const std::string& why);
  Status NoteGone(const std::string& id);

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
