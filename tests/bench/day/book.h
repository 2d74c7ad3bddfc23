// What the devices of a class day keep about it themselves: how long everything took, and every promise the
// box made them, to be compared with what is there afterwards. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace lianxiao::bench {

// A list for a class as its teacher believes it to be.
struct ListAtHand {
  std::string login;
  std::int64_t number = 0;
  std::vector<std::string> lessons;  // In their order.
  bool certain = true;               // No edit went unanswered.
};

struct Promises {
  std::set<std::string> events;   // Ids that the box said it has.
  std::set<std::string> unheard;  // Ids that were sent and never answered: there once or not at all.
  std::set<std::string> wishes;   // Ids of lessons.
  std::map<std::string, std::string> files;  // Digest of each upload, and its title.
  std::set<std::string> offers;              // Titles of those that were offered to the county.
  std::map<std::string, std::string> notes;  // By "login lesson".
  std::vector<ListAtHand> lists;
  std::int64_t searches = 0;  // Pages of results, each of which the box notes itself.
};

class Book {
 public:
  void Took(const std::string& kind, double ms, bool fine, long status);
  void Late();   // A second of film came more than a second after it was asked for.
  void Wrong();  // Its bytes were others than the film's.

  template <typename Work>
  void Promise(const Work& work) {
    const std::lock_guard lock(mutex_);
    work(promises_);
  }
  const Promises& promises() const { return promises_; }  // When all devices are off.
  void Print() const;

 private:
  struct Kind {
    std::vector<double> ms;
    std::map<long, int> errors;  // By status; 0: the connection broke.
  };
  mutable std::mutex mutex_;  // Guards all below.
  std::map<std::string, Kind> kinds_;
  int late_ = 0, wrong_ = 0;
  Promises promises_;
};

}  // namespace lianxiao::bench
