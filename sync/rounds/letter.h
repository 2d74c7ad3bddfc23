// The county's letter, fetched when there is a newer one: opened, checked, its accounts handed over, then
// noted as here. Cut between any two of these it comes again, and taking it twice is taking it once.
// Used from one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/county_letter.h"
#include "sync/engine.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

// Whether to ask for a letter now. `told`: the newest number, as the center answered a status report;
// `asked`: when it was last asked for with an answer. Pure.
bool IsWorthAsking(std::int64_t held, std::optional<std::int64_t> told, Instant now,
                   std::optional<Instant> asked);

class LetterUpdate {
 public:
  explicit LetterUpdate(const Parts& parts) : parts_(parts) {}

  // kOffline; kUntrusted: a letter came that is not ours, not newer or not the center's; kRefused: the center
  // gives none. The last two are told as a problem, change nothing, and are asked for again after
  // kRefusedAgainMs or when a person asks. True: a newer one came, and the timetable may be another.
  Result<bool> Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                   std::optional<std::int64_t> told);
  void TryAgain();  // A person asks.
  // A letter that came by another road. False: not newer than the one here. kUntrusted.
  Result<bool> TakeOf(const std::string& sealed, const storage::Enrolled& enrolled,
                      const storage::DeviceKeys& keys);

 private:
  Result<bool> Fetch(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                     std::int64_t held);
  Status Take(const std::string& sealed, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
              std::int64_t held);
  Status Refused(const Error& error);

  const Parts& parts_;
  std::optional<Instant> asked_;
  std::optional<Instant> refused_;
};

}  // namespace lianxiao::sync
