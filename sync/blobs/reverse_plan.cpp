#include "sync/blobs/reverse_plan.h"

#include <algorithm>

#include "storage/formats/block_signature.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

bool GoesOn(const ReversePlan::Stretch& stretch, std::int64_t at, const ReversePlan::Place& place) {
  return stretch.end == at && stretch.from.old_file == place.old_file &&
         stretch.from.offset + (stretch.end - stretch.first) == place.offset;
}

}  // namespace

std::int64_t ReversePlan::Cost::OnTheWire() const { return bytes + requests * formats::kRangeHeadBytes; }

ReversePlan::ReversePlan(const std::vector<Place>& places, std::int64_t block_bytes, std::int64_t file_bytes)
    : file_bytes_(file_bytes) {
  std::int64_t at = 0;
  for (const auto& place : places) {
    const auto end = std::min(at + block_bytes, file_bytes);
    if (place.Found() && !stretches_.empty() && GoesOn(stretches_.back(), at, place)) {
      stretches_.back().end = end;
    } else if (place.Found() && end > at) {
      stretches_.push_back({at, end, place});
    }
    at = end;
  }
  LeaveOutShort(formats::kRangeHeadBytes);
  // Each request is a round trip too; beyond so many, bytes are the cheaper.
  for (auto least = 2 * formats::kRangeHeadBytes; missing_.requests > kMostHoles; least *= 2)
    LeaveOutShort(least);
}

// Known stretches between two holes: what lies together counts together.
void ReversePlan::LeaveOutShort(std::int64_t least_bytes) {
  std::vector<Stretch> kept;
  for (auto first = stretches_.begin(); first != stretches_.end();) {
    auto last = first;
    while (std::next(last) != stretches_.end() && std::next(last)->first == last->end) ++last;
    if (last->end - first->first > least_bytes) kept.insert(kept.end(), first, std::next(last));
    first = std::next(last);
  }
  stretches_ = std::move(kept);
  Count();
}

void ReversePlan::Count() {
  missing_ = {};
  for (std::int64_t at = 0; at < file_bytes_;) {
    const auto hole_end = Next(at);
    if (hole_end > at) missing_.bytes += hole_end - at, ++missing_.requests;
    at = hole_end < file_bytes_ ? Until(hole_end) : file_bytes_;
  }
}

std::size_t ReversePlan::After(std::int64_t at) const {
  const auto found = std::ranges::upper_bound(stretches_, at, {}, &Stretch::end);
  return static_cast<std::size_t>(found - stretches_.begin());
}

std::int64_t ReversePlan::Until(std::int64_t at) const {
  for (auto i = After(at); i < stretches_.size() && stretches_[i].first <= at; ++i) at = stretches_[i].end;
  return at;
}

std::int64_t ReversePlan::Next(std::int64_t at) const {
  const auto i = After(at);
  return i == stretches_.size() ? std::max(at, file_bytes_) : std::max(at, stretches_[i].first);
}

std::vector<ReversePlan::Stretch> ReversePlan::Within(std::int64_t first, std::int64_t end) const {
  std::vector<Stretch> within;
  for (auto i = After(first); i < stretches_.size() && stretches_[i].first < end; ++i) {
    auto stretch = stretches_[i];
    const auto skipped = std::max<std::int64_t>(first - stretch.first, 0);
    stretch.first += skipped;
    stretch.from.offset += skipped;
    stretch.end = std::min(stretch.end, end);
    within.push_back(stretch);
  }
  return within;
}

}  // namespace lianxiao::sync
