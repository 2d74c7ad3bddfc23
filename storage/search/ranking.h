// In what order lessons are found. Decides only; safe from any thread.
//
// Two steps. The number of a lesson in the index grows with its class: what plays here before what does not,
// then what this school opened often, then the quality mark. FTS5 gives numbers in order, so a broad query
// stops after the first hundred instead of weighing tens of thousands. Those are then put in order by how
// well they fit what was typed (Standing).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lianxiao::storage {

// 0: ministry (部级) … 4: school (校级), 5: no mark.
int QualityOf(std::string_view mark);
// 0: opened often … 3: never. Steps of four times, so that a lesson changes its class three times in its
// life.
int UseOf(std::int64_t opened);

struct Worth {
  bool here = false;
  std::int64_t opened = 0;
  int quality = 5;
};
// Numbers of a class are [first, end).
struct NumberRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};
NumberRange NumbersOf(const Worth& worth);

// How well a lesson fits. What comes first is less.
struct Standing {
  // 0: what was typed is the whole title. 1: it is in the title. 2: in teacher, unit, keywords … 3: in the
  // description. One more for what does not play here: a lesson that only mentions the word and is here
  // stands below one that bears it and is not.
  int fit = 0;
  bool away = false;     // Does not play here.
  bool foreign = false;  // Of a grade, subject and edition of which nothing is here.
  int use = 3;
  int quality = 5;
  std::size_t beside = 0;   // Characters of the title that were not asked for.
  std::int64_t number = 0;  // So that no two are equal.
  auto operator<=>(const Standing&) const = default;
};

}  // namespace lianxiao::storage
