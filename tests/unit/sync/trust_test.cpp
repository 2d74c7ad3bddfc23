#include "sync/trust/trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "tests/unit/sync/trust_county.h"

namespace lianxiao::sync {
namespace {

using formats::SignTufRoot;
using formats::SignTufSnapshot;
using formats::SignTufTargets;
using formats::SignTufTimestamp;
using formats::TufRole;
using testing::HasSubstr;
using testing::StartsWith;

Status Take(TrustedSet& set, const Published& p, WallTime now = kNow) {
  LIANXIAO_TRY(set.FinishRoot(now));
  LIANXIAO_TRY(set.UpdateTimestamp(p.timestamp, now));
  if (!set.SnapshotIsCurrent()) LIANXIAO_TRY(set.UpdateSnapshot(p.snapshot, now));
  if (!set.TargetsAreCurrent()) LIANXIAO_TRY(set.UpdateTargets(p.targets, now));
  return {};
}

class Trust : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  // A box that has just been enrolled, or has taken in the state `n`.
  TrustedSet NewBox() const { return TrustedSet::Load({{"root", county.Root(1)}}).value(); }
  TrustedSet BoxAt(std::int64_t n) const {
    auto set = NewBox();
    const auto taken = Take(set, Publish(county, n));
    EXPECT_TRUE(taken) << taken.error().message;
    return set;
  }
  // The step is refused for that reason, and nothing of what is trusted has changed.
  static void ExpectRefused(TrustedSet& set, const std::function<Status()>& step, const std::string& why) {
    const auto before = set.files();
    const auto result = step();
    ASSERT_FALSE(result) << "not refused: " << why;
    EXPECT_EQ(result.error().code, ErrorCode::kUntrusted);
    EXPECT_THAT(result.error().message, HasSubstr(why));
    EXPECT_EQ(set.files(), before);
  }

