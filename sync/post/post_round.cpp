#include "sync/post/post_round.h"

#include "storage/formats/post.h"
#include "sync/line/center_api.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// Forty posts each: more is a center that never ends.
constexpr int kMostExchanges = 50;

// Asked at least so often by who had anything from the county: whether it was restored from a copy shows only
// then, and what it has forgotten is sent again. Some 600 bytes a day.
constexpr std::int64_t kCompareAgainMs = kDayMs;

}  // namespace

Status PostRound::Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                      std::optional<std::int64_t> told) {
  const auto now = clock_.Now();
  if (refused_ && now - *refused_ < kRefusedAgainMs) return {};
  LIANXIAO_ASSIGN(const bool worth, IsWorthIt(enrolled.grant.device, told));
  if (!worth) return {};
  for (int i = 0; i < kMostExchanges; ++i) {
    const auto more = Exchange(line, enrolled, keys);
    if (!more && more.error().code == ErrorCode::kOffline) return Fail(more.error());
    if (!more) {
      refused_ = now;
      log_.Warning("post: " + more.error().message);
      return {};
    }
    if (*more) continue;
    heard_ = told;
    spoke_ = now;
    break;
  }
  by_person_ = false;
  refused_.reset();
  return {};
}

Result<bool> PostRound::IsWorthIt(const std::string& device, std::optional<std::int64_t> told) const {
  LIANXIAO_ASSIGN(const bool waits, book_.AnyWaits());
  if (waits || by_person_) return true;
  if (spoke_ && clock_.Now() - *spoke_ >= kCompareAgainMs) {
    LIANXIAO_ASSIGN(const bool any, book_.AnyHadFrom(device));
    if (any) return true;
  }
  // A center of before there were posts tells nothing; and what it told once was looked into.
  if (!told || told == heard_) return false;
  LIANXIAO_ASSIGN(const auto after, book_.After(device));
  return *told != after;
}

Result<std::string> PostRound::Up(const storage::Enrolled& enrolled, const storage::DeviceKeys& keys) const {
  LIANXIAO_ASSIGN(const auto up, book_.Next(enrolled.grant.device));
  return formats::SealPostUp(up, keys.sign, enrolled.center.seal);
}

Result<formats::PostDown> PostRound::Take(const std::string& sealed, const storage::Enrolled& enrolled,
                                          const storage::DeviceKeys& keys) {
  auto down = formats::OpenPostDown(sealed, keys.seal, enrolled.center.sign);
  if (!down) return Fail(ErrorCode::kUntrusted, down.error().message);
  if (down->device != enrolled.grant.device) {
    return Fail(ErrorCode::kUntrusted, "the answer is for another box");
  }
  LIANXIAO_TRY(book_.Take(*down, clock_.Wall()));
  return down;
}

Result<bool> PostRound::Exchange(Line& line, const storage::Enrolled& enrolled,
                                 const storage::DeviceKeys& keys) {
  const auto& device = enrolled.grant.device;
  LIANXIAO_ASSIGN(auto up, Up(enrolled, keys));
  const auto url = PostUrl(enrolled.grant.center_address, device);
  const auto answer = line.Exchange({Method::kPost, url, std::move(up), formats::kMaxPostSealed});
  if (!answer) return Fail(answer.error().While("post"));
  if (const auto said = ErrorIn(*answer)) return Fail(said->error.While("post"));
  LIANXIAO_ASSIGN(const bool had, book_.AnyHadFrom(device));
  LIANXIAO_ASSIGN(const auto down, Take(answer->body, enrolled, keys));
  LIANXIAO_ASSIGN(const bool waits, book_.AnyWaits());
  LIANXIAO_ASSIGN(const auto after, book_.After(device));
  if (down.anew) {
    log_.Info("post: the county has forgotten what it had; sending it again");
    return had;  // Else it would say so for ever.
  }
  const bool moved = !down.news.empty() || !down.taken.empty() || !down.refused.empty();
  // Once more also when all is here: so the county knows that it is.
  return moved && (waits || after < down.newest || !down.news.empty());
}

}  // namespace lianxiao::sync
