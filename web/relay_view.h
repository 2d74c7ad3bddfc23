// What a relay's listener may ask of the box behind it: the repository as far as it is here, and the post of
// other boxes. web owns it, daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/formats/usage.h"
#include "web/repository_file.h"

namespace lianxiao::web {

class RelayView {
 public:
  virtual ~RelayView() = default;

  virtual Result<RepositoryFile> Repository(const std::string& path) = 0;
  virtual Result<std::string> HeldBlobs() = 0;  // formats::HeldBlobs::Encode()

  // Sealed, and on the disk when they return. kNoSpace "relay.full: …"; kRefused "relay.other_batch: …".
  virtual Status TakeBatch(const formats::BatchId& id, const std::string& sealed) = 0;
  virtual Status TakeStatus(const std::string& device, const std::string& sealed) = 0;
  virtual Status TakePost(const std::string& device, const std::string& sealed) = 0;
  // Of courseware that is offered: kRefused "relay.not_wanted: …" for a piece that the county does not want
  // now.
  virtual Status TakeOffer(const std::string& device, const std::string& offer,
                           const std::string& sealed) = 0;
  virtual Status TakeOfferPiece(const std::string& device, const std::string& offer, std::int64_t piece,
                                const std::string& sealed) = 0;
  struct OfferAtRelay {
    std::string receipt;    // As the center signed it; empty: it has not answered yet.
    std::int64_t held = 0;  // The piece behind those that wait here.
  };
  virtual Result<OfferAtRelay> Offer(const std::string& device, const std::string& offer) = 0;  // kNotFound.
  // As the center gave them. kNotFound.
  virtual Result<std::string> PostAnswer(const std::string& device, const BlobId& to) = 0;
  virtual Result<std::string> Receipt(const std::string& device, const std::string& epoch) = 0;
  virtual Result<std::string> Letter(const std::string& device, std::int64_t above) = 0;
};

}  // namespace lianxiao::web