  County county;
};

TEST_F(Trust, FollowsTheChainFromTheRootToTheTargets) {
  auto set = NewBox();
  EXPECT_EQ(set.root_version(), 1);
  EXPECT_TRUE(set.consistent_snapshot());
  EXPECT_EQ(set.targets(), nullptr);
  EXPECT_EQ(set.snapshot_version(), 0);
  EXPECT_FALSE(set.WantedSnapshot());
  EXPECT_FALSE(set.timestamp_expires());

  const auto p = Publish(county, 4);
  ASSERT_TRUE(set.FinishRoot(kNow));
  ASSERT_TRUE(set.UpdateTimestamp(p.timestamp, kNow));
  EXPECT_EQ(set.WantedSnapshot(), County::MetaOf(p.snapshot, 4));
  EXPECT_FALSE(set.SnapshotIsCurrent());
  ASSERT_TRUE(set.UpdateSnapshot(p.snapshot, kNow));
  EXPECT_TRUE(set.SnapshotIsCurrent());
  EXPECT_EQ(set.WantedTargets(), County::MetaOf(p.targets, 4));
  EXPECT_FALSE(set.TargetsAreCurrent());
  ASSERT_TRUE(set.UpdateTargets(p.targets, kNow));
  EXPECT_TRUE(set.TargetsAreCurrent());
  EXPECT_EQ(set.targets()->targets.at("catalog/county-math-3-0.ndjson.zst").sha256, Sha256Hex("shard 4"));
  EXPECT_EQ(set.snapshot_version(), 4);
  EXPECT_EQ(set.timestamp_expires(), kNextYear);
  EXPECT_EQ(set.files().at("targets"), p.targets);
}

TEST_F(Trust, GoesOnFromWhatWasSaved) {
  const auto saved = BoxAt(4).files();
  auto set = TrustedSet::Load(saved).value();
  EXPECT_EQ(set.files(), saved);
  EXPECT_TRUE(set.TargetsAreCurrent());
  EXPECT_TRUE(Take(set, Publish(county, 5)));
  EXPECT_EQ(set.snapshot_version(), 5);
}

TEST_F(Trust, LoadsWithoutLookingAtDates) {
  County old = county;
  auto p = Publish(old, 4);
  p.timestamp = old.Timestamp(4, p.snapshot, 4, kYesterday);
  const auto set = TrustedSet::Load({{"root", old.Root(1, kYesterday)},
                                     {"timestamp", p.timestamp},
                                     {"snapshot", p.snapshot},
                                     {"targets", p.targets}});
  ASSERT_TRUE(set);
  EXPECT_EQ(set->files().size(), 4U);
  EXPECT_EQ(set->timestamp_expires(), kYesterday);
}

TEST_F(Trust, LeavesOutSavedFilesThatDoNotHold) {
  auto saved = BoxAt(4).files();
  saved["snapshot"] = Publish(County(), 4).snapshot;
  saved["targets"] = "half a fi";
  const auto set = TrustedSet::Load(saved).value();
  EXPECT_EQ(set.files().size(), 2U);
  EXPECT_EQ(set.targets(), nullptr);
  EXPECT_EQ(set.snapshot_version(), 0);
}

TEST_F(Trust, HasNothingWithoutARoot) {
  EXPECT_EQ(TrustedSet::Load({}).error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(TrustedSet::Load({{"root", "{}"}}).error().code, ErrorCode::kUntrusted);
  const auto body = county.RootBody(1);
  const auto one_of_two = SignTufRoot(body, std::span(county.keys.at(TufRole::kRoot)).first(1));
  EXPECT_THAT(TrustedSet::Load({{"root", one_of_two}}).error().message,
              HasSubstr("root.json: 1 good signatures of 2"));
}

// --- Arbitrary software: files that the county did not sign ---

TEST_F(Trust, RefusesFilesOfSomebodyElse) {
  const auto theirs = Publish(County(), 5);
  const auto ours = Publish(county, 5);
  auto set = NewBox();
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(theirs.timestamp, kNow); },
      "timestamp.json: 0 good signatures of 1");
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(5, theirs.snapshot, 5), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(theirs.snapshot, kNow); },
      "snapshot.json: 0 good signatures of 1");

  set = NewBox();
  const auto snapshot = county.Snapshot(5, theirs.targets, 5);
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(5, snapshot, 5), kNow));
  ASSERT_TRUE(set.UpdateSnapshot(snapshot, kNow));
  ExpectRefused(
      set, [&] { return set.UpdateTargets(theirs.targets, kNow); }, "targets.json: 0 good signatures of 1");
  ExpectRefused(
      set, [&] { return set.UpdateTargets(ours.targets, kNow); }, "SHA-256");
}

TEST_F(Trust, RefusesAFlippedBitAnywhere) {
  const auto p = Publish(county, 5);
  for (std::size_t i = 0; i < p.timestamp.size(); ++i) {
    auto set = NewBox();
    auto flipped = p.timestamp;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    const auto taken = set.UpdateTimestamp(flipped, kNow);
    ASSERT_FALSE(taken) << i;
    EXPECT_EQ(taken.error().code, ErrorCode::kUntrusted);
    EXPECT_THAT(taken.error().message, StartsWith("timestamp.json: "));
  }
}

TEST_F(Trust, RefusesThePageOfALoginPortal) {
  auto set = BoxAt(4);
  for (const std::string page : {"", "<html>请登录</html>", "{}", "[]", "null"}) {
    ExpectRefused(
        set, [&] { return set.UpdateRoot(page); }, "root.json: ");
    ExpectRefused(
        set, [&] { return set.UpdateTimestamp(page, kNow); }, "timestamp.json: ");
    ExpectRefused(
        set, [&] { return set.UpdateSnapshot(page, kNow); }, "snapshot.json: ");
    ExpectRefused(
        set, [&] { return set.UpdateTargets(page, kNow); }, "targets.json: ");
  }
}

TEST_F(Trust, AFileOfOneRoleDoesNotPassForAnother) {
  // Even where one key signs for both roles.
  county.keys[TufRole::kSnapshot] = county.keys[TufRole::kTimestamp];
  const auto p = Publish(county, 5);
  auto set = NewBox();
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(p.snapshot, kNow); }, "_type: snapshot instead of timestamp");
}

