// What goes up: usage batches, until the center has receipted them all, and now and then a status report.
// Nothing is dropped here; only a signed receipt lets the usage log forget. When the center's chain of
// batches is another than ours (a box or center restored from a copy, a cloned card) what is not receipted
// goes up anew in another epoch; sync/PROTOCOL.md has the table. Used from one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "storage/formats/status_report.h"
#include "sync/engine.h"
#include "sync/line/center_api.h"
#include "sync/line/line.h"
#include "sync/rounds/problems.h"

namespace lianxiao::sync {

// Whether a report is worth its bytes: something a person at the county would see changed, or it has been
// long. Pure.
bool IsWorthSending(const formats::StatusReport& report, Instant now,
                    const std::optional<formats::StatusReport>& last, Instant last_sent);

// Which problem a center's refusal is: of the box itself, which has to be enrolled anew, or of what it sent.
std::string_view ProblemOf(const ApiError& said);

class Uplink {
 public:
  explicit Uplink(const Parts& parts);

  // kOffline: the rest waits. kRefused: the center will not have it; told as a problem, kept, and sent again
  // after kRefusedAgainMs or when a person asks or the box is enrolled anew.
  // Ends after the batch with which `most_bytes` have gone up; more() then says whether others wait.
  Status SendUsage(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                   std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max());
  bool more() const { return more_; }
  // Cuts and seals all there is, without sending it.
  Status CutAll(const storage::Enrolled& enrolled, const storage::DeviceKeys& keys);
  // A receipt that came by another road. False: it tells nothing new. kUntrusted: not our center's, or for
  // another box.
  Result<bool> TakeReceiptOf(const storage::Enrolled& enrolled, const std::string& receipt);
  // Fills in the counter. False: it was not worth sending. Errors as above.
  Result<bool> SendStatus(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                          formats::StatusReport report);
  void TryAgain() {
    refused_.reset();
    keys_unknown_ = false;
  }
  // The center says that this box's signature is not by the keys it knows.
  bool keys_unknown() const { return keys_unknown_; }
  // Of the newest letter to this box, as the center said last.
  std::optional<std::int64_t> newest_letter() const { return newest_letter_; }
  // Of the newest mail from other schools.
  std::optional<std::int64_t> newest_post() const { return newest_post_; }
  // Set while the newest receipt was signed long before this machine's clock says it is now.
  const std::optional<std::string>& clock_ahead() const { return clock_ahead_; }

 private:
  Result<std::optional<storage::StoredBatch>> NextBatch(const storage::Enrolled& enrolled,
                                                        const storage::DeviceKeys& keys);
  enum class Chains { kAgree, kDiffer };
  Result<Chains> Send(Line& line, const storage::Enrolled& enrolled, const storage::StoredBatch& batch);
  Result<Chains> TakeReceipt(const storage::Enrolled& enrolled, const storage::StoredBatch& batch,
                             const std::string& answer);
  Status ListenTo(const formats::Receipt& receipt);
  Result<std::optional<ApiError>> SendReport(Line& line, const storage::Enrolled& enrolled,
                                             const storage::DeviceKeys& keys,
                                             const formats::StatusReport& report);
  void CompareClock(WallTime at_center);
  // What was refused an hour ago or less, to this device.
  Status StillRefused(const storage::Enrolled& enrolled);
  tl::unexpected<Error> Refused(const std::string& why, std::string_view problem = problem::kUsageRefused);

  const Parts& parts_;
  std::optional<formats::StatusReport> last_;
  Instant last_sent_;
  std::optional<std::string> clock_ahead_;
  std::optional<std::int64_t> newest_letter_, newest_post_;
  std::optional<std::string> refused_;  // Why, since refused_at_, as refused_device_.
  std::string refused_device_;
  std::string_view refused_problem_ = problem::kUsageRefused;
  Instant refused_at_;
  bool keys_unknown_ = false;
  bool more_ = false;
};

}  // namespace lianxiao::sync
