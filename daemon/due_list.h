// What about keys, signatures and the certificate a person at the county must see to, for the console and the
// API. Read from the county's folder at most once a minute, for every page asks. Safe from any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/disk.h"
#include "web/center_view.h"

namespace lianxiao::daemon {

class DueList {
 public:
  // What is borrowed outlives it.
  DueList(storage::Disk& disk, const Clock& clock, std::string folder)
      : disk_(disk), clock_(clock), folder_(std::move(folder)) {}

  std::vector<web::DueThing> Now() const;

 private:
  std::vector<web::DueThing> Read() const;

  storage::Disk& disk_;
  const Clock& clock_;
  const std::string folder_;
  mutable std::mutex mutex_;  // Guards the two below.
  mutable std::optional<Instant> read_;
  mutable std::vector<web::DueThing> known_;
};

}  // namespace lianxiao::daemon
