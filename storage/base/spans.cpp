#include "storage/base/spans.h"

#include <algorithm>
#include <iterator>

namespace lianxiao {

void Spans::Add(std::int64_t first, std::int64_t end) {
  if (first >= end) return;
  auto next = ends_.upper_bound(first);
  if (next != ends_.begin() && std::prev(next)->second >= first) --next;
  while (next != ends_.end() && next->first <= end) {
    first = std::min(first, next->first);
    end = std::max(end, next->second);
    bytes_ -= next->second - next->first;
    next = ends_.erase(next);
  }
  ends_.emplace(first, end);
  bytes_ += end - first;
}

std::int64_t Spans::Until(std::int64_t at) const {
  const auto after = ends_.upper_bound(at);
  return after == ends_.begin() ? at : std::max(at, std::prev(after)->second);
}

std::int64_t Spans::NextFrom(std::int64_t at, std::int64_t otherwise) const {
  if (Until(at) > at) return at;
  const auto after = ends_.upper_bound(at);
  return after == ends_.end() ? otherwise : after->first;
}

}  // namespace lianxiao
