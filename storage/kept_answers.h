// Answers that many ask for again and again, kept until what they were made from changes: counts over all
// lessons for every page, for example. Safe from any thread; two who ask first may both do the work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "storage/base/result.h"

namespace lianxiao::storage {

template <typename Answer>
class KeptAnswers {
 public:
  // What is kept under `key`, or what `make` says now; a failure is not kept.
  Result<Answer> Get(const std::string& key, const std::function<Result<Answer>()>& make) {
    std::uint64_t changes = 0;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = answers_.find(key); found != answers_.end()) return found->second;
      changes = changes_;
    }
    auto answer = make();
    const std::lock_guard lock(mutex_);
    // Something changed meanwhile: this may be of before.
    if (!answer || changes != changes_) return answer;
    if (answers_.size() >= kMost) answers_.clear();
    answers_.emplace(key, *answer);
    return answer;
  }

  void Forget() {  // After the change can be read.
    const std::lock_guard lock(mutex_);
    ++changes_;
    answers_.clear();
  }

  static constexpr std::size_t kMost = 512;  // More than the places of a textbook tree that a school visits.

 private:
  std::mutex mutex_;
  std::uint64_t changes_ = 0;
  std::map<std::string, Answer> answers_;
};

}  // namespace lianxiao::storage
