#include "web/http/small_files.h"

#include <utility>

namespace lianxiao::web {

SmallFiles::Bytes SmallFiles::Find(const FileBody& file) {
  if (!file.never_changes || file.size_bytes > kMostOfOne) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto found = by_etag_.find(file.etag);
  if (found == by_etag_.end() || std::ssize(*found->second->bytes) != file.size_bytes) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->bytes;
}

void SmallFiles::Keep(const FileBody& file, Bytes bytes) {
  if (!file.never_changes || std::ssize(*bytes) != file.size_bytes || file.size_bytes > kMostOfOne) return;
  const std::lock_guard lock(mutex_);
  if (by_etag_.contains(file.etag)) return;  // Two asked at once.
  bytes_ += bytes->size();
  kept_.push_front({file.etag, std::move(bytes)});
  by_etag_.emplace(file.etag, kept_.begin());
  while (bytes_ > most_bytes_) {
    bytes_ -= kept_.back().bytes->size();
    by_etag_.erase(kept_.back().etag);
    kept_.pop_back();
  }
}

}  // namespace lianxiao::web