TEST_F(Trust, AnEndlessFileIsCutOff) {
  auto set = BoxAt(4);
  const auto blanks = [](std::int64_t size) { return std::string(static_cast<std::size_t>(size) + 1, ' '); };
  ExpectRefused(
      set, [&] { return set.UpdateRoot(blanks(kMaxRootBytes)); }, "larger than");
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(blanks(kMaxTimestampBytes), kNow); }, "larger than");
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(blanks(kMaxSnapshotBytes), kNow); }, "larger than");
  ExpectRefused(
      set, [&] { return set.UpdateTargets(blanks(kMaxTargetsBytes), kNow); }, "larger than");
}

// --- Thresholds ---

TEST_F(Trust, OneKeyThatSignsTwiceIsRefused) {
  const auto keys = county.keys.at(TufRole::kRoot);
  const std::vector<SigningKey> twice = {keys[0], keys[0]};
  auto set = NewBox();
  ExpectRefused(
      set, [&] { return set.UpdateRoot(SignTufRoot(county.RootBody(2), twice)); },
      "signatures[1].keyid: it has signed once already");
  EXPECT_TRUE(set.UpdateRoot(SignTufRoot(county.RootBody(2), std::span(keys).subspan(1))));
}

TEST_F(Trust, OneKeyUnderTwoIdsCountsOnce) {
  auto body = county.RootBody(1);
  auto& role = body.roles["root"];
  body.keys["alias"] = body.keys.at(role.key_ids[0]);
  role.key_ids = {role.key_ids[0], "alias"};
  auto file = nlohmann::json::parse(SignTufRoot(body, std::span(county.keys.at(TufRole::kRoot)).first(1)));
  auto again = file["signatures"][0];
  again["keyid"] = "alias";
  file["signatures"].push_back(again);
  EXPECT_THAT(TrustedSet::Load({{"root", file.dump()}}).error().message, HasSubstr("1 good signatures of 2"));
}

TEST_F(Trust, KeysOfOtherRolesAndOfUnknownKindsDoNotCount) {
  auto set = NewBox();
  const auto snapshot = Publish(county, 5).snapshot;
  const formats::TufTimestamp body{5, kNextYear, County::MetaOf(snapshot, 5)};
  ExpectRefused(
      set,
      [&] { return set.UpdateTimestamp(SignTufTimestamp(body, county.keys.at(TufRole::kTargets)), kNow); },
      "0 good signatures");

  auto root = county.RootBody(1);
  for (auto& [id, key] : root.keys) {
    if (id == root.roles.at("timestamp").key_ids[0]) key.scheme = "ed25519-of-tomorrow";
  }
  auto newer = TrustedSet::Load({{"root", SignTufRoot(root, county.keys.at(TufRole::kRoot))}}).value();
  ExpectRefused(
      newer,
      [&] {
        return newer.UpdateTimestamp(SignTufTimestamp(body, county.keys.at(TufRole::kTimestamp)), kNow);
      },
      "0 good signatures");
}

// --- The chain of roots ---

TEST_F(Trust, FollowsTheChainOfRootsOneByOne) {
  auto set = NewBox();
  for (std::int64_t version = 2; version <= 4; ++version) {
    const auto old_keys = county.keys.at(TufRole::kRoot);
    county.NewKey(TufRole::kRoot);
    county.thresholds[TufRole::kRoot] = 1;
    auto signers = old_keys;
    signers.push_back(county.keys.at(TufRole::kRoot)[0]);
    ASSERT_TRUE(set.UpdateRoot(SignTufRoot(county.RootBody(version), signers)));
    EXPECT_EQ(set.root_version(), version);
  }
  EXPECT_TRUE(set.FinishRoot(kNow));
  EXPECT_TRUE(Take(set, Publish(county, 1)));
  EXPECT_TRUE(TrustedSet::Load(set.files()));
}

