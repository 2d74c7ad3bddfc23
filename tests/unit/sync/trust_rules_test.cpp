// What is told of a refused file: each kind by its own problem, whose sentences the pages have.
#include "sync/trust/trust_rules.h"

#include <gmock/gmock.h>

#include "sync/rounds/problems.h"

namespace lianxiao::sync {
namespace {

using ::testing::Contains;

constexpr Refusal kAll[] = {Refusal::kSignature, Refusal::kRollback, Refusal::kExpired,
                            Refusal::kTooLong,   Refusal::kMismatch, Refusal::kUnreadable};

TEST(Refusal, TravelsWithItsErrorAndLeavesTheWordsAsTheyWere) {
  for (const auto kind : kAll) {
    const auto error = Refuse("snapshot", kind, "wrong").value();
    EXPECT_EQ(error.code, ErrorCode::kUntrusted);
    EXPECT_EQ(RefusalOf(error), kind);
    EXPECT_EQ(WithoutRefusal(error.message), "snapshot.json: wrong");
  }
  const auto plain = Refuse("root", "there is none").value();
  EXPECT_EQ(RefusalOf(plain), std::nullopt);
  EXPECT_EQ(WithoutRefusal(plain.message), plain.message);
}

TEST(Refusal, OfEveryKindHasAProblemThatIsSetAndCleared) {
  for (const auto kind : kAll) EXPECT_THAT(problem::kAllOfMetadata, Contains(ProblemOf(kind)));
  EXPECT_EQ(std::size(problem::kAllOfMetadata), std::size(kAll) + 1) << "and the one without a kind";
}

TEST(Refusal, EachRuleTellsItsKind) {
  const auto kind = [](const Status& refused) { return refused ? std::nullopt : RefusalOf(refused.error()); };
  const formats::TufFileMeta named{.version = 7, .length = 3, .sha256 = std::string(64, '0')};
  EXPECT_EQ(kind(CheckSize("root", "12345", 4)), Refusal::kTooLong);
  EXPECT_EQ(kind(CheckDate("root", WallTime{5}, WallTime{5})), Refusal::kExpired);
  EXPECT_EQ(kind(CheckBytes("snapshot", "1234", named, "timestamp")), Refusal::kMismatch);
  EXPECT_EQ(kind(CheckBytes("snapshot", "123", named, "timestamp")), Refusal::kMismatch);
  EXPECT_EQ(kind(CheckVersion("targets", 6, named, "snapshot")), Refusal::kMismatch);
  formats::TufSnapshot seen, offered;
  seen.meta["targets.json"].version = 4;
  EXPECT_EQ(kind(CheckStillNamed(offered, seen)), Refusal::kRollback) << "no longer named";
  offered.meta["targets.json"].version = 3;
  EXPECT_EQ(kind(CheckStillNamed(offered, seen)), Refusal::kRollback) << "an older version named";
}

}  // namespace
}  // namespace lianxiao::sync
