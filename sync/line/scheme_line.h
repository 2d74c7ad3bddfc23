// The line that a box has: http and https over the network, file: from a folder of this machine. Used from
// one thread, but for Stop.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/time.h"
#include "sync/line/fetch.h"
#include "sync/line/folder_line.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class SchemeLine final : public Line {
 public:
  // `folders`: the file: URLs of the box's own settings; no other is ever read. kInternal as CurlLine::Open.
  static Result<std::unique_ptr<SchemeLine>> Open(const Clock& clock, LineOptions options,
                                                  const std::vector<std::string>& folders);

  Result<HttpAnswer> Exchange(const HttpRequest& request) override;
  void Fetch(const RangeRequest& request, RangeSink& sink) override;
  void Cancel(RangeSink& sink) override;
  void Turn(std::int64_t longest_ms) override;
  std::int64_t SilentMs(const RangeSink& sink) const override { return network_->SilentMs(sink); }
  bool Held() const override { return network_->Held(); }
  void Trust(PeerTrust trust) override { network_->Trust(std::move(trust)); }
  bool TookStranger() override { return network_->TookStranger(); }
  std::int64_t TakeToldToWaitMs() override { return network_->TakeToldToWaitMs(); }
  void SetRate(std::int64_t bytes_per_second) override { network_->SetRate(bytes_per_second); }
  std::optional<std::int64_t> RoundTripMs() override { return network_->RoundTripMs(); }
  std::optional<Came> CameFrom(const std::string& url) override { return network_->CameFrom(url); }
  void AllowUnderWay(const std::string& url, std::int64_t bytes) override {
    network_->AllowUnderWay(url, bytes);
  }
  Traffic Moved() const override { return network_->Moved(); }  // A folder costs no traffic.
  bool Holds(const std::string& url) const override { return folders_.Holds(url); }
  // From here on these in the place of those before. What is being read of them goes on.
  void UseFolders(const std::vector<std::string>& folders) { folders_.Use(folders); }
  void Stop() override;
  bool Stopped() const override { return network_->Stopped(); }

 private:
  SchemeLine(std::unique_ptr<CurlLine> network, const std::vector<std::string>& folders);
  Line& For(const std::string& url);

  std::unique_ptr<CurlLine> network_;
  FolderLine folders_;
};

}  // namespace lianxiao::sync
