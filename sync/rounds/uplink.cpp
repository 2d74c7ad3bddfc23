#include "sync/rounds/uplink.h"

#include <array>
#include <utility>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::size_t kEpochBytes = 8;
constexpr std::string_view kStatusCounter = "status_counter";

// What the center may refuse; at most one of them stands.
constexpr std::array kRefusals = {problem::kUsageRefused, problem::kDeviceRevoked, problem::kDeviceUnknown};

std::string Name(const formats::BatchId& id) {
  return "usage batch " + id.epoch + "/" + std::to_string(id.seq);
}

}  // namespace

std::string_view ProblemOf(const ApiError& said) {
  if (said.key == kRevokedKey) return problem::kDeviceRevoked;
  if (said.key.ends_with(".unknown_device")) return problem::kDeviceUnknown;
  return problem::kUsageRefused;
}

bool IsWorthSending(const formats::StatusReport& report, Instant now,
                    const std::optional<formats::StatusReport>& last, Instant last_sent) {
  if (!last || now - last_sent >= kStatusAgainMs) return true;
  const auto seen = [](const formats::StatusReport& r) {
    return std::tie(r.program, r.catalog_version, r.resources, r.resources_cached, r.bytes_cached,
                    r.bytes_missing, r.usage_pending, r.starts, r.letter, r.problems);
  };
  return seen(report) != seen(*last);
}

Uplink::Uplink(const Parts& parts) : parts_(parts) {}

Result<std::optional<storage::StoredBatch>> Uplink::NextBatch(const storage::Enrolled& enrolled,
                                                              const storage::DeviceKeys& keys) {
  LIANXIAO_ASSIGN(auto oldest, parts_.usage.OldestBatch());
  if (oldest && oldest->id.device == enrolled.grant.device) return oldest;
  // What an earlier device id left unsent is cut anew for this one.
  if (oldest) LIANXIAO_TRY(parts_.usage.EndChain());
  const auto seal = [&](const formats::Batch& batch) {
    return formats::SealBatch(batch, keys.sign, enrolled.center.seal);
  };
  LIANXIAO_ASSIGN(const bool cut,
                  parts_.usage.CutBatch(enrolled.grant.device, ToHex(RandomBytes(kEpochBytes)), seal));
  if (!cut) return std::optional<storage::StoredBatch>();
  return parts_.usage.OldestBatch();
}

Status Uplink::CutAll(const storage::Enrolled& enrolled, const storage::DeviceKeys& keys) {
  LIANXIAO_TRY(NextBatch(enrolled, keys));  // Ends the chain of an earlier device id.
  const auto seal = [&](const formats::Batch& batch) {
    return formats::SealBatch(batch, keys.sign, enrolled.center.seal);
  };
  for (;;) {
    LIANXIAO_ASSIGN(const bool cut,
                    parts_.usage.CutBatch(enrolled.grant.device, ToHex(RandomBytes(kEpochBytes)), seal));
    if (!cut) return {};
  }
}

// Its date is that of a journey, so this machine's clock is not held against it.
Result<bool> Uplink::TakeReceiptOf(const storage::Enrolled& enrolled, const std::string& bytes) {
  const auto receipt = formats::OpenReceipt(bytes, enrolled.center.sign);
  if (!receipt) return Fail(ErrorCode::kUntrusted, "stick.bad_receipt: " + receipt.error().message);
  if (receipt->device != enrolled.grant.device) {
    return Fail(ErrorCode::kUntrusted, "stick.bad_receipt: it is for another box");
  }
  const auto taken = parts_.usage.Acknowledge(*receipt);
  if (!taken && taken.error().code != ErrorCode::kInvalid) return Fail(taken.error());
  LIANXIAO_TRY(parts_.state.RaiseTrustedTime(receipt->at));
  if (!taken || *taken == storage::ReceiptTaken::kOldNews) return false;
  if (*taken == storage::ReceiptTaken::kAnotherChain) {
    parts_.log.Warning(
        "a receipt on a stick: the center holds another chain; what it did not receipt goes anew");
    LIANXIAO_TRY(parts_.usage.EndChain());
    return true;
  }
  TryAgain();
  return true;
}

Status Uplink::SendUsage(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                         std::int64_t most_bytes) {
  more_ = false;
  LIANXIAO_TRY(StillRefused(enrolled));
  std::int64_t sent = 0;
  std::optional<formats::BatchId> before;
  bool chain_is_new = false;
  for (;;) {
    LIANXIAO_ASSIGN(const auto batch, NextBatch(enrolled, keys));
    if (!batch) return {};
    if (sent >= most_bytes) {
      more_ = true;
      return {};
    }
    if (before == batch->id) return Refused(Name(batch->id) + ": the center's receipt does not cover it");
    LIANXIAO_ASSIGN(const auto chains, Send(line, enrolled, *batch));
    before = batch->id;
    sent += static_cast<std::int64_t>(batch->sealed.size());
    if (chains == Chains::kAgree) continue;
    // Nobody can hold another first batch of an epoch just drawn; cutting for ever would wear the card out.
    if (std::exchange(chain_is_new, true))
      return Refused(Name(batch->id) + ": the center refuses a new chain");
    parts_.log.Warning(Name(batch->id) +
                       ": the center holds another chain; all that it did not receipt is sent anew");
    LIANXIAO_TRY(parts_.usage.EndChain());
  }
}

