// The threads for what may wait: five lanes, so that what is slow holds up only its like.
//
//   lane        threads  may wait  what
//   kPages         8      1,024    pages, small answers of the API, looking up a file to send
//   kSearch        2        128    each takes a processor for milliseconds: two leave the rest to the lesson
//   kPasswords     2        200    Argon2id takes a processor and 19 MiB for tens of milliseconds (see
//                                  storage/people/passwords.h, which does no more at once either)
//   kLong          4        256    exports, uploads of boxes, the log: seconds, and mostly the disk's
//   kDisk          4          –    the next MiB of a film that is not in memory; one for each client at most
//
// What may wait is bounded: whoever finds a lane full is told at once to come again, which is kinder than an
// answer that comes when nobody waits for it any more. Threads are made when they are first needed.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "web/http/http.h"

namespace lianxiao::web {

// Safe from any thread.
class Lane {
 public:
  using Job = std::function<void()>;  // Throws nothing.
  Lane(int threads, std::size_t may_wait) : most_threads_(threads), may_wait_(may_wait) {}
  ~Lane() { Stop(); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // False: full, or stopped; the job was not taken.
  bool Offer(Job job) { return Take(std::move(job), may_wait_); }
  // The next part of what was taken before, which is not turned away halfway. False: stopped.
  bool GoOn(Job job);
  // Jobs that wait are dropped, those under way end first.
  void Stop();

 private:
  bool Take(Job job, std::size_t may_wait);
  void Work();
  void WakeOne();

  const int most_threads_;
  const std::size_t may_wait_;
  std::mutex mutex_;  // Guards all below.
  std::condition_variable came_;
  std::deque<Job> jobs_;
  std::vector<std::thread> threads_;
  std::size_t resting_ = 0;   // Threads without a job…
  std::size_t sleeping_ = 0;  // …that have to be woken.
  bool waking_ = false;       // One was called, and has not come yet.
  bool stopped_ = false;
};

// One set for each listener: a full classroom keeps the technician at the control socket out of nothing.
class Lanes {
 public:
  Lanes();
  Lane& For(Cost cost);
  Lane& Disk() { return lanes_[static_cast<std::size_t>(Name::kDisk)]; }
  void Stop();

 private:
  enum class Name { kPages, kSearch, kPasswords, kLong, kDisk };
  static Name NameFor(Cost cost);
  std::array<Lane, 5> lanes_;
};

}  // namespace lianxiao::web
