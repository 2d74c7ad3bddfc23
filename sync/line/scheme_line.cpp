#include "sync/line/scheme_line.h"

#include <utility>

namespace lianxiao::sync {

Result<std::unique_ptr<SchemeLine>> SchemeLine::Open(const Clock& clock, LineOptions options,
                                                     const std::vector<std::string>& folders) {
  LIANXIAO_ASSIGN(auto network, CurlLine::Open(clock, std::move(options)));
  return std::unique_ptr<SchemeLine>(new SchemeLine(std::move(network), folders));
}

SchemeLine::SchemeLine(std::unique_ptr<CurlLine> network, const std::vector<std::string>& folders)
    : network_(std::move(network)), folders_(folders) {}

Line& SchemeLine::For(const std::string& url) {
  if (IsFolderUrl(url)) return folders_;
  return *network_;
}

Result<HttpAnswer> SchemeLine::Exchange(const HttpRequest& request) {
  return For(request.url).Exchange(request);
}

void SchemeLine::Fetch(const RangeRequest& request, RangeSink& sink) {
  For(request.url).Fetch(request, sink);
}

void SchemeLine::Cancel(RangeSink& sink) {
  network_->Cancel(sink);
  folders_.Cancel(sink);
}

// A folder always has bytes ready, so the network is not waited for while one is read.
void SchemeLine::Turn(std::int64_t longest_ms) {
  const bool reading = folders_.Busy();
  folders_.Turn(0);
  network_->Turn(reading ? 0 : longest_ms);
}

void SchemeLine::Stop() {
  folders_.Stop();
  network_->Stop();
}

}  // namespace lianxiao::sync
