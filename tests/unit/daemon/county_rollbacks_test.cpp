#include "daemon/county_rollbacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/county_files.h"
#include "center/registry/registry.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::daemon {
namespace {

using testing::IsEmpty;
using testing::StartsWith;

class CountyRollbacksTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    center::CenterKeys keys;
    keys.sign = SigningKey::Generate();
    keys.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys.sign.verify, keys.seal.seal, std::string(64, '0')};
    auto opened = center::Registry::Open(temp_.At("center.db"), keys, card, "{}", clock_,
                                         {.public_address = "http://10.0.3.7:8440"});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
    rollbacks_ =
        std::make_unique<CountyRollbacks>(registry_->rollbacks(), published_, disk_, log_, temp_.path());
  }

  center::TempFolder temp_;
  center::FakeClock clock_;
  NoLog log_;
  storage::RealDisk disk_;
  center::PublishedCatalog published_{disk_, temp_.At("repository")};
  std::unique_ptr<center::Registry> registry_;
  std::unique_ptr<CountyRollbacks> rollbacks_;
};

TEST_F(CountyRollbacksTest, ACountyThatNeverImportedHasNothingToTakeBack) {
  const auto bundles = rollbacks_->Bundles();
  ASSERT_TRUE(bundles) << bundles.error().message;
  EXPECT_THAT(*bundles, IsEmpty());
  EXPECT_THAT(rollbacks_->Lessons("").value(), IsEmpty());
  EXPECT_THAT(rollbacks_->Preview("lesson", "sx-1").error().message, StartsWith("rollback.unknown"));
}

TEST_F(CountyRollbacksTest, AWorkshopThatCannotBeReadIsNoChangeOfWhatWasAskedFor) {
  center::RollbackRequest request;
  request.kind = "lesson";
  request.id = "sx-1";
  request.plan = "cafe";
  request.who = "chen";
  request.why = "第二页有错";
  ASSERT_TRUE(registry_->rollbacks().Add(request));
  const auto workshop = center::WorkshopFile(temp_.path());
  temp_.Write(workshop.substr(temp_.path().size() + 1), "no database at all, and longer than a header");
  const auto wishes = rollbacks_->Wishes();
  ASSERT_TRUE(wishes) << wishes.error().message;
  ASSERT_EQ(wishes->size(), 1U);
  EXPECT_EQ(wishes->front().state, "unknown");
}

}  // namespace
}  // namespace lianxiao::daemon
