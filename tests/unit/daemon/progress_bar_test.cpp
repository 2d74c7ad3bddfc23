#include "daemon/progress_bar.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lianxiao::daemon {
namespace {

class TurnedClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  WallTime Wall() const override { return {}; }
  std::string BootId() const override { return "boot"; }
  Instant now{0};
};

const Console& English() {
  static const Console console(web::Language::kEnglish);
  return console;
}

TEST(ProgressBar, TellsWhatHowManyAndByWeightHowFar) {
  const auto line = BarLine(English(), {"deltas", 1, 4, 750, 1'000}, 0);
  EXPECT_EQ(line, "Deltas 1/4  [##################......]   75%");
  EXPECT_EQ(BarLine(English(), {"shards", 2, 4}, 0), "Lists 2/4  [############............]   50%");
  EXPECT_EQ(BarLine(English(), {"targets", 0, 0}, 0), "Signing 0/0  [########################]  100%");
}

TEST(ProgressBar, GuessesTheTimeLeftOnceThereIsSomethingToGuessFrom) {
  const center::Step half{"deltas", 2, 4};
  EXPECT_EQ(BarLine(English(), half, 1'000).find("left"), std::string::npos);
  EXPECT_NE(BarLine(English(), half, 20'000).find("21 s left"), std::string::npos);
  EXPECT_NE(BarLine(English(), half, 301'000).find("6 min left"), std::string::npos);
  EXPECT_EQ(BarLine(English(), {"deltas", 4, 4}, 301'000).find("left"), std::string::npos);
}

TEST(ProgressBar, TellsAWorkThatItHasNoWordForByItsName) {
  EXPECT_TRUE(BarLine(English(), {"pigeons", 1, 2}, 0).starts_with("pigeons 1/2"));
}

// What was written to `file` so far.
std::string Written(std::FILE* file) {
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  return text;
}

TEST(ProgressBar, DrawsOneLineForEachKindOfWork) {
  TurnedClock clock;
  std::FILE* out = std::tmpfile();
  ASSERT_NE(out, nullptr);
  {
    ProgressBar bar(English(), clock, out);
    bar.Show({"deltas", 0, 2});
    bar.Show({"deltas", 2, 2});
    bar.Show({"targets", 0, 3});
  }
  const auto text = Written(out);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 3);
  std::fclose(out);
}

}  // namespace
}  // namespace lianxiao::daemon
