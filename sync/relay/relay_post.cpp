#include "sync/relay/relay_post.h"

#include <set>

#include "storage/formats/letter.h"
#include "storage/formats/post.h"
#include "sync/line/center_api.h"
#include "sync/line/small_file.h"
#include "sync/relay/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// The relay has it on its disk.
constexpr int kKept = 202;

}  // namespace

Result<std::string> RelayPost::Run(Line& near, const std::vector<std::string>& relays,
                                   const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                                   const SealReport& seal, PostRound* post) {
  const auto now = parts_.clock.Now();
  std::erase_if(handed_, [&](const auto& one) { return now - one.second >= kHandAgainMs; });
  for (const auto& relay : relays) {
    for (const auto& fetched :
         {FetchPost(near, relay, enrolled, keys, post), FetchReceipts(near, relay, enrolled),
          FetchLetter(near, relay, enrolled, keys)}) {
      if (!fetched && fetched.error().message != std::exchange(bad_, fetched.error().message)) {
        parts_.log.Warning(relay + ": " + fetched.error().message);
      }
    }
  }
  LIANXIAO_ASSIGN(const auto waiting, parts_.usage.Batches());
  if (waiting.empty() || now - cut_ >= kCutAgainMs) {
    LIANXIAO_TRY(uplink_.CutAll(enrolled, keys));
    cut_ = now;
  }
  Status end = Fail(ErrorCode::kOffline, "no relay takes post");
  for (const auto& relay : relays) {
    // Some hundred bytes that somebody waits for; a relay of before it carried them takes the rest.
    if (post != nullptr) {
      if (const auto handed = HandPost(near, relay, enrolled, keys); !handed) {
        parts_.log.Debug("post by relay: " + handed.error().message);
      }
    }
    end = HandBatches(near, relay);
    if (end) end = HandReport(near, relay, enrolled, seal);
    if (end) return relay;
  }
  return Fail(end.error());
}

// --- What comes back ---

Status RelayPost::FetchReceipts(Line& near, const std::string& relay, const storage::Enrolled& enrolled) {
  LIANXIAO_ASSIGN(const auto batches, parts_.usage.Batches());
  std::set<std::string> epochs;
  for (const auto& batch : batches) {
    if (batch.id.device == enrolled.grant.device) epochs.insert(batch.id.epoch);
  }
  for (const auto& epoch : epochs) {
    const auto receipt =
        FetchSmallFile(near, ReceiptUrl(relay, enrolled.grant.device, epoch), kMaxApiAnswerBytes);
    if (!receipt) continue;  // None yet, or the relay is away: it is asked again.
    LIANXIAO_TRY(uplink_.TakeReceiptOf(enrolled, *receipt));
  }
  return {};
}

// Only the answer to what was handed over last; see PostHanding.
Status RelayPost::FetchPost(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                            const storage::DeviceKeys& keys, PostRound* post) {
  const auto awaited = post_.awaited();
  if (post == nullptr || !awaited || awaited->relay != relay) return {};
  const auto url = PostUrl(relay, enrolled.grant.device) + "/" + awaited->post.Hex();
  const auto answer = near.Exchange({Method::kGet, url, {}, formats::kMaxPostSealed});
  if (!answer || answer->status != 200 || answer->IsWebPage()) return {};
  post_.Answered();  // One that does not hold holds no better the next time.
  LIANXIAO_TRY(post->Take(answer->body, enrolled, keys));
  return {};
}

Status RelayPost::FetchLetter(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                              const storage::DeviceKeys& keys) {
  if (parts_.letter == nullptr) return {};
  LIANXIAO_ASSIGN(const auto here, parts_.letter->Newest());
  const auto answer = near.Exchange(
      {Method::kGet, LetterUrl(relay, enrolled.grant.device, here.number), {}, formats::kMaxLetterBytes});
  if (!answer || answer->status != 200 || answer->IsWebPage()) return {};
  LIANXIAO_TRY(letter_.TakeOf(answer->body, enrolled, keys));
  return {};
}

// --- What goes up ---

Status RelayPost::Hand(Line& near, const std::string& url, const std::string& bytes) {
  const auto answer = near.Exchange({Method::kPut, url, bytes, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (answer->status != kKept || answer->IsWebPage()) {
    return Fail(ErrorCode::kOffline,
                url + ": the relay does not take it (status " + std::to_string(answer->status) + ")");
  }
  handed_[url] = parts_.clock.Now();
  return {};
}

Status RelayPost::HandPost(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                           const storage::DeviceKeys& keys) {
  LIANXIAO_ASSIGN(const auto next, parts_.posts->Next(enrolled.grant.device));
  const auto up = formats::ToJson(next);
  const auto now = parts_.clock.Now();
  if (!post_.IsDue(up, now)) return {};
  const auto sealed = formats::SealPostUp(next, keys.sign, enrolled.center.seal);
  const auto url = PostUrl(relay, enrolled.grant.device);
  LIANXIAO_TRY(Hand(near, url, sealed));
  post_.Handed(up, relay, HashOf(sealed), now);
  return {};
}

Status RelayPost::HandBatches(Line& near, const std::string& relay) {
  LIANXIAO_ASSIGN(const auto batches, parts_.usage.Batches());
  for (const auto& batch : batches) {
    const auto url = BatchUrl(relay, batch.id);
    if (handed_.contains(url)) continue;
    const auto sealed = parts_.usage.Sealed(batch.id);
    if (!sealed && sealed.error().code == ErrorCode::kNotFound) continue;
    if (!sealed) return Fail(sealed.error());
    LIANXIAO_TRY(Hand(near, url, *sealed));
    ++handed_count_;
  }
  return {};
}

// At another pace than over the line: the county should see within an hour that the box is alive.
Status RelayPost::HandReport(Line& near, const std::string& relay, const storage::Enrolled& enrolled,
                             const SealReport& seal) {
  const auto url = StatusUrl(relay, enrolled.grant.device);
  const auto before = handed_.find(url);
  if (before != handed_.end() && parts_.clock.Now() - before->second < kStatusAgainMs) return {};
  LIANXIAO_ASSIGN(const auto sealed, seal());
  return Hand(near, url, sealed);
}

}  // namespace lianxiao::sync
