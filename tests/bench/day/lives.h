// How the devices of a village school spend a day: twelve teachers at work, pupils' tablets, and phones that
// leave in the middle. Drawn from a seed; each life runs on a thread of its own until the day is over.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/day/device.h"

namespace lianxiao::bench {

// Eight hours, from 08:00 to 16:00, in some minutes.
class Day {
 public:
  Day(std::int64_t begin_ms, std::int64_t lasts_ms) : begin_ms_(begin_ms), lasts_ms_(lasts_ms) {}
  static constexpr int kLessons = 7;
  std::int64_t Bell(int lesson) const;  // On MonotonicMs().
  std::int64_t End(int lesson) const;
  std::int64_t Over() const { return begin_ms_ + lasts_ms_; }

 private:
  std::int64_t At(double minute) const;
  std::int64_t begin_ms_, lasts_ms_;
};

struct Film {
  std::string id, url;
  std::shared_ptr<const std::string> bytes;
  int seconds = 0;
};

// What there is to open. Outlives the lives.
struct School {
  std::string url, password;
  std::vector<std::string> logins;   // Of the teachers.
  std::vector<Film> films;           // All here in the morning.
  std::vector<std::string> sheets;   // Addresses of PDF files.
  std::vector<std::string> lessons;  // Ids of all.
  std::vector<std::string> away;     // Of those that are not here.
  std::vector<std::string> words;    // To search for.
};

void LiveAsTeacher(const School& school, const Day& day, int number, std::uint32_t seed, Book& book);
void LiveAsPupil(const School& school, const Day& day, int number, std::uint32_t seed, Book& book);
void LiveAsPhoneThatVanishes(const School& school, const Day& day, int number, std::uint32_t seed,
                             Book& book);

}  // namespace lianxiao::bench