TEST_F(Trust, ARootNeedsTheOldKeysAndItsOwn) {
  auto set = NewBox();
  const auto old_keys = county.keys.at(TufRole::kRoot);
  county.NewKey(TufRole::kRoot);
  county.thresholds[TufRole::kRoot] = 1;
  const auto body = county.RootBody(2);
  ExpectRefused(
      set, [&] { return set.UpdateRoot(SignTufRoot(body, county.keys.at(TufRole::kRoot))); },
      "0 good signatures of 2 that are needed by the keys trusted so far");
  ExpectRefused(
      set, [&] { return set.UpdateRoot(SignTufRoot(body, old_keys)); },
      "0 good signatures of 1 that are needed by its own keys");
}

TEST_F(Trust, NoRootMayBeSkippedRepeatedOrTakenBack) {
  auto set = NewBox();
  ExpectRefused(
      set, [&] { return set.UpdateRoot(county.Root(3)); }, "version 3 where version 2 has to come");
  ASSERT_TRUE(set.UpdateRoot(county.Root(2)));
  ExpectRefused(
      set, [&] { return set.UpdateRoot(county.Root(2)); }, "version 2 where version 3");
  ExpectRefused(
      set, [&] { return set.UpdateRoot(county.Root(1)); }, "version 1 where version 3");
}

TEST_F(Trust, AnExpiredRootCountsOnTheWayButNotAtTheEnd) {
  auto set = NewBox();
  ASSERT_TRUE(set.UpdateRoot(county.Root(2, kYesterday)));
  ExpectRefused(
      set, [&] { return set.FinishRoot(kNow); }, "root.json: expired on");
  ASSERT_TRUE(set.UpdateRoot(county.Root(3)));
  EXPECT_TRUE(set.FinishRoot(kNow));
  EXPECT_FALSE(set.FinishRoot(kNextYear));  // The moment itself is too late.
}

TEST_F(Trust, RootsWithoutEndAreCutOff) {
  auto set = NewBox();
  std::int64_t version = 2;
  for (int i = 0; i < kMaxRootRotations; ++i) ASSERT_TRUE(set.UpdateRoot(county.Root(version++)));
  ExpectRefused(
      set, [&] { return set.UpdateRoot(county.Root(version)); }, "more than 256");
  ASSERT_TRUE(set.FinishRoot(kNow));
  EXPECT_TRUE(set.UpdateRoot(county.Root(version)));  // In the next round.
}

TEST_F(Trust, WhatARevokedKeySignedIsForgotten) {
  auto set = BoxAt(4);
  county.NewKey(TufRole::kTargets);
  ASSERT_TRUE(set.UpdateRoot(county.Root(2)));
  EXPECT_EQ(set.targets(), nullptr);
  EXPECT_FALSE(set.files().contains("targets"));
  EXPECT_EQ(set.snapshot_version(), 4);
  EXPECT_TRUE(Take(set, Publish(county, 5)));
}

// --- Rollback ---

TEST_F(Trust, NeverGoesBackToAnOlderTimestamp) {
  auto set = BoxAt(7);
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(Publish(county, 4).timestamp, kNow); },
      "timestamp.json: version 4 is older than 7, which this box has already seen");
  set = TrustedSet::Load(set.files()).value();  // Nor after a restart.
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(Publish(county, 6).timestamp, kNow); }, "version 6 is older");
}

TEST_F(Trust, TheSameTimestampAgainIsNoNewsAndNoFailure) {
  auto set = BoxAt(7);
  const auto before = set.files();
  EXPECT_TRUE(set.UpdateTimestamp(before.at("timestamp"), kNow));
  // Another file of the same version: the first one stays.
  EXPECT_TRUE(set.UpdateTimestamp(county.Timestamp(7, "other", 9), kNow));
  EXPECT_EQ(set.files(), before);
}

TEST_F(Trust, NeverGoesBackToAnOlderSnapshot) {
  auto set = BoxAt(7);
  const auto old = Publish(county, 6);
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(county.Timestamp(8, old.snapshot, 6), kNow); },
      "names a snapshot whose version 6 is older than 7");
  // Also when only the snapshot was saved.
  auto files = set.files();
  files.erase("timestamp");
  set = TrustedSet::Load(files).value();
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(old.timestamp, kNow); }, "names a snapshot whose version 6");
}

