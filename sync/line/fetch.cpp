#include "sync/line/fetch.h"

#include <algorithm>

#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

// libcurl wants one start for the whole program, before any thread uses it.
Status StartCurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_ALL);
  if (started == CURLE_OK) return {};
  return Fail(ErrorCode::kInternal, std::string("libcurl does not start: ") + curl_easy_strerror(started));
}

// The most to one mirror, for two and some to spare. Those in use count, too: with fewer, each that has just
// ended a range would be closed, and the next range greet again.
constexpr long kConnectionsKept = 320;

Error Stopping() { return {ErrorCode::kOffline, "stopping"}; }

}  // namespace

Result<std::unique_ptr<CurlLine>> CurlLine::Open(const Clock& clock, LineOptions options) {
  LIANXIAO_TRY(StartCurl());
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) return Fail(ErrorCode::kInternal, "libcurl does not start: out of memory");
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  // libcurl's own bound goes by what is under way at the moment, and closes the next range's connection.
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kConnectionsKept);
  return std::unique_ptr<CurlLine>(new CurlLine(clock, std::move(options), multi));
}

CurlLine::CurlLine(const Clock& clock, LineOptions options, CURLM* multi)
    : state_{clock, options, TokenBucket(options.max_bytes_per_second, clock.Now())}, multi_(multi) {}

CurlLine::~CurlLine() {
  for (const auto& transfer : transfers_) curl_multi_remove_handle(multi_, transfer->easy());
  transfers_.clear();
  endings_.clear();
  curl_multi_cleanup(multi_);
}

Status CurlLine::Begin(const HttpTransfer& transfer) {
  if (stopped_) return Fail(Stopping());
  if (transfer.easy() == nullptr || curl_multi_add_handle(multi_, transfer.easy()) != CURLM_OK) {
    return Fail(ErrorCode::kInternal, "libcurl takes no further transfer: out of memory");
  }
  return {};
}

// Connections that were made when other keys counted are not used again; they are forgotten by then.
bool CurlLine::WantsFreshConnection() const {
  return distrust_idle_ || (trust_changed_ && state_.clock.Now() - *trust_changed_ <= kReuseWithinMs);
}

void CurlLine::Trust(PeerTrust trust) {
  if (state_.trust == trust) return;
  if (state_.trust != PeerTrust{}) trust_changed_ = state_.clock.Now();
  state_.trust = std::move(trust);
}

void CurlLine::Fetch(const RangeRequest& request, RangeSink& sink) {
  auto transfer = std::make_unique<HttpTransfer>(state_, request, sink, WantsFreshConnection());
  if (auto begun = Begin(*transfer); !begun) {
    // Told from the next Turn, so that a sink never hears of its end before Fetch has returned.
    endings_.push_back({std::move(transfer), std::move(begun)});
  } else {
    transfers_.push_back(std::move(transfer));
  }
}

Result<HttpAnswer> CurlLine::Exchange(const HttpRequest& request) {
  auto transfer = std::make_unique<HttpTransfer>(state_, request, WantsFreshConnection());
  const auto* mine = transfer.get();
  LIANXIAO_TRY(Begin(*transfer));
  transfers_.push_back(std::move(transfer));
  for (;;) {
    Move(kTurnMs);
    const auto ended =
        std::ranges::find_if(endings_, [&](const Ending& ending) { return ending.transfer.get() == mine; });
    if (ended == endings_.end()) {
      TellSinks();
      continue;
    }
    auto ending = std::move(*ended);
    endings_.erase(ended);
    TellSinks();
    told_to_wait_ms_ = std::max(told_to_wait_ms_, ending.transfer->ToldToWaitMs());
    LIANXIAO_TRY(ending.status);
    return ending.transfer->TakeAnswer();
  }
}

void CurlLine::Cancel(RangeSink& sink) {
  std::erase_if(endings_, [&](const Ending& ending) { return ending.transfer->sink() == &sink; });
  const auto found =
      std::ranges::find_if(transfers_, [&](const auto& transfer) { return transfer->sink() == &sink; });
  if (found == transfers_.end()) return;
  curl_multi_remove_handle(multi_, (*found)->easy());
  transfers_.erase(found);
}

void CurlLine::Turn(std::int64_t longest_ms) {
  Move(longest_ms);
  TellSinks();
}

std::int64_t CurlLine::SilentMs(const RangeSink& sink) const {
  const auto found =
      std::ranges::find_if(transfers_, [&](const auto& transfer) { return transfer->sink() == &sink; });
  return found == transfers_.end() ? 0 : (*found)->SilentMs(state_.clock.Now());
}

bool CurlLine::Held() const {
  return std::ranges::any_of(transfers_, [](const auto& transfer) { return transfer->paused(); });
}

std::int64_t CurlLine::WaitMs(std::int64_t longest_ms) {
  if (stopped_ || !endings_.empty()) return 0;
  auto wait = std::min(longest_ms, kTurnMs);
  const auto now = state_.clock.Now();
  if (Held()) wait = std::min(wait, state_.bucket.MsUntilMore(now));
  return wait;
}

void CurlLine::Move(std::int64_t longest_ms) {
  curl_multi_poll(multi_, nullptr, 0, static_cast<int>(WaitMs(longest_ms)), nullptr);
  const auto now = state_.clock.Now();
  for (const auto& transfer : transfers_) transfer->ResumeIfAllowed(now);
  int running = 0;
  curl_multi_perform(multi_, &running);
  GatherEnded();
  GatherStalled();
}

void CurlLine::GatherEnded() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto code = message->data.result;
    const auto found = std::ranges::find_if(
        transfers_, [&](const auto& transfer) { return transfer->easy() == message->easy_handle; });
    if (found != transfers_.end()) End(found, (*found)->Verdict(code));
  }
}

void CurlLine::GatherStalled() {
  const auto now = state_.clock.Now();
  for (auto it = transfers_.begin(); it != transfers_.end();) {
    const auto next = std::next(it);
    if (stopped_) {
      End(it, Fail(Stopping()));
    } else if (const auto stalled = (*it)->Stalled(now)) {
      End(it, Fail(*stalled));
    }
    it = next;
  }
}

void CurlLine::End(Transfers::iterator transfer, Status status) {
  const bool cut = !status && status.error().code == ErrorCode::kOffline;
  distrust_idle_ = cut || (distrust_idle_ && !(*transfer)->arrived_anything());
  curl_multi_remove_handle(multi_, (*transfer)->easy());
  endings_.push_back({std::move(*transfer), std::move(status)});
  transfers_.erase(transfer);
}

void CurlLine::TellSinks() {
  for (auto it = endings_.begin(); it != endings_.end();) {
    if (it->transfer->sink() == nullptr) {  // An exchange's: its own loop takes it.
      ++it;
      continue;
    }
    auto ending = std::move(*it);
    it = endings_.erase(it);
    if (const auto ms = ending.transfer->ToldToWaitMs(); ms > 0) ending.transfer->sink()->ToldToWait(ms);
    ending.transfer->sink()->Ended(ending.status);
  }
}

std::optional<Came> CurlLine::CameFrom(const std::string& url) {
  auto came = state_.sockets.CameFrom(OriginOf(url));
  for (const auto& transfer : transfers_) transfer->ListenForGreeting(state_.clock.Now());
  return came;
}

void CurlLine::AllowUnderWay(const std::string& url, std::int64_t bytes) {
  state_.sockets.AllowUnderWay(OriginOf(url), bytes);
}

void CurlLine::Stop() {
  stopped_ = true;
  curl_multi_wakeup(multi_);
}

}  // namespace lianxiao::sync
