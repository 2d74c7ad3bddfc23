// When the center says that two boxes use one identity.
#include "center/registry/twins.h"

#include <gtest/gtest.h>

#include <string>

namespace lianxiao::center {
namespace {

constexpr WallTime kMonday{1'795'250'000'000};

// Plays "AAB…": a letter is a new batch in that chain, a minute after the one before.
struct Story {
  ChainTurns turns;
  WallTime now = kMonday;
  std::int64_t cut[2] = {0, 0};
  std::optional<std::int64_t> given_up[2];

  void Play(const std::string& letters) {
    for (const char letter : letters) {
      const auto which = static_cast<std::size_t>(letter - 'A');
      now = now + kMinuteMs;
      turns = After(turns, {std::string(1, letter), ++cut[which], given_up[which], now});
    }
  }
  bool Twins() const { return AreTwins(turns, now); }
};

TEST(Twins, OneBoxIsAlone) {
  Story story;
  story.Play("AAAA");
  EXPECT_FALSE(story.Twins());
}

TEST(Twins, ARestoredBoxLeavesItsOldChainForGood) {
  Story story;
  story.Play("AAABBBB");
  EXPECT_FALSE(story.Twins());
}

TEST(Twins, PutBackToTheEndOfItsOldChainItIsStillOne) {
  Story story;
  story.Play("AABBAAAA");
  EXPECT_FALSE(story.Twins());
}

TEST(Twins, TwoChainsThatGoOnAreTwoBoxes) {
  Story story;
  story.Play("AABA");
  EXPECT_FALSE(story.Twins());
  story.Play("B");
  EXPECT_TRUE(story.Twins());
}

TEST(Twins, ABatchThatTookALongerRoadIsNoTwin) {
  Story story;
  story.Play("AB");
  story.given_up[0] = 3;
  story.Play("BABAB");  // A's second and third come by stick.
  EXPECT_FALSE(story.Twins());
  story.Play("A");  // Nobody cut a fourth, says the box.
  EXPECT_FALSE(story.Twins());
  story.Play("B");
  EXPECT_TRUE(story.Twins());
}

TEST(Twins, TheSignGoesOutWhenOneOfThemIsGone) {
  Story story;
  story.Play("ABABAB");
  EXPECT_TRUE(story.Twins());
  story.now = story.now + kTwinsForgottenMs;
  story.Play("BB");
  EXPECT_FALSE(story.Twins());
  story.Play("A");
  EXPECT_FALSE(story.Twins()) << "what was long ago counts no more";
}

}  // namespace
}  // namespace lianxiao::center
