#include "tests/sim/false_line.h"

#include <algorithm>

namespace lianxiao::sim {
namespace {

constexpr std::int64_t kStepBytes = 200'000;

std::string PathOf(const std::string& url) {
  return url.substr(url.find('/', std::string("http://").size()));
}

Error Gone() { return {ErrorCode::kOffline, "no line"}; }

}  // namespace

FalseLine::FalseLine(test::SmallCounty& county, FalseClock& clock, std::mt19937& random, Weather weather)
    : county_(county), clock_(clock), random_(random), weather_(weather) {}

bool FalseLine::IsDown() {
  if (Happens(weather_.power)) throw PowerCut{};
  if (Happens(weather_.cut)) down_until_ = clock_.Now() + static_cast<std::int64_t>(random_() % 20'000);
  return clock_.Now() < down_until_;
}

sync::HttpAnswer FalseLine::AnswerTo(const sync::HttpRequest& request) {
  const auto path = PathOf(request.url);
  if (path.starts_with("/api/")) {
    auto answer =
        county_.Answer({request.method == sync::Method::kGet ? "GET" : "PUT", path, {}, request.body});
    return {answer.status, answer.content_type, std::move(answer.body)};
  }
  const auto files = county_.Files();
  const auto found = files.find(path);
  if (found == files.end()) return {404, "text/plain", "none"};
  return {200, "application/octet-stream", found->second};
}

Result<sync::HttpAnswer> FalseLine::Exchange(const sync::HttpRequest& request) {
  clock_.Pass(300);
  if (stopped_ || IsDown()) return Fail(Gone());
  moved_.sent += static_cast<std::int64_t>(request.body.size()) + 200;
  auto answer = AnswerTo(request);
  // What reached the other side may still not come back.
  if (IsDown()) return Fail(Gone());
  if (Happens(weather_.strange)) return sync::HttpAnswer{200, "text/html", "<p>login"};
  if (Happens(weather_.flip) && !answer.body.empty()) answer.body[random_() % answer.body.size()] ^= 1;
  if (static_cast<std::int64_t>(answer.body.size()) > request.max_bytes) {
    return Fail(ErrorCode::kInvalid, "too large");
  }
  moved_.received += static_cast<std::int64_t>(answer.body.size()) + 200;
  return answer;
}

void FalseLine::Fetch(const sync::RangeRequest& request, sync::RangeSink& sink) {
  flows_.push_back({request, &sink, request.first});
}

void FalseLine::Cancel(sync::RangeSink& sink) {
  flows_.remove_if([&](const Flow& flow) { return flow.sink == &sink; });
}

void FalseLine::Turn(std::int64_t longest_ms) {
  clock_.Pass(flows_.empty() ? longest_ms : 100);
  for (auto flow = flows_.begin(); flow != flows_.end();) {
    flow = Step(*flow) ? std::next(flow) : flows_.erase(flow);
  }
}

bool FalseLine::Step(Flow& flow) {
  const auto end = [&](Status status) {
    flow.sink->Ended(std::move(status));
    return false;
  };
  if (stopped_ || IsDown()) return end(Fail(Gone()));
  if (Happens(weather_.strange)) {
    const ErrorCode codes[] = {ErrorCode::kOffline, ErrorCode::kNotFound, ErrorCode::kCorrupt};
    return end(Fail(codes[random_() % 3], "strange"));
  }
  const auto files = county_.Files();
  const auto file = files.find(PathOf(flow.request.url));
  if (file == files.end() || missing.contains(file->first)) return end(Fail(ErrorCode::kNotFound, "none"));

  auto size = std::min<std::int64_t>(flow.request.end - flow.at,
                                     1 + static_cast<std::int64_t>(random_() % kStepBytes));
  if (rate_ > 0) size = std::clamp<std::int64_t>(rate_ / 10, 1, size);  // A turn is 100 ms.
  auto bytes = file->second.substr(static_cast<std::size_t>(flow.at), static_cast<std::size_t>(size));
  if (Happens(weather_.flip)) bytes[random_() % bytes.size()] ^= 1;
  moved_.received += size;
  flow.at += size;
  flow.sink->Arrived(bytes);
  return flow.at < flow.request.end ? true : end({});
}

}  // namespace lianxiao::sim
