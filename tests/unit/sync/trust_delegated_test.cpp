#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/trust/trust.h"
#include "tests/unit/sync/trust_county.h"

namespace lianxiao::sync {
namespace {

using testing::HasSubstr;

// A county that delegates to the library chen, and the box that follows both.
class TrustDelegated : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  static formats::TufRoleKeys KeysOf(const std::vector<SigningKey>& keys, std::int64_t threshold,
                                     formats::TufDelegations& delegations) {
    formats::TufRoleKeys role{{}, threshold};
    for (const auto& key : keys) {
      const auto tuf = formats::TufKey::From(key.verify);
      delegations.keys[tuf.Id()] = tuf;
      role.key_ids.push_back(tuf.Id());
    }
    return role;
  }
  std::string Targets(std::int64_t version) const {
    formats::TufTargets body{version, kNextYear, {}, formats::TufDelegations{}};
    auto keys = KeysOf(studio, threshold, *body.delegations);
    body.delegations->roles = {{"chen", keys, false, {"catalog/chen-*"}, {}}};
    return formats::SignTufTargets(body, county.keys.at(formats::TufRole::kTargets));
  }
  std::string Chen(std::int64_t version, const std::vector<SigningKey>& keys,
                   WallTime expires = kNextYear) const {
    return formats::SignTufTargets(
        {version, expires, {{"catalog/chen-0-0.ndjson.zst", {5, Sha256Hex("chen"), {}}}}, {}}, keys);
  }
  std::string Snapshot(std::int64_t version, const std::string& targets, std::int64_t targets_version,
                       const std::string& chen, std::int64_t chen_version) const {
    return formats::SignTufSnapshot({version,
                                     kNextYear,
                                     {{"targets.json", County::MetaOf(targets, targets_version)},
                                      {"chen.json", County::MetaOf(chen, chen_version)}}},
                                    county.keys.at(formats::TufRole::kSnapshot));
  }
  // Everything but chen.json is taken in.
  void Take(TrustedSet& set, std::int64_t n, const std::string& chen, std::int64_t chen_version) const {
    const auto targets = Targets(n);
    const auto snapshot = Snapshot(n, targets, n, chen, chen_version);
    ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(n, snapshot, n), kNow));
    ASSERT_TRUE(set.UpdateSnapshot(snapshot, kNow));
    ASSERT_TRUE(set.UpdateTargets(targets, kNow));
  }
  TrustedSet NewBox() const { return TrustedSet::Load({{"root", county.Root(1)}}).value(); }
  static void ExpectRefused(TrustedSet& set, const Status& status, const std::string& why) {
    ASSERT_FALSE(status) << "not refused: " << why;
    EXPECT_EQ(status.error().code, ErrorCode::kUntrusted);
    EXPECT_THAT(status.error().message, HasSubstr(why));
    EXPECT_EQ(set.InUse("chen"), nullptr);
  }

  County county;
  std::vector<SigningKey> studio = {SigningKey::Generate()};
  std::int64_t threshold = 1;
};

TEST_F(TrustDelegated, IsTakenWithTheKeysThatTheDelegatorNames) {
  auto set = NewBox();
  const auto chen = Chen(3, studio);
  Take(set, 1, chen, 3);
  EXPECT_EQ(set.InUse("chen"), nullptr);
  EXPECT_EQ(set.WantedTargets("chen"), County::MetaOf(chen, 3));
  EXPECT_EQ(set.UseKept("chen", "targets", kNow).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(set.UpdateDelegated("chen", "targets", chen, kNow));
  EXPECT_TRUE(set.InUse("chen")->targets.contains("catalog/chen-0-0.ndjson.zst"));
  EXPECT_EQ(set.files().at("chen"), chen);
  EXPECT_TRUE(set.UseKept("chen", "targets", kNow));

  auto restarted = TrustedSet::Load(set.files()).value();
  EXPECT_EQ(restarted.InUse("chen"), nullptr);
  ASSERT_TRUE(restarted.UseKept("chen", "targets", kNow));
  EXPECT_EQ(restarted.InUse("chen")->version, 3);
}

TEST_F(TrustDelegated, IsRefusedWithOtherKeysAndBelowItsThreshold) {
  auto set = NewBox();
  const auto theirs = Chen(3, {SigningKey::Generate()});
  Take(set, 1, theirs, 3);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", theirs, kNow),
                "chen.json: 0 good signatures of 1");

  set = NewBox();
  const auto countys = Chen(3, county.keys.at(formats::TufRole::kTargets));
  Take(set, 1, countys, 3);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", countys, kNow), "0 good signatures of 1");

  studio.push_back(SigningKey::Generate());
  threshold = 2;
  set = NewBox();
  const auto half = Chen(3, {studio[0]});
  Take(set, 1, half, 3);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", half, kNow), "1 good signatures of 2");
}

