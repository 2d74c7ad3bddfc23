// A small box's share of this machine: memory and processors of a cgroup, version 2 or 1, whichever may be
// written here. Without one nothing is limited, and words() says so. Used from one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lianxiao::bench {

class Cage {
 public:
  Cage(std::int64_t memory_bytes, int processors);
  ~Cage();  // Removes the group; who was in it has ended.
  Cage(const Cage&) = delete;
  Cage& operator=(const Cage&) = delete;

  // What this process starts between the two lives in the cage, with all its memory counted from the first
  // page. The threads of this process that are alive go in and out with it.
  void Enter() const { Move(folders_, "/cgroup.procs"); }
  void Leave() const { Move(homes_, "/cgroup.procs"); }

  const std::string& words() const { return words_; }
  bool limits() const { return !folders_.empty(); }
  double PeakMib() const;            // With the files it read, which the kernel drops first.
  std::int64_t Killed() const;       // Processes, for want of memory.
  std::int64_t ThrottledMs() const;  // Time it had to wait because its processors were used up.

 private:
  static void Move(const std::vector<std::string>& folders, const std::string& file);
  std::int64_t Number(const std::string& file, const std::string& name = {}) const;
  bool MakeV2(std::int64_t memory_bytes, int processors);
  bool MakeV1(std::int64_t memory_bytes, int processors);

  std::vector<std::string> folders_;  // Of the group, one for each hierarchy.
  std::vector<std::string> homes_;    // Where this process was before.
  std::string words_;
};

}  // namespace lianxiao::bench