TEST_F(Trust, NeverGoesBackToOlderTargets) {
  auto set = BoxAt(7);
  const auto snapshot = county.Snapshot(8, county.Targets(6), 6);
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(8, snapshot, 8), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(snapshot, kNow); },
      "names a targets.json whose version 6 is older than 7");
}

TEST_F(Trust, NoFileMayVanishFromTheSnapshot) {
  const auto targets = county.Targets(1);
  const auto& keys = county.keys.at(TufRole::kSnapshot);
  const auto meta = County::MetaOf(targets, 1);
  const auto both =
      SignTufSnapshot({1, kNextYear, {{"targets.json", meta}, {"studio.json", {3, {}, {}}}}}, keys);
  const auto one = SignTufSnapshot({2, kNextYear, {{"targets.json", meta}}}, keys);
  auto set = NewBox();
  ASSERT_TRUE(Take(set, {county.Timestamp(1, both, 1), both, targets}));
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(2, one, 2), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(one, kNow); }, "studio.json is no longer in it");
}

// --- Fast-forward: whoever stole the keys ran the versions up to the end ---

TEST_F(Trust, RecoversFromVersionsRunUpWithStolenKeys) {
  for (const auto stolen : {TufRole::kTimestamp, TufRole::kSnapshot}) {
    County fresh;
    auto set = TrustedSet::Load({{"root", fresh.Root(1)}}).value();
    constexpr std::int64_t kLast = (std::int64_t{1} << 53) - 1;
    ASSERT_TRUE(Take(set, Publish(fresh, kLast)));
    EXPECT_FALSE(Take(set, Publish(fresh, 5)));

    fresh.NewKey(stolen);
    ASSERT_TRUE(set.UpdateRoot(fresh.Root(2)));
    EXPECT_EQ(set.snapshot_version(), 0);
    EXPECT_FALSE(set.files().contains("timestamp"));
    EXPECT_NE(set.targets(), nullptr);  // Teaching goes on with what is here.
    const auto taken = Take(set, Publish(fresh, 5));
    EXPECT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(set.targets()->version, 5);
  }
}

TEST_F(Trust, ARootThatLeavesTheirKeysAloneForgetsNothing) {
  auto set = BoxAt(7);
  ASSERT_TRUE(set.UpdateRoot(county.Root(2)));
  EXPECT_EQ(set.files().size(), 4U);
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(Publish(county, 4).timestamp, kNow); }, "version 4 is older");
}

// --- Indefinite freeze: the same old files for ever ---

TEST_F(Trust, ExpiredFilesAreRefused) {
  auto set = NewBox();
  const auto p = Publish(county, 5);
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(county.Timestamp(5, p.snapshot, 5, kYesterday), kNow); },
      "timestamp.json: expired on");
  const auto snapshot = county.Snapshot(5, p.targets, 5, kYesterday);
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(5, snapshot, 5), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(snapshot, kNow); }, "snapshot.json: expired on");

  set = NewBox();
  const auto targets = county.Targets(5, "shard", kYesterday);
  const auto naming = county.Snapshot(5, targets, 5);
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(5, naming, 5), kNow));
  ASSERT_TRUE(set.UpdateSnapshot(naming, kNow));
  ExpectRefused(
      set, [&] { return set.UpdateTargets(targets, kNow); }, "targets.json: expired on");
}

TEST_F(Trust, FindsOutAMirrorThatShowsTheSameFilesForEver) {
  auto set = BoxAt(5);
  const auto timestamp = set.files().at("timestamp");
  const auto snapshot = set.files().at("snapshot");
  const auto targets = set.files().at("targets");
  const WallTime later{kNextYear.ms + kDayMs};
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(timestamp, later); }, "timestamp.json: expired on 2027");
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(snapshot, later); }, "timestamp.json: expired on");
  ExpectRefused(
      set, [&] { return set.UpdateTargets(targets, later); }, "timestamp.json: expired on");
}