TEST_F(TrustDelegated, IsRefusedUnlessDelegatorAndSnapshotNameIt) {
  auto set = NewBox();
  const auto chen = Chen(3, studio);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", chen, kNow), "is not here yet");
  Take(set, 1, chen, 3);
  ExpectRefused(set, set.UpdateDelegated("wang", "targets", chen, kNow),
                "wang.json: targets.json does not delegate to it");
  ExpectRefused(set, set.UpdateDelegated("chen", "wang", chen, kNow), "wang.json does not delegate to it");
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", Chen(4, studio), kNow), "SHA-256");
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", "<html>", kNow), "chen.json: not JSON");

  set = NewBox();
  const auto p = Publish(county, 1);
  ASSERT_TRUE(set.UpdateTimestamp(p.timestamp, kNow));
  ASSERT_TRUE(set.UpdateSnapshot(p.snapshot, kNow));
  ASSERT_TRUE(set.UpdateTargets(p.targets, kNow));
  EXPECT_FALSE(set.WantedTargets("chen"));
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", chen, kNow), "does not delegate to it");
}

TEST_F(TrustDelegated, IsRefusedInAnotherVersionAndWhenItHasExpired) {
  auto set = NewBox();
  const auto chen = Chen(3, studio);
  Take(set, 1, chen, 4);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", chen, kNow),
                "version 3, but snapshot.json names version 4");
  set = NewBox();
  const auto old = Chen(3, studio, kYesterday);
  Take(set, 1, old, 3);
  ExpectRefused(set, set.UpdateDelegated("chen", "targets", old, kNow), "chen.json: expired on");
}

TEST_F(TrustDelegated, IsOutOfUseOnceItExpires) {
  auto set = NewBox();
  const auto chen = Chen(3, studio, WallTime{kNow.ms + kDayMs});
  Take(set, 1, chen, 3);
  ASSERT_TRUE(set.UpdateDelegated("chen", "targets", chen, kNow));
  ExpectRefused(set, set.UseKept("chen", "targets", WallTime{kNow.ms + 2 * kDayMs}), "expired on");
  EXPECT_TRUE(set.files().contains("chen"));  // Kept: it may be what a new delegation names.
}

TEST_F(TrustDelegated, WhatARevokedKeySignedIsOutOfUse) {
  auto set = NewBox();
  const auto chen = Chen(3, studio);
  Take(set, 1, chen, 3);
  ASSERT_TRUE(set.UpdateDelegated("chen", "targets", chen, kNow));
  studio = {SigningKey::Generate()};
  Take(set, 2, chen, 3);
  EXPECT_EQ(set.InUse("chen"), nullptr);  // Until it is judged by the new delegation.
  ExpectRefused(set, set.UseKept("chen", "targets", kNow), "0 good signatures");
  const auto renewed = Chen(4, studio);
  Take(set, 3, renewed, 4);
  EXPECT_TRUE(set.UpdateDelegated("chen", "targets", renewed, kNow));
}

TEST_F(TrustDelegated, NeverGoesBackToAnOlderVersion) {
  auto set = NewBox();
  Take(set, 1, Chen(3, studio), 3);
  const auto targets = Targets(2);
  const auto snapshot = Snapshot(2, targets, 2, Chen(2, studio), 2);
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(2, snapshot, 2), kNow));
  ExpectRefused(set, set.UpdateSnapshot(snapshot, kNow), "names a chen.json whose version 2 is older than 3");
}

TEST_F(TrustDelegated, KeepsOnlyWhatIsAskedFor) {
  auto set = NewBox();
  const auto chen = Chen(3, studio);
  Take(set, 1, chen, 3);
  ASSERT_TRUE(set.UpdateDelegated("chen", "targets", chen, kNow));
  set.KeepOnly({"chen", "wang"});
  EXPECT_EQ(set.files().size(), 5U);
  set.KeepOnly({});
  EXPECT_EQ(set.files().size(), 4U);
  EXPECT_EQ(set.InUse("chen"), nullptr);
  EXPECT_NE(set.targets(), nullptr);
}

}  // namespace
}  // namespace lianxiao::sync
