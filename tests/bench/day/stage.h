// A county and a school box for a class day: the samples, films of a minute at 2 Mbit/s, and some thousand
// lessons of which only the catalog is here. Real programs. Throws std::runtime_error. Used from one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/day/cage.h"
#include "tests/bench/day/lives.h"
#include "tests/support/deployment.h"

namespace lianxiao::bench {

class Stage {
 public:
  // Publishes, lets a box without limits fetch the first films, and makes `teachers` accounts.
  Stage(const std::string& folder, int lessons, int teachers);

  // The box in its cage, behind a line of `kbit_per_second`; then the county publishes films for the day.
  void Open(const Cage& cage, std::int64_t kbit_per_second);

  test::CenterProgram& center() { return center_; }
  test::SchoolProgram& box() { return *box_; }
  School Opened();  // What there is this morning.

 private:
  void ImportFilms(int first, int end);
  void PublishAll(int films);
  void MakeTeachers();

  const std::string folder_;
  const int lessons_, teachers_;
  const test::Places places_ = test::Places::FromEnvironment();
  test::CenterProgram center_;
  std::unique_ptr<test::SchoolProgram> box_;
  std::shared_ptr<const std::string> film_;  // As ffmpeg made it; each lesson's has other bytes at its end.
};

std::string AwayId(int lesson);  // Of a lesson that only the catalog has.

}  // namespace lianxiao::bench
