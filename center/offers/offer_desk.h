// Where schools' offers come in, piece by piece, and wait apart until a person of the county has looked.
//
//   statement ─▶ coming ──all pieces, whole hash, kind of file──▶ here ──accept──▶ accepted ──published──▶
//   published
//                   └──────────── not what may be taken ───────────┴──decline──▶ declined: why
//
//   offers/ID.part       on its way; offers/ID.file: whole, never executed, never served but to a reviewer
//   offers/accepted/ID/  a folder for `lianxiao center import`: the file and its table
//
// Nothing counts that is not signed by a box of the county, piece for piece. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "center/offers/offer_rows.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/disk.h"

namespace lianxiao::center {

class OfferDesk {
 public:
  // `folder` is made when the first offer comes. All outlive the desk.
  OfferDesk(storage::Database& registry, storage::Disk& disk, const Clock& clock, std::string folder)
      : registry_(registry), disk_(disk), clock_(clock), folder_(std::move(folder)) {}

  // Of a box that is known and not shut out; `offer` was signed by it. The piece that is wanted next. The
  // same again is no mistake. kRefused "offer.full: …", "offer.not_yours: …".
  Result<std::int64_t> Take(const std::string& device, const std::string& school,
                            const formats::Offer& offer);
  // kCorrupt "offer.piece: …": not the one that was signed. kNotFound "offer.unknown: …".
  Result<std::int64_t> TakePiece(const std::string& device, const std::string& id, std::int64_t piece,
                                 std::string_view bytes);

  // What waits for a person first.
  Result<std::vector<OfferRow>> All(std::int64_t limit) const;
  Result<OfferRow> Find(const std::string& id) const;       // kNotFound "offer.unknown: …"
  Result<std::string> PathOf(const std::string& id) const;  // Of one that is here. kNotFound.

  // Writes the folder to import and returns it. kRefused "offer.not_here: …"; again gives the same.
  Result<std::string> Accept(const std::string& id, const std::string& school_name);
  // kInvalid "offer.why: …": the school wants to know. kRefused "offer.not_here: …".
  Status Decline(const std::string& id, const std::string& why);
  // Accepted ones whose resource is in the county's library now.
  using IsPublished = std::function<Result<std::set<std::string>>(const std::set<std::string>& resources)>;
  Status NotePublished(const IsPublished& find);

  // What the folder of an accepted one takes; 0: there is none (any more).
  Result<std::int64_t> FolderBytes(const std::string& id) const;
  // Removes the folder of one that is published: its files are in the repository. kRefused
  // "offer.not_published: …"; what is gone already is no mistake.
  Status RemoveFolder(const std::string& id);

  // To import, once accepted.
  std::string AcceptedFolder(const std::string& id) const { return folder_ + "/accepted/" + id; }

  // Of one school, not decided yet.
  static constexpr std::int64_t kMostOpen = 20;
  static constexpr std::int64_t kMostOpenBytes = std::int64_t{2} << 30;

 private:
  std::string Part(const std::string& id) const { return folder_ + "/" + id + ".part"; }
  std::string Whole(const std::string& id) const { return folder_ + "/" + id + ".file"; }
  Status WritePiece(const OfferRow& row, std::string_view bytes);
  Status Finish(const OfferRow& row);
  Status SetState(const std::string& id, formats::OfferState state, const std::string& why,
                  const std::string& resource);

  storage::Database& registry_;
  storage::Disk& disk_;
  const Clock& clock_;
  const std::string folder_;
  std::mutex mutex_;  // One change at a time: a piece is written where the row says.
};

// The table that `lianxiao center import` reads, as its editors write it. Pure.
std::string TableOfOffer(const formats::Offer& offer, const std::string& resource,
                         const std::string& school_name);
std::string ResourceOfOffer(const std::string& id);  // "gx-0123456789ab"

}  // namespace lianxiao::center
