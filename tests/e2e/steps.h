// A story told in steps, each checked and printed. A step that fails says what it saw and ends the story.
// Used from one thread.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lianxiao::test {

class StepFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Story {
 public:
  // `step` returns what it saw, in a few words, for the printed line.
  void Then(std::string promise, std::function<std::string()> step);
  // Tells it. True if every step held; ends with a line "N passed, N failed".
  bool Tell() const;

 private:
  struct Step {
    std::string promise;
    std::function<std::string()> run;
  };
  std::vector<Step> steps_;
};

}  // namespace lianxiao::test

// Ends the step unless `condition` holds. `what` is looked at only then, so it shows the moment of the
// failure.
#define REQUIRE(condition, what)                                \
  do {                                                          \
    if (!(condition)) throw ::lianxiao::test::StepFailed(what); \
  } while (false)
