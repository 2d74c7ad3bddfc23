// Other schools' courseware on its way through this relay to the county (共建), a window at a time.
// Statements and pieces are sealed to the center and cannot be read here; what the center has is in its
// signed receipt.
//
//   FOLDER/up/DEVICE/OFFER.offer   FOLDER/up/DEVICE/OFFER-N.piece        names as on a stick
//
//   statement ─▶ center ─▶ receipt: "next: n" ─▶ pieces n, n+1, … are taken ─▶ center ─▶ receipt ─▶ they go
//
// Receipts are in memory alone: after a start the center is told the statement once more and says where it
// is. What is lost here the school sends again. Bounded by relay_offer_rules.h. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/offer_carried.h"
#include "storage/relay_offer_rules.h"

namespace lianxiao::storage {

struct OfferName {
  std::string device, offer;
  auto operator<=>(const OfferName&) const = default;
};

class RelayOffers {
 public:
  // `folder` is made if missing; what a power cut left unfinished is removed. `keep_free_bytes` of the disk
  // are left alone.
  static Result<std::unique_ptr<RelayOffers>> Open(Disk& disk, std::string folder, OfferLimits limits,
                                                   std::int64_t keep_free_bytes);

  // --- From and to boxes. Names are hex digits, checked by the caller. Durable when they return. ---

  // The same offer again is no mistake: the newer statement counts. Errors as MayTakeStatement.
  Status TakeStatement(const OfferName& name, std::string_view sealed);
  Status TakePiece(const OfferName& name, std::int64_t piece, std::string_view sealed);  // As MayTakePiece.
  struct Standing {
    std::string receipt;    // As the center signed it; empty: it has not answered yet.
    std::int64_t held = 0;  // The piece behind those that are here.
  };
  Result<Standing> Of(const OfferName& name) const;  // kNotFound.

  // --- To and from the center. ---

  // Those with something to send, or whose receipt is missing.
  std::vector<OfferName> Waiting() const;
  std::optional<std::int64_t> Next(const OfferName& name) const;  // Nothing: the center has not answered.
  Result<std::string> Statement(const OfferName& name) const;     // kNotFound.
  Result<std::string> Piece(const OfferName& name, std::int64_t piece) const;  // kNotFound.
  // Verified by the caller. What it covers goes, and what does not follow on it; all, once all is there.
  Status PutReceipt(const formats::OfferReceipt& receipt, std::string bytes);
  Status DropPieces(const OfferName& name);
  Status Drop(const OfferName& name);
  Status DropDevice(const std::string& device);

  struct Totals {
    std::int64_t offers = 0, bytes = 0;  // Waiting for the center.
  };
  Totals Now() const;
  std::int64_t Bytes() const;

 private:
  struct Here {
    std::int64_t statement_bytes = -1;            // -1: it went with the last piece.
    std::map<std::int64_t, std::int64_t> pieces;  // Number → bytes.
    std::optional<formats::OfferReceipt> receipt;
    std::string receipt_bytes;
    std::int64_t PieceBytes() const;
    bool Waits() const { return !receipt || !pieces.empty(); }
  };

  RelayOffers(Disk& disk, std::string folder, OfferLimits limits, std::int64_t keep_free_bytes)
      : disk_(disk), folder_(std::move(folder)), limits_(limits), keep_free_bytes_(keep_free_bytes) {}
  Status Load();
  Status LoadDevice(const std::string& device);
  OfferLoad LoadFor(const std::string& device) const;
  Status CheckFree(std::int64_t bytes) const;
  void MakeWay(const std::string& device);
  Status Write(const std::string& below, std::string_view bytes);
  Status RemoveFile(const std::string& below);
  Status DropPiecesOf(const OfferName& name, Here& here);
  Status DropOne(const OfferName& name);
  std::string PathOf(const std::string& below) const { return folder_ + "/" + below; }

  Disk& disk_;
  const std::string folder_;
  const OfferLimits limits_;
  const std::int64_t keep_free_bytes_;
  mutable std::mutex mutex_;  // Guards offers_ and the files.
  std::map<OfferName, Here> offers_;
};

}  // namespace lianxiao::storage
