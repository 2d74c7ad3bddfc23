// How much all connections of one listener together may send: a bucket of bytes that fills with time, and of
// which each connection that sends has its equal share. A relay has one, so that villages which fetch do not
// take the radio link from the class next door. Told the time. Safe from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>

namespace lianxiao::web {

class RateCap {
 public:
  explicit RateCap(std::int64_t bytes_per_second)
      : rate_(bytes_per_second), size_(std::max(kLeastBurst, bytes_per_second / kBurstPart)) {}

  // One connection, from its first byte of an answer to the last. Outlived by its cap, used from one thread.
  class Share {
   public:
    explicit Share(RateCap& cap) : cap_(cap) { cap_.Join(); }
    ~Share() { cap_.Leave(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // How many of `most` bytes may go now; 0: look again in kHeldMs. They count as gone.
    std::int64_t Take(std::int64_t now_ms, std::int64_t most) { return cap_.Take(*this, now_ms, most); }
    // What was taken and did not go; below 0: so much more went (an answer's head goes whole).
    void GiveBack(std::int64_t bytes) { cap_.GiveBack(bytes); }

   private:
    friend class RateCap;
    RateCap& cap_;
    std::optional<std::int64_t> took_ms_;
  };

  static constexpr std::int64_t kHeldMs = 50;
  static constexpr std::int64_t kStepBytes = 64 << 10;

 private:
  // A burst that nobody notices, and enough for what gathers while all wait for kHeldMs.
  static constexpr std::int64_t kLeastBurst = 64 << 10;
  static constexpr std::int64_t kBurstPart = 4;
  // A packet that is worth its head, and what is not cut smaller than some.
  static constexpr std::int64_t kLeastStep = 512, kGoodStep = 4 << 10;
  static constexpr std::int64_t kLongestMs = 10'000;  // Who was away for longer has no more due.

  void Join() {
    const std::lock_guard lock(mutex_);
    ++sharing_;
  }
  void Leave() {
    const std::lock_guard lock(mutex_);
    --sharing_;
  }
  std::int64_t Take(Share& share, std::int64_t now_ms, std::int64_t most) {
    const std::lock_guard lock(mutex_);
    Fill(now_ms);
    const auto good = std::clamp(size_ / 2 / sharing_, kLeastStep, kGoodStep);
    const auto step = std::min(left_, Due(share, now_ms, good));
    if (step < std::min(most, good)) return 0;
    const auto taken = std::min({most, step, kStepBytes});
    left_ -= taken;
    // What is due beyond a step stays due.
    const auto since = std::max(share.took_ms_.value_or(now_ms), now_ms - kLongestMs);
    share.took_ms_ = std::min(now_ms, since + taken * 1'000 * sharing_ / rate_);
    return taken;
  }
  void GiveBack(std::int64_t bytes) {
    const std::lock_guard lock(mutex_);
    left_ = std::min(size_, left_ + bytes);
  }

  // Its part of what came since it took last; more while others leave theirs.
  std::int64_t Due(const Share& share, std::int64_t now_ms, std::int64_t good) const {
    if (left_ >= size_ / 2) return kStepBytes;
    if (!share.took_ms_) return good;
    return rate_ * std::clamp<std::int64_t>(now_ms - *share.took_ms_, 0, kLongestMs) / 1'000 / sharing_;
  }
  void Fill(std::int64_t now_ms) {
    if (!filled_ms_) filled_ms_ = now_ms;
    const auto passed = std::clamp<std::int64_t>(now_ms - *filled_ms_, 0, kLongestMs);
    const auto bytes = rate_ * passed / 1'000;
    if (bytes == 0) return;  // The time stays, so that small steps add up.
    filled_ms_ = now_ms;
    left_ = std::min(size_, left_ + bytes);
  }

  const std::int64_t rate_, size_;
  std::mutex mutex_;  // Guards the rest.
  std::int64_t left_ = 0, sharing_ = 0;
  std::optional<std::int64_t> filled_ms_;
};

}  // namespace lianxiao::web
