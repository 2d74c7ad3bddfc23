// What the county's API, console and command line may know and do about courseware that schools offer. web
// owns it, daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

struct OfferHere {
  std::string id, school, school_name;
  std::string title, description, place, author;  // `place`: where in the textbooks, in words.
  std::string file_name, media_type;
  std::int64_t size_bytes = 0, bytes_here = 0;
  std::string state;              // "coming", "here", "accepted", "declined", "published"
  std::string why, resource;      // Of a decline; once accepted.
  std::string folder;             // To import, once accepted.
  std::int64_t folder_bytes = 0;  // That it takes there; 0: nothing (any more).
  WallTime changed;
};

class OffersView {
 public:
  virtual ~OffersView() = default;

  // From boxes; the piece that is wanted next. kRefused "offer.…", "device.revoked: …"; kUntrusted, kCorrupt.
  virtual Result<std::int64_t> Take(const std::string& device, const std::string& sealed) = 0;
  virtual Result<std::int64_t> TakePiece(const std::string& device, const std::string& offer,
                                         std::int64_t piece, std::string_view bytes) = 0;
  // A piece that a relay or a stick carried, and what the center signs of how much it has.
  virtual Result<std::int64_t> TakeSealedPiece(const std::string& device, const std::string& offer,
                                               std::int64_t piece, const std::string& sealed) = 0;
  virtual Result<std::string> Receipt(const std::string& device, const std::string& offer) const = 0;

  // For people of the county.
  virtual Result<std::vector<OfferHere>> Offers() const = 0;  // What waits for a person first.
  struct File {
    std::string disk_path, name;
    std::int64_t size_bytes = 0;
  };
  virtual Result<File> FileOf(const std::string& id) const = 0;  // kNotFound
  virtual Result<OfferHere> Accept(const std::string& id) = 0;   // kRefused "offer.not_here"
  // The folder of a published one; what it took. kRefused "offer.not_published".
  virtual Result<std::int64_t> RemoveFolder(const std::string& id) = 0;
  virtual Status Decline(const std::string& id, const std::string& why) = 0;  // And "offer.why".
};

}  // namespace lianxiao::web