Result<Uplink::Chains> Uplink::Send(Line& line, const storage::Enrolled& enrolled,
                                    const storage::StoredBatch& batch) {
  const auto url = BatchUrl(enrolled.grant.center_address, batch.id);
  auto answer = line.Exchange({Method::kPut, url, batch.sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error().While(Name(batch.id)));
  const auto said = ErrorIn(*answer);
  if (!said) return TakeReceipt(enrolled, batch, answer->body);
  if (said->error.code == ErrorCode::kOffline) return Fail(said->error.While(Name(batch.id)));
  // Not signed by the keys the center knows: cut under the ones before.
  keys_unknown_ = said->key == "batch.untrusted";
  if (said->key == "batch.gap" || keys_unknown_) return Chains::kDiffer;
  return Refused(Name(batch.id) + ": " + said->error.message, ProblemOf(*said));
}

Result<Uplink::Chains> Uplink::TakeReceipt(const storage::Enrolled& enrolled,
                                           const storage::StoredBatch& batch, const std::string& answer) {
  const auto receipt = formats::OpenReceipt(answer, enrolled.center.sign);
  if (!receipt) return Refused(Name(batch.id) + ": " + receipt.error().message);
  keys_unknown_ = false;
  if (receipt->device != enrolled.grant.device) {
    return Refused(Name(batch.id) + ": the receipt is for another box");
  }
  const auto taken = parts_.usage.Acknowledge(*receipt);
  if (!taken && taken.error().code != ErrorCode::kInvalid) return Fail(taken.error());
  if (!taken) return Refused(Name(batch.id) + ": " + taken.error().message);
  LIANXIAO_TRY(ListenTo(*receipt));
  return *taken == storage::ReceiptTaken::kAnotherChain ? Chains::kDiffer : Chains::kAgree;
}

// What a receipt says beside what it covers.
Status Uplink::ListenTo(const formats::Receipt& receipt) {
  LIANXIAO_TRY(parts_.state.RaiseTrustedTime(receipt.at));
  CompareClock(receipt.at);
  const auto now = parts_.clock.Wall();
  const auto twins = receipt.two_boxes ? std::vector{receipt.device} : std::vector<std::string>();
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kTwoBoxes, twins, now));
  for (const auto over : kRefusals) LIANXIAO_TRY(SetProblems(parts_.state, over, {}, now));
  return {};
}

// A receipt is signed when it is asked for, so here a clock that runs ahead shows.
void Uplink::CompareClock(WallTime at_center) {
  const auto here = parts_.clock.Wall();
  clock_ahead_.reset();
  if (here.ms - at_center.ms <= kClockSlackMs) return;
  clock_ahead_ =
      "this box: " + ToRfc3339(here).substr(0, 10) + ", center: " + ToRfc3339(at_center).substr(0, 10);
}

Status Uplink::StillRefused(const storage::Enrolled& enrolled) {
  const bool lately = parts_.clock.Now() - refused_at_ < kRefusedAgainMs;
  if (refused_ && lately && refused_device_ == enrolled.grant.device) {
    return Fail(ErrorCode::kRefused, *refused_);
  }
  refused_.reset();
  refused_device_ = enrolled.grant.device;
  return {};
}

tl::unexpected<Error> Uplink::Refused(const std::string& why, std::string_view problem) {
  refused_ = why;
  refused_problem_ = problem;
  refused_at_ = parts_.clock.Now();
  for (const auto key : kRefusals) {
    const auto subjects = key == problem ? std::vector{why} : std::vector<std::string>();
    if (auto told = SetProblems(parts_.state, key, subjects, parts_.clock.Wall()); !told) {
      return Fail(told.error());
    }
  }
  return Fail(ErrorCode::kRefused, why);
}

Result<bool> Uplink::SendStatus(Line& line, const storage::Enrolled& enrolled,
                                const storage::DeviceKeys& keys, formats::StatusReport report) {
  const auto now = parts_.clock.Now();
  if (!IsWorthSending(report, now, last_, last_sent_)) return false;
  // A box that is shut out says nothing for a while; one whose usage alone is refused says so.
  if (refused_problem_ != problem::kUsageRefused) LIANXIAO_TRY(StillRefused(enrolled));
  LIANXIAO_ASSIGN(report.counter, parts_.state.AddToCounter(kStatusCounter, 1));
  LIANXIAO_ASSIGN(auto said, SendReport(line, enrolled, keys, report));
  if (said && said->counter && *said->counter >= report.counter) {
    // This box was restored from a copy: count on from where the center has it.
    LIANXIAO_ASSIGN(report.counter,
                    parts_.state.AddToCounter(kStatusCounter, *said->counter - report.counter + 1));
    LIANXIAO_ASSIGN(said, SendReport(line, enrolled, keys, report));
  }
  if (said && ProblemOf(*said) != problem::kUsageRefused) {
    return Refused("status report: " + said->error.message, ProblemOf(*said));
  }
  keys_unknown_ = said && said->key == "status.untrusted";
  if (said) return Fail(said->error.While("status report"));
  for (const auto over : {problem::kDeviceRevoked, problem::kDeviceUnknown}) {
    LIANXIAO_TRY(SetProblems(parts_.state, over, {}, parts_.clock.Wall()));
  }
  last_ = std::move(report);
  last_sent_ = now;
  return true;
}

Result<std::optional<ApiError>> Uplink::SendReport(Line& line, const storage::Enrolled& enrolled,
                                                   const storage::DeviceKeys& keys,
                                                   const formats::StatusReport& report) {
  const auto sealed = formats::SealStatus(report, keys.sign, enrolled.center.seal);
  const auto url = StatusUrl(enrolled.grant.center_address, enrolled.grant.device);
  auto answer = line.Exchange({Method::kPut, url, sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error().While("status report"));
  auto said = ErrorIn(*answer);
  if (!said) {
    newest_letter_ = LetterNumberIn(*answer);
    newest_post_ = PostNumberIn(*answer);
  }
  return said;
}

}  // namespace lianxiao::sync
