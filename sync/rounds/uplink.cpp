#include "sync/rounds/uplink.h"

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "sync/rounds/problems.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::size_t kEpochBytes = 8;

std::string Name(const formats::BatchId& id) {
  return "usage batch " + id.epoch + "/" + std::to_string(id.seq);
}

// What the center says no with, for a person: where the two chains part decides what to do.
std::string WhyRefused(const storage::StoredBatch& batch, const ApiError& said) {
  if (!said.through_seq) return Name(batch.id) + ": " + said.error.message;
  return Name(batch.id) + ": the center has this box's use up to batch " + std::to_string(*said.through_seq) +
         " (" + said.error.message + "); was the center's or the box's data restored from a copy?";
}

}  // namespace

bool IsWorthSending(const formats::StatusReport& report, Instant now,
                    const std::optional<formats::StatusReport>& last, Instant last_sent) {
  if (!last || now - last_sent >= kStatusAgainMs) return true;
  const auto seen = [](const formats::StatusReport& r) {
    return std::tie(r.program, r.catalog_version, r.resources, r.resources_cached, r.bytes_cached,
                    r.bytes_missing, r.usage_pending, r.starts, r.problems);
  };
  return seen(report) != seen(*last);
}

Uplink::Uplink(const Parts& parts) : parts_(parts) {}

Result<std::optional<storage::StoredBatch>> Uplink::NextBatch(const storage::Enrolled& enrolled,
                                                              const storage::DeviceKeys& keys) {
  LIANXIAO_ASSIGN(auto oldest, parts_.usage.OldestBatch());
  if (oldest) return oldest;
  const auto seal = [&](const formats::Batch& batch) {
    return formats::SealBatch(batch, keys.sign, enrolled.center.seal);
  };
  LIANXIAO_ASSIGN(const bool cut,
                  parts_.usage.CutBatch(enrolled.grant.device, ToHex(RandomBytes(kEpochBytes)), seal));
  if (!cut) return std::optional<storage::StoredBatch>();
  return parts_.usage.OldestBatch();
}

Status Uplink::SendUsage(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys) {
  if (refused_ && parts_.clock.Now() - refused_at_ < kRefusedAgainMs)
    return Fail(ErrorCode::kRefused, *refused_);
  refused_.reset();
  std::optional<formats::BatchId> before;
  for (;;) {
    LIANXIAO_ASSIGN(const auto batch, NextBatch(enrolled, keys));
    if (!batch) return {};
    if (before == batch->id) return Refused(Name(batch->id) + ": the center's receipt does not cover it");
    LIANXIAO_TRY(Send(line, enrolled, *batch));
    before = batch->id;
  }
}

Status Uplink::Send(Line& line, const storage::Enrolled& enrolled, const storage::StoredBatch& batch) {
  const auto url = BatchUrl(enrolled.grant.center_address, batch.id);
  auto answer = line.Exchange({Method::kPut, url, batch.sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error().While(Name(batch.id)));
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error.While(Name(batch.id)));
    return Refused(WhyRefused(batch, *said));
  }
  return TakeReceipt(enrolled, batch, answer->body);
}

Status Uplink::TakeReceipt(const storage::Enrolled& enrolled, const storage::StoredBatch& batch,
                           const std::string& answer) {
  const auto receipt = formats::OpenReceipt(answer, enrolled.center.sign);
  if (!receipt) return Refused(Name(batch.id) + ": " + receipt.error().message);
  if (receipt->device != enrolled.grant.device) {
    return Refused(Name(batch.id) + ": the receipt is for another box");
  }
  if (auto taken = parts_.usage.Acknowledge(*receipt); !taken) {
    if (taken.error().code != ErrorCode::kInvalid) return taken;
    return Refused(Name(batch.id) + ": " + taken.error().message);
  }
  LIANXIAO_TRY(parts_.state.RaiseTrustedTime(receipt->at));
  CompareClock(receipt->at);
  return SetProblems(parts_.state, problem::kUsageRefused, {}, parts_.clock.Wall());
}

// A receipt is signed when it is asked for, so here a clock that runs ahead shows.
void Uplink::CompareClock(WallTime at_center) {
  const auto here = parts_.clock.Wall();
  clock_ahead_.reset();
  if (here.ms - at_center.ms <= kClockSlackMs) return;
  clock_ahead_ =
      "this box: " + ToRfc3339(here).substr(0, 10) + ", center: " + ToRfc3339(at_center).substr(0, 10);
}

Status Uplink::Refused(const std::string& why) {
  refused_ = why;
  refused_at_ = parts_.clock.Now();
  LIANXIAO_TRY(SetProblems(parts_.state, problem::kUsageRefused, {why}, parts_.clock.Wall()));
  return Fail(ErrorCode::kRefused, why);
}

Result<bool> Uplink::SendStatus(Line& line, const storage::Enrolled& enrolled,
                                const storage::DeviceKeys& keys, formats::StatusReport report) {
  const auto now = parts_.clock.Now();
  if (!IsWorthSending(report, now, last_, last_sent_)) return false;
  LIANXIAO_ASSIGN(report.counter, parts_.state.AddToCounter("status_counter", 1));
  const auto sealed = formats::SealStatus(report, keys.sign, enrolled.center.seal);
  const auto url = StatusUrl(enrolled.grant.center_address, enrolled.grant.device);
  auto answer = line.Exchange({Method::kPut, url, sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error().While("status report"));
  if (const auto said = ErrorIn(*answer)) return Fail(said->error.While("status report"));
  last_ = std::move(report);
  last_sent_ = now;
  return true;
}

}  // namespace lianxiao::sync
