#include "web/http/lanes.h"

#include <cstdlib>
#include <limits>
#include <system_error>
#include <utility>

namespace lianxiao::web {

bool Lane::GoOn(Job job) { return Take(std::move(job), std::numeric_limits<std::size_t>::max()); }

bool Lane::Take(Job job, std::size_t may_wait) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return false;
  const bool at_once = jobs_.size() < resting_;
  const bool more_threads = threads_.size() < static_cast<std::size_t>(most_threads_);
  if (!at_once && !more_threads && jobs_.size() - resting_ >= may_wait) return false;
  if (!at_once && more_threads) {
    try {
      threads_.emplace_back([this] { Work(); });
      ++resting_;
    } catch (const std::system_error&) {
      if (threads_.empty()) return false;  // No thread to be had; those that are there go on.
    }
  }
  jobs_.push_back(std::move(job));
  WakeOne();
  return true;
}

// One at a time: it wakes the next one if there is more to do by then. What is quick is done by few threads
// that stay awake, instead of by many that are woken for each.
void Lane::WakeOne() {
  if (waking_ || sleeping_ == 0) return;
  waking_ = true;
  came_.notify_one();
}

void Lane::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (jobs_.empty() && !stopped_) {
      ++sleeping_;
      came_.wait(lock);
      --sleeping_;
      waking_ = false;
    }
    if (stopped_) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    --resting_;
    if (!jobs_.empty()) WakeOne();
    lock.unlock();
    job();
    lock.lock();
    ++resting_;
  }
}

void Lane::Stop() {
  std::vector<std::thread> threads;
  std::deque<Job> dropped;  // They go when the lock is open again.
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
    threads.swap(threads_);
  }
  came_.notify_all();
  for (auto& thread : threads) thread.join();
}

Lanes::Lanes() : lanes_{{{8, 1'024}, {2, 128}, {2, 200}, {4, 256}, {4, 0}}} {}

Lanes::Name Lanes::NameFor(Cost cost) {
  switch (cost) {
    case Cost::kLittle:
    case Cost::kNote: return Name::kPages;
    case Cost::kSearch: return Name::kSearch;
    case Cost::kPassword: return Name::kPasswords;
    case Cost::kUpload:
    case Cost::kExport:
    case Cost::kLogPage: return Name::kLong;
  }
  std::abort();  // No default above, so that a new cost fails to compile here.
}

Lane& Lanes::For(Cost cost) { return lanes_[static_cast<std::size_t>(NameFor(cost))]; }

void Lanes::Stop() {
  for (auto& lane : lanes_) lane.Stop();
}

}  // namespace lianxiao::web
