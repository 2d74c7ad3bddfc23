// What the control socket of a box may do for own courseware that a stick carries to the county. web owns it,
// daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::web {

class StickOffers {
 public:
  virtual ~StickOffers() = default;

  struct Offer {
    std::string id;
    std::int64_t next = 0, pieces = 0;  // From `next` on the county is not known to have them.
  };
  // Oldest first. kInvalid "stick.not_enrolled: …", as the rest.
  virtual Result<std::vector<Offer>> Waiting() const = 0;
  // Sealed to the county. The first time the whole file is read. kNotFound: it does not wait any more.
  virtual Result<std::string> Statement(const std::string& offer) = 0;
  virtual Result<std::string> Piece(const std::string& offer, std::int64_t piece) = 0;
  // How much of it the county has. kUntrusted: not our center's word for this box. False: nothing new.
  virtual Result<bool> TakeReceipt(const std::string& receipt) = 0;
};

}  // namespace lianxiao::web
