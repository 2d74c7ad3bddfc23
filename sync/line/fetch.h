// The line over libcurl: one multi loop for everything under way. HTTP/1.1, ranges, several connections,
// a rate cap over all of them, a silent line noticed after `stall_ms`, bytes counted as they move.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "storage/base/time.h"
#include "sync/line/http_transfer.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class CurlLine final : public Line {
 public:
  // kInternal if libcurl cannot start.
  static Result<std::unique_ptr<CurlLine>> Open(const Clock& clock, LineOptions options);
  ~CurlLine() override;

  Result<HttpAnswer> Exchange(const HttpRequest& request) override;
  void Fetch(const RangeRequest& request, RangeSink& sink) override;
  void Cancel(RangeSink& sink) override;
  void Turn(std::int64_t longest_ms) override;
  std::int64_t SilentMs(const RangeSink& sink) const override;
  bool Held() const override;
  void Trust(PeerTrust trust) override;
  bool TookStranger() override { return std::exchange(state_.stranger, false); }
  std::int64_t TakeToldToWaitMs() override { return std::exchange(told_to_wait_ms_, 0); }
  void SetRate(std::int64_t bytes_per_second) override {
    state_.bucket.SetRate(bytes_per_second, state_.clock.Now());
  }
  std::optional<std::int64_t> RoundTripMs() override { return state_.sockets.LeastTripMs(); }
  std::optional<Came> CameFrom(const std::string& url) override;
  void AllowUnderWay(const std::string& url, std::int64_t bytes) override;
  Traffic Moved() const override { return state_.moved; }
  void Stop() override;
  bool Stopped() const override { return stopped_; }

 private:
  struct Ending {
    std::unique_ptr<HttpTransfer> transfer;
    Status status;
  };
  using Transfers = std::list<std::unique_ptr<HttpTransfer>>;

  CurlLine(const Clock& clock, LineOptions options, CURLM* multi);
  Status Begin(const HttpTransfer& transfer);
  std::int64_t WaitMs(std::int64_t longest_ms);
  void Move(std::int64_t longest_ms);  // One step of the loop; endings gather in endings_.
  void GatherEnded();
  void GatherStalled();
  void End(Transfers::iterator transfer, Status status);
  void TellSinks();
  bool WantsFreshConnection() const;

  LineState state_;
  CURLM* multi_;
  Transfers transfers_;
  std::list<Ending> endings_;  // Not yet told to their sinks.
  std::optional<Instant> trust_changed_;
  std::int64_t told_to_wait_ms_ = 0;
  bool distrust_idle_ = false;  // After a cut, idle connections are most likely dead too.
  std::atomic<bool> stopped_{false};
};

}  // namespace lianxiao::sync
