// A line over another line: hands everything on. For lines that listen in or know a little more. Used from
// one thread, but for Stop.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "sync/line/line.h"

namespace lianxiao::sync {

class LineOver : public Line {
 public:
  explicit LineOver(Line& under) : under_(under) {}  // Outlives this.

  Result<HttpAnswer> Exchange(const HttpRequest& request) override { return under_.Exchange(request); }
  void Fetch(const RangeRequest& request, RangeSink& sink) override { under_.Fetch(request, sink); }
  void Cancel(RangeSink& sink) override { under_.Cancel(sink); }
  void Turn(std::int64_t longest_ms) override { under_.Turn(longest_ms); }
  std::int64_t SilentMs(const RangeSink& sink) const override { return under_.SilentMs(sink); }
  bool Held() const override { return under_.Held(); }
  void Trust(PeerTrust trust) override { under_.Trust(std::move(trust)); }
  bool TookStranger() override { return under_.TookStranger(); }
  std::int64_t TakeToldToWaitMs() override { return under_.TakeToldToWaitMs(); }
  void SetRate(std::int64_t bytes_per_second) override { under_.SetRate(bytes_per_second); }
  std::optional<std::int64_t> RoundTripMs() override { return under_.RoundTripMs(); }
  std::optional<Came> CameFrom(const std::string& url) override { return under_.CameFrom(url); }
  void AllowUnderWay(const std::string& url, std::int64_t bytes) override {
    under_.AllowUnderWay(url, bytes);
  }
  bool Holds(const std::string& url) const override { return under_.Holds(url); }
  Traffic Moved() const override { return under_.Moved(); }
  void Stop() override { under_.Stop(); }
  bool Stopped() const override { return under_.Stopped(); }

 protected:
  Line& under_;
};

}  // namespace lianxiao::sync