TEST_F(Trust, AFreshTimestampDoesNotKeepOldFilesAlive) {
  const WallTime tomorrow{kNow.ms + kDayMs};
  const WallTime later{kNow.ms + 2 * kDayMs};
  auto set = NewBox();
  const auto targets = county.Targets(1, "shard", tomorrow);
  const auto snapshot = county.Snapshot(1, targets, 1);
  ASSERT_TRUE(Take(set, {county.Timestamp(1, snapshot, 1), snapshot, targets}));
  EXPECT_TRUE(set.CheckDates(kNow));
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(2, snapshot, 1), later));
  ExpectRefused(
      set, [&] { return set.CheckDates(later); }, "targets.json: expired on");

  set = NewBox();
  const auto lasting = county.Targets(1);
  const auto short_lived = county.Snapshot(1, lasting, 1, tomorrow);
  ASSERT_TRUE(Take(set, {county.Timestamp(1, short_lived, 1), short_lived, lasting}));
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(2, short_lived, 1), later));
  ExpectRefused(
      set, [&] { return set.CheckDates(later); }, "snapshot.json: expired on");
  ExpectRefused(
      set, [&] { return set.UpdateTargets(lasting, later); }, "snapshot.json: expired on");

  set = NewBox();
  ASSERT_TRUE(set.UpdateRoot(county.Root(2, tomorrow)));
  ExpectRefused(
      set, [&] { return set.CheckDates(later); }, "root.json: expired on");
}

TEST_F(Trust, WhatExpiredStillSaysWhichVersionsWereSeen) {
  const WallTime tomorrow{kNow.ms + kDayMs};
  const WallTime later{kNow.ms + 2 * kDayMs};
  auto set = NewBox();
  const auto targets = county.Targets(7, "shard");
  const auto snapshot = county.Snapshot(7, targets, 7, tomorrow);
  ASSERT_TRUE(Take(set, {county.Timestamp(7, snapshot, 7, tomorrow), snapshot, targets}));
  const auto old = county.Snapshot(8, county.Targets(6), 6);
  ExpectRefused(
      set, [&] { return set.UpdateTimestamp(county.Timestamp(6, old, 8), later); }, "version 6 is older");
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(8, old, 8), later));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(old, later); }, "names a targets.json whose version 6 is older");
}

TEST_F(Trust, ChecksTheSha512ThatIsNamed) {
  auto set = NewBox();
  const auto snapshot = county.Snapshot(1, county.Targets(1), 1);
  const auto named = [&](const std::string& sha512) {
    return SignTufTimestamp({1, kNextYear, {1, {}, {}, sha512}}, county.keys.at(TufRole::kTimestamp));
  };
  ASSERT_TRUE(set.UpdateTimestamp(named(Sha512Hex("another")), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(snapshot, kNow); }, "SHA-512");
  set = NewBox();
  ASSERT_TRUE(set.UpdateTimestamp(named(Sha512Hex(snapshot)), kNow));
  EXPECT_TRUE(set.UpdateSnapshot(snapshot, kNow));
  EXPECT_TRUE(set.SnapshotIsCurrent());
}

TEST_F(Trust, LengthsAndHashesNeedNotBeNamed) {
  auto set = NewBox();
  const auto targets = county.Targets(1);
  const auto snapshot = SignTufSnapshot({1, kNextYear, {{"targets.json", {1, {}, {}, {}}}}},
                                        county.keys.at(TufRole::kSnapshot));
  ASSERT_TRUE(set.UpdateTimestamp(
      SignTufTimestamp({1, kNextYear, {1, {}, {}, {}}}, county.keys.at(TufRole::kTimestamp)), kNow));
  ASSERT_TRUE(set.UpdateSnapshot(snapshot, kNow));
  EXPECT_TRUE(set.UpdateTargets(targets, kNow));
  EXPECT_TRUE(set.TargetsAreCurrent());
}

