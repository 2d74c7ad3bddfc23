// The bytes of small files that are asked for again and again, for those that never change under their name:
// an HTML5 package has a hundred scripts and pictures, and opening one costs more than sending it. Safe from
// any thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "web/http/http.h"

namespace lianxiao::web {

class SmallFiles {
 public:
  // A file up to here is small; so much goes out with the head in one step.
  static constexpr std::int64_t kMostOfOne = 16 << 10;
  // Of all; the one asked for least lately goes first.
  explicit SmallFiles(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  SmallFiles() : SmallFiles(4 << 20) {}

  using Bytes = std::shared_ptr<const std::string>;
  Bytes Find(const FileBody& file);  // Null: it is not kept.
  // Passes over what may change, and what is not small.
  void Keep(const FileBody& file, Bytes bytes);

 private:
  struct Kept {
    std::string etag;
    Bytes bytes;
  };
  const std::size_t most_bytes_;
  std::mutex mutex_;      // Guards all below.
  std::list<Kept> kept_;  // The one asked for last first.
  std::unordered_map<std::string, std::list<Kept>::iterator> by_etag_;
  std::size_t bytes_ = 0;
};

}  // namespace lianxiao::web
