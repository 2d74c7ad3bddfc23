// Lets a Download fetch one range of a blob: it takes all else for known. Plain value.
#pragma once

#include <cstdint>
#include <string>

#include "sync/blobs/download.h"

namespace lianxiao::sync {

class OneRange final : public KnownBytes {
 public:
  // Not empty.
  OneRange(std::int64_t first, std::int64_t end, std::int64_t blob_bytes)
      : first_(first), end_(end), blob_bytes_(blob_bytes) {}

  std::int64_t first() const { return first_; }
  std::int64_t end() const { return end_; }

  std::int64_t Until(std::int64_t at) const override {
    if (at < first_) return first_;
    return at < end_ ? at : blob_bytes_;
  }
  std::int64_t Next(std::int64_t at) const override { return at >= first_ && at < end_ ? end_ : at; }
  std::string Read(std::int64_t first, std::int64_t end) override {
    return std::string(static_cast<std::size_t>(end - first), '\0');
  }

 private:
  std::int64_t first_, end_, blob_bytes_;
};

}  // namespace lianxiao::sync