TEST_F(Trust, AnExpiredCountyIsWelcomeAgainWhenItPublishes) {
  auto set = BoxAt(5);
  const WallTime later{kNextYear.ms + kDayMs}, still_later{kNextYear.ms + 365 * kDayMs};
  ASSERT_TRUE(set.UpdateRoot(county.Root(2, still_later)));
  ASSERT_TRUE(set.FinishRoot(later));
  const auto targets = county.Targets(6, "shard", still_later);
  const auto snapshot = county.Snapshot(6, targets, 6, still_later);
  EXPECT_TRUE(Take(set, {county.Timestamp(6, snapshot, 6, still_later), snapshot, targets}, later));
  EXPECT_EQ(set.snapshot_version(), 6);
}

// --- Mix and match: files that are all good, but not together ---

TEST_F(Trust, TakesOnlyTheSnapshotThatTheTimestampNames) {
  auto set = NewBox();
  const auto p5 = Publish(county, 5);
  const auto p6 = Publish(county, 6);
  ASSERT_TRUE(set.UpdateTimestamp(p5.timestamp, kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(p6.snapshot, kNow); },
      "its SHA-256 is not the one that timestamp.json names");
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(p5.snapshot + " ", kNow); }, "bytes long");

  // Without hash and length the version still has to fit.
  set = NewBox();
  const auto bare = SignTufTimestamp({5, kNextYear, {5, {}, {}}}, county.keys.at(TufRole::kTimestamp));
  ASSERT_TRUE(set.UpdateTimestamp(bare, kNow));
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(p6.snapshot, kNow); },
      "snapshot.json: version 6, but timestamp.json names version 5");
  EXPECT_TRUE(set.UpdateSnapshot(p5.snapshot, kNow));
}

TEST_F(Trust, TakesOnlyTheTargetsThatTheSnapshotNames) {
  const auto p6 = Publish(county, 6);
  auto set = NewBox();
  const auto bare =
      SignTufSnapshot({5, kNextYear, {{"targets.json", {5, {}, {}}}}}, county.keys.at(TufRole::kSnapshot));
  ASSERT_TRUE(set.UpdateTimestamp(county.Timestamp(5, bare, 5), kNow));
  ExpectRefused(
      set, [&] { return set.UpdateTargets(p6.targets, kNow); }, "not here yet");
  ASSERT_TRUE(set.UpdateSnapshot(bare, kNow));
  ExpectRefused(
      set, [&] { return set.UpdateTargets(p6.targets, kNow); },
      "targets.json: version 6, but snapshot.json names version 5");
  EXPECT_TRUE(set.UpdateTargets(county.Targets(5), kNow));
}

TEST_F(Trust, NothingIsTakenOutOfOrder) {
  auto set = NewBox();
  const auto p = Publish(county, 5);
  ExpectRefused(
      set, [&] { return set.UpdateSnapshot(p.snapshot, kNow); }, "no trusted timestamp.json");
  ExpectRefused(
      set, [&] { return set.UpdateTargets(p.targets, kNow); }, "not here yet");
  // After a newer timestamp the old snapshot no longer stands for targets.
  set = BoxAt(5);
  ASSERT_TRUE(set.UpdateTimestamp(Publish(county, 6).timestamp, kNow));
  EXPECT_FALSE(set.SnapshotIsCurrent());
  ExpectRefused(
      set, [&] { return set.UpdateTargets(p.targets, kNow); }, "not here yet");
}

TEST_F(Trust, AnUpdateThatIsCutOffGoesOnAfterARestart) {
  auto set = BoxAt(5);
  const auto p = Publish(county, 6);
  ASSERT_TRUE(set.UpdateTimestamp(p.timestamp, kNow));
  ASSERT_TRUE(set.UpdateSnapshot(p.snapshot, kNow));
  set = TrustedSet::Load(set.files()).value();
  EXPECT_EQ(set.targets()->version, 5);
  EXPECT_TRUE(set.SnapshotIsCurrent());
  EXPECT_FALSE(set.TargetsAreCurrent());
  ASSERT_TRUE(Take(set, p));
  EXPECT_EQ(set.targets()->version, 6);
}

}  // namespace
}  // namespace lianxiao::sync
