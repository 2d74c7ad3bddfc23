#include "sync/relay/relay_line.h"

#include <algorithm>

#include "sync/line/small_file.h"

namespace lianxiao::sync {
namespace {

// "ab/cdef…" → the blob.
std::optional<BlobId> BlobIn(std::string_view url) {
  constexpr std::string_view kFolder = "/blobs/";
  const auto at = url.rfind(kFolder);
  if (at == std::string_view::npos) return std::nullopt;
  auto hex = std::string(url.substr(at + kFolder.size()));
  if (hex.size() != 65 || hex[2] != '/') return std::nullopt;
  hex.erase(2, 1);
  const auto id = BlobId::FromHex(hex);
  return id ? std::optional(*id) : std::nullopt;
}

}  // namespace

std::string HeldBlobsUrl(const std::string& base) { return base + "/blobs/held"; }

RelayLine::RelayLine(Line& near, const Clock& clock, std::vector<std::string> bases)
    : LineOver(near), clock_(clock), bases_(std::move(bases)) {}

const std::string* RelayLine::BaseOf(const std::string& url) const {
  const auto found =
      std::ranges::find_if(bases_, [&](const std::string& base) { return url.starts_with(base + "/"); });
  return found == bases_.end() ? nullptr : &*found;
}

Result<HttpAnswer> RelayLine::Exchange(const HttpRequest& request) {
  const auto begun = clock_.Now();
  auto answer = under_.Exchange(request);
  const auto* base = BaseOf(request.url);
  if (!answer || base == nullptr) return answer;
  auto& trip = relays_[*base].trip_ms;
  const auto took = std::max<std::int64_t>(clock_.Now() - begun, 1);
  trip = trip == 0 ? took : std::min(trip, took);
  return answer;
}

bool RelayLine::Holds(const std::string& url) const {
  const auto* base = BaseOf(url);
  const auto blob = BlobIn(url);
  if (base == nullptr || !blob) return false;
  auto& relay = relays_[*base];
  if (!relay.asked) Ask(*base, relay);
  return relay.held && relay.held->Has(*blob);
}

// A list that cannot be read is as none: then nothing is asked for, and the county is.
void RelayLine::Ask(const std::string& base, Relay& relay) const {
  relay.asked = true;
  const auto bytes = FetchSmallFile(under_, HeldBlobsUrl(base), formats::kMaxHeldBlobsBytes);
  if (!bytes) return;
  if (auto held = formats::HeldBlobs::Decode(*bytes)) relay.held = *std::move(held);
}

std::int64_t RelayLine::TripMs(const std::string& base) const {
  const auto known = relays_.find(base);
  return known == relays_.end() ? 0 : known->second.trip_ms;
}

}  // namespace lianxiao::sync
