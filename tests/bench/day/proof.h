// After the day: whether everything the box promised is there, once. Used from one thread.
#pragma once

#include "tests/bench/day/book.h"
#include "tests/bench/day/stage.h"

namespace lianxiao::bench {

// Asks the box for its wishes, lists, notes and files, waits until use and offers are with the county, ends
// the center and reads what it has. Prints a line for each; how many things are missing, changed or double.
int ProveThatNothingIsLost(Stage& stage, const School& school, const Promises& promises);

}  // namespace lianxiao::bench
