// An own file that was offered to the county, as it goes up by any road: its statement and its pieces.
//
// The file is read whole once, when its statement is made; the journal keeps the digests of its pieces. From
// then on each piece is held against its own digest before it goes, so who has time for one piece reads one
// piece, and still nothing goes up that is not what was signed. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "storage/courseware/offer_book.h"
#include "storage/courseware/shelf.h"
#include "storage/disk.h"
#include "storage/formats/offer_carried.h"

namespace lianxiao::sync {

// Both outlive the engine.
struct OfferParts {
  storage::CoursewareShelf& shelf;
  storage::OfferBook& book;
};

struct OpenedOffer {
  formats::Offer statement;
  std::unique_ptr<storage::File> file;
  std::int64_t Pieces() const { return std::ssize(statement.pieces); }
};

class OfferFiles {
 public:
  OfferFiles(const OfferParts& parts, storage::Disk& disk) : parts_(parts), disk_(disk) {}

  // As `device` signs it. Nothing: the file is gone or rotted, which is noted.
  Result<std::optional<OpenedOffer>> Open(const storage::OpenOffer& open, const std::string& device) const;
  // The same: nothing, when it is not what was signed.
  Result<std::optional<std::string>> Piece(const OpenedOffer& offer, std::int64_t piece) const;
  // Of one that waits. kNotFound.
  Result<storage::OpenOffer> Waiting(const std::string& id) const;
  // How many pieces its file has, without reading it; 0: it is gone.
  Result<std::int64_t> PiecesOf(const storage::OpenOffer& open) const;

 private:
  // Digests of all pieces, from the journal or by reading the file; empty: it is not what was offered.
  Result<std::vector<BlobId>> Digests(const storage::OpenOffer& open, const storage::File& file,
                                      const storage::CoursewareFile& offered) const;
  Result<std::optional<OpenedOffer>> Gone(const std::string& id) const;

  const OfferParts& parts_;
  storage::Disk& disk_;
};

}  // namespace lianxiao::sync
