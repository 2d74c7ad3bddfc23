#include "tests/e2e/steps.h"

#include <cstdio>
#include <utility>

#include "tests/support/process.h"

namespace lianxiao::test {

void Story::Then(std::string promise, std::function<std::string()> step) {
  steps_.push_back({std::move(promise), std::move(step)});
}

bool Story::Tell() const {
  std::size_t passed = 0;
  for (const auto& step : steps_) {
    const auto begin = MonotonicMs();
    std::string saw;
    bool held = true;
    try {
      saw = step.run();
    } catch (const std::exception& e) {
      held = false;
      saw = e.what();
    }
    std::printf("%s %2zu/%zu %s  [%.1f s] %s\n", held ? "ok  " : "FAIL", passed + 1, steps_.size(),
                step.promise.c_str(), static_cast<double>(MonotonicMs() - begin) / 1'000, saw.c_str());
    std::fflush(stdout);
    if (!held) break;
    ++passed;
  }
  const std::size_t failed = passed == steps_.size() ? 0 : 1;
  std::printf("%zu passed, %zu failed\n", passed, failed);
  return failed == 0;
}

}  // namespace lianxiao::test
