#include "storage/kept_answers.h"

#include <gtest/gtest.h>

namespace lianxiao::storage {
namespace {

class KeptAnswersTest : public testing::Test {
 protected:
  int Ask(const std::string& key) {
    const auto answer = kept_.Get(key, [&]() -> Result<int> { return ++made_; });
    return answer.value_or(-1);
  }

  KeptAnswers<int> kept_;
  int made_ = 0;
};

TEST_F(KeptAnswersTest, AreMadeOnceUntilSomethingChanges) {
  EXPECT_EQ(Ask("a"), 1);
  EXPECT_EQ(Ask("a"), 1);
  EXPECT_EQ(Ask("b"), 2);
  kept_.Forget();
  EXPECT_EQ(Ask("a"), 3);
}

TEST_F(KeptAnswersTest, OneThatWasBegunBeforeAChangeIsNotKept) {
  const auto before = kept_.Get("a", [&]() -> Result<int> {
    kept_.Forget();
    return ++made_;
  });
  EXPECT_EQ(before.value_or(-1), 1);
  EXPECT_EQ(Ask("a"), 2);
}

TEST_F(KeptAnswersTest, AFailureIsNotKept) {
  EXPECT_FALSE(kept_.Get("a", []() -> Result<int> { return Fail(ErrorCode::kInternal, "busy"); }));
  EXPECT_EQ(Ask("a"), 1);
}

TEST_F(KeptAnswersTest, AreBounded) {
  for (std::size_t i = 0; i <= KeptAnswers<int>::kMost; ++i) Ask(std::to_string(i));
  const auto all = made_;
  Ask("0");
  EXPECT_EQ(made_, all + 1) << "the oldest are gone";
}

}  // namespace
}  // namespace lianxiao::storage
