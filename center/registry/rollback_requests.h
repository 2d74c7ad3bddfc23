// What people asked on the console to be taken back, until the person with the signing keys does it. Safe
// from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::center {

struct RollbackRequest {
  std::int64_t number = 0;  // 1, 2, …
  std::string kind, id;     // "bundle", "lesson"
  std::string plan;         // NameOf(RollbackPlan) in hex, as it was shown.
  std::string who, why;
  WallTime asked;
  std::string state;  // "waiting", "done", "dropped"
  std::string decided_by;
  std::optional<WallTime> decided;
};

class RollbackRequests {
 public:
  // Both outlive it.
  RollbackRequests(storage::Database& registry, const Clock& clock) : registry_(registry), clock_(clock) {}

  // Who, why, what and the plan are set. The same wish waits once: another one for it takes its place. Its
  // number. kRefused "rollback.many" beyond kMostWaiting.
  Result<std::int64_t> Add(const RollbackRequest& request);
  // Those that wait, newest first; then the last decided ones.
  Result<std::vector<RollbackRequest>> All() const;
  // What this login asked for or decided since then, oldest first, for the person's own data.
  Result<std::vector<RollbackRequest>> Of(const std::string& login, WallTime since) const;
  // To "done" or "dropped". kNotFound "rollback.no_request": it does not wait (any more).
  Result<RollbackRequest> Decide(std::int64_t number, const std::string& state, const std::string& by);

  static constexpr std::int64_t kMostWaiting = 50;
  static constexpr std::int64_t kDecidedShown = 10;

 private:
  storage::Database& registry_;
  const Clock& clock_;
};

}  // namespace lianxiao::center
