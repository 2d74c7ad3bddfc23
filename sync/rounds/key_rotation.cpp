#include "sync/rounds/key_rotation.h"

#include "storage/formats/device_keys.h"
#include "sync/line/center_api.h"
#include "sync/trust/trust_keeper.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kSince = "keys_since";

}  // namespace

bool KeysAreOld(std::optional<WallTime> since, WallTime now, std::int64_t every_days) {
  return every_days > 0 && since && now.ms - since->ms >= every_days * kDayMs;
}

// The next keys, if there are any or it is time for them.
Result<std::optional<storage::DeviceKeys>> KeyRotation::Due() {
  LIANXIAO_ASSIGN(auto pending, parts_.state.PendingNextKeys());
  if (pending) return pending;
  LIANXIAO_ASSIGN(const auto since, parts_.state.Moment(kSince));
  const auto now = TrustedNow(parts_.state, parts_.clock);
  if (!since) LIANXIAO_TRY(parts_.state.SetMoment(kSince, now));
  if (!KeysAreOld(since, now, options_.key_days)) return pending;
  LIANXIAO_ASSIGN(auto next, parts_.state.NextKeys());
  return std::optional(std::move(next));
}

Result<bool> KeyRotation::Run(Line& line, const storage::Enrolled& enrolled) {
  if (refused_at_ && parts_.clock.Now() - *refused_at_ < kRefusedAgainMs) return false;
  LIANXIAO_ASSIGN(const auto next, Due());
  if (!next) return false;
  LIANXIAO_ASSIGN(const auto old, parts_.state.Keys());
  LIANXIAO_TRY(Tell(line, enrolled, old, *next));
  LIANXIAO_TRY(parts_.state.UseNextKeys());
  LIANXIAO_TRY(parts_.state.SetMoment(kSince, TrustedNow(parts_.state, parts_.clock)));
  parts_.log.Info("this box has new keys; the center knows them");
  return true;
}

Status KeyRotation::TellAgain(Line& line, const storage::Enrolled& enrolled) {
  LIANXIAO_ASSIGN(const auto old, parts_.state.PreviousKeys());
  if (!old) return Fail(ErrorCode::kRefused, "the center does not know this box's keys");
  LIANXIAO_ASSIGN(const auto now, parts_.state.Keys());
  return Tell(line, enrolled, *old, now);
}

Status KeyRotation::Tell(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& old,
                         const storage::DeviceKeys& next) {
  formats::NewKeys keys{enrolled.grant.device, next.sign.verify, next.seal.seal, {}, 0};
  LIANXIAO_ASSIGN(const auto last, parts_.usage.LastCut());
  if (last && last->device == keys.device && last->seq > 0) {
    keys.epoch = last->epoch;
    keys.through_seq = last->seq;
  }
  const auto sealed = formats::SealNewKeys(keys, old.sign, next.sign, enrolled.center.seal);
  auto answer = line.Exchange(
      {Method::kPost, KeysUrl(enrolled.grant.center_address, keys.device), sealed, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error().While("new keys"));
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code != ErrorCode::kOffline) refused_at_ = parts_.clock.Now();
    return Fail(said->error.While("new keys"));
  }
  const auto taken = formats::OpenKeysTaken(answer->body, enrolled.center.sign);
  if (!taken || taken->device != keys.device || taken->sign != keys.sign || taken->seal != keys.seal) {
    refused_at_ = parts_.clock.Now();
    return Fail(ErrorCode::kRefused, "new keys: the center's word is about other keys");
  }
  refused_at_.reset();
  return {};
}

}  // namespace lianxiao::sync
