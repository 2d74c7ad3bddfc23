// lianxiao-tuf against repositories of others: what it asks for, what it keeps, what it refuses. What is
// promised here is what the conformance suite of TUF clients asks of them, and some more.
#include <gmock/gmock.h>

#include "storage/base/encoding.h"
#include "tests/e2e/tuf_client.h"

namespace lianxiao::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using TufRefresh = TufClientTest;

TEST_F(TufRefresh, AsksForEachFileOnceInTheOrderOfTheSpecification) {
  ASSERT_EQ(Init(), 0) << complaint;
  EXPECT_THAT(repo.Asked(), IsEmpty());
  ASSERT_EQ(Refresh(), 0) << complaint;
  EXPECT_THAT(repo.Asked(),
              ElementsAre("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"));
  ASSERT_EQ(Refresh(), 0) << complaint;
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json"));
}

TEST_F(TufRefresh, KeepsExactlyTheBytesThatCame) {
  ASSERT_EQ(Init(), 0);
  repo.Serve("timestamp", 1, repo.Newest("timestamp") + " ");
  ASSERT_EQ(Refresh(), 0) << complaint;
  for (const auto* role : {"root", "timestamp", "snapshot", "targets"}) {
    EXPECT_EQ(Kept(role), repo.Newest(role)) << role;
  }
}

TEST_F(TufRefresh, ADownloadRefreshesFirst) {
  ASSERT_EQ(Init(), 0);
  EXPECT_EQ(Download({"nonexistent artifact"}), 1);
  EXPECT_THAT(complaint, HasSubstr("nonexistent artifact"));
  EXPECT_THAT(repo.Asked(),
              ElementsAre("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"));
  EXPECT_THAT(Trusted(), SizeIs(4));
}

TEST_F(TufRefresh, ABadFirstRootStopsBeforeAnyRequest) {
  auto root = json::parse(repo.first_root());
  root["signed"].erase("version");
  EXPECT_EQ(Init(root.dump()), 1);
  EXPECT_THAT(complaint, HasSubstr("signed.version: missing"));
  EXPECT_EQ(Refresh(), 1);

  root = json::parse(repo.first_root());
  root["signatures"][0]["sig"] = std::string(128, 'a');
  EXPECT_EQ(Init(root.dump()), 1);
  EXPECT_THAT(complaint, HasSubstr("0 good signatures of 1"));
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("lianxiao-tuf init"));
  EXPECT_THAT(repo.Asked(), IsEmpty());
}

TEST_F(TufRefresh, KeepsWhatWasVerifiedBeforeTheFileThatIsNotSigned) {
  const std::pair<const char*, std::map<std::string, std::int64_t>> cases[] = {
      {"root", {{"root", 1}}},
      {"timestamp", {{"root", 2}}},
      {"snapshot", {{"root", 2}, {"timestamp", 2}}},
      {"targets", {{"root", 2}, {"timestamp", 2}, {"snapshot", 2}}}};
  for (const auto& [role, trusted] : cases) {
    StartAnew();
    repo.signers[role].clear();
    repo.Publish({"root", "targets", "snapshot", "timestamp"});
    ASSERT_EQ(Init(), 0);
    EXPECT_EQ(Refresh(), 1) << role;
    EXPECT_THAT(complaint, HasSubstr("0 good signatures of 1"));
    EXPECT_EQ(Trusted(), trusted) << role;
  }
}

TEST_F(TufRefresh, RefusesAVersionThatIsNotTheOneInItsUrl) {
  ASSERT_EQ(Init(), 0);
  repo.snapshot.version = 2;  // Will be published as 3, and served as 2.
  repo.Publish({"snapshot"});
  repo.Serve("snapshot", 2, repo.Newest("snapshot"));
  repo.timestamp.snapshot.version = 2;
  repo.Publish({"timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("version 3, but timestamp.json names version 2"));
  EXPECT_THAT(Trusted(), UnorderedElementsAre(Pair("root", 1), Pair("timestamp", 2)));
}

TEST_F(TufRefresh, AnotherTimestampOfTheSameVersionIsNotTaken) {
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Refresh(), 0);
  const auto first = Kept("timestamp");
  repo.timestamp.snapshot.version = 100;
  repo.timestamp.version = 0;
  repo.Publish({"timestamp"});
  repo.Asked();
  EXPECT_EQ(Refresh(), 0) << complaint;
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json"));
  EXPECT_EQ(Kept("timestamp"), first);
}

TEST_F(TufRefresh, ChecksHashesWhereTheyAreNamed) {
  repo.name_hashes = true;
  repo.Publish({"targets", "snapshot", "timestamp"});
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Refresh(), 0) << complaint;
  repo.Publish({"targets"});
  repo.snapshot.meta["targets.json"].sha256 = std::string(64, '4');
  repo.Publish({"snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("SHA-256"));
  EXPECT_EQ(Version("snapshot"), 3);
  EXPECT_EQ(Version("targets"), 2);
}

TEST_F(TufRefresh, UnknownFieldsBelongToWhatIsSigned) {
  ASSERT_EQ(Init(), 0);
  repo.Publish({"timestamp"});
  repo.Tamper("timestamp", [&](json& file) {
    file["signed"]["x-note"] = {{"b", {1, 2}}, {"a", "二"}};
    const auto& signer = repo.signers["timestamp"][0];
    const auto text = file["signed"].dump();  // Sorted and without blanks: canonical here.
    file["signatures"][0]["sig"] = ToHex(signer.sign(text));
    file["x-outside"] = true;
  });
  EXPECT_EQ(Refresh(), 0) << complaint;
  EXPECT_THAT(Kept("timestamp"), HasSubstr("x-note"));
  repo.Publish({"timestamp"});
  repo.Tamper("timestamp", [](json& file) { file["signed"]["x-note"] = 1; });
  EXPECT_EQ(Refresh(), 1);
}

TEST_F(TufRefresh, AMissingFileIsAFailureThatKeepsTheRest) {
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Refresh(), 0);
  repo.timestamp.snapshot.version = 2;
  repo.Publish({"timestamp"});
  repo.Asked();
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json", "2.snapshot.json"));
  EXPECT_THAT(Trusted(), UnorderedElementsAre(Pair("root", 1), Pair("timestamp", 2), Pair("snapshot", 1),
                                              Pair("targets", 1)));
  repo.snapshot.meta["targets.json"].version = 2;
  repo.Publish({"snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("snapshot"), 2);
  EXPECT_EQ(Version("targets"), 1);
  repo.Withdraw("timestamp");
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("404"));
}

TEST_F(TufRefresh, AFileOfAnotherRoleIsNotTaken) {
  ASSERT_EQ(Init(), 0);
  repo.AddKey("snapshot", repo.signers["timestamp"][0]);
  repo.snapshot.meta = {{"snapshot.json", {1, {}, {}, {}}}, {"targets.json", {1, {}, {}, {}}}};
  repo.Publish({"root", "snapshot"});
  repo.Serve("timestamp", 2, repo.Newest("snapshot"));
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("snapshot instead of timestamp"));
  EXPECT_THAT(Trusted(), ElementsAre(Pair("root", 2)));
}

TEST_F(TufRefresh, EndlessFilesAreCutOff) {
  ASSERT_EQ(Init(), 0);
  repo.Serve("timestamp", 1, std::string(100'000, ' ') + repo.Newest("timestamp"));
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(Trusted(), ElementsAre(Pair("root", 1)));
}

TEST_F(TufRefresh, WorksWithoutConsistentSnapshots) {
  repo.root.consistent_snapshot = false;
  repo.AddTarget("targets", "a/file", "bytes");
  repo.Publish({"root", "targets", "snapshot", "timestamp"});
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Download({"a/file"}), 0) << complaint;
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "3.root.json", "timestamp.json", "snapshot.json",
                                        "targets.json", "targets/a/file"));
}

// --- Rollback ---

TEST_F(TufRefresh, NoTimestampIsTakenBack) {
  ASSERT_EQ(Init(), 0);
  repo.Publish({"timestamp"});
  ASSERT_EQ(Refresh(), 0);
  repo.timestamp.version = 0;
  repo.Publish({"timestamp"});
  repo.Asked();
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("version 1 is older than 2"));
  EXPECT_EQ(Version("timestamp"), 2);
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json"));
}

TEST_F(TufRefresh, NoSnapshotIsTakenBackWithOrWithoutHashes) {
  for (const bool hashes : {false, true}) {
    StartAnew();
    repo.name_hashes = hashes;
    repo.Publish({"snapshot", "timestamp"});
    ASSERT_EQ(Init(), 0);
    ASSERT_EQ(Refresh(), 0);
    repo.snapshot.version = 0;
    repo.Publish({"snapshot", "timestamp"});
    repo.Asked();
    EXPECT_EQ(Refresh(), 1);
    EXPECT_THAT(complaint, HasSubstr("names a snapshot whose version 1 is older than 2"));
    EXPECT_EQ(Version("timestamp"), 2);
    EXPECT_EQ(Version("snapshot"), 2);
    EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json"));
  }
}

TEST_F(TufRefresh, NoTargetsAreTakenBackOrLeftOut) {
  ASSERT_EQ(Init(), 0);
  repo.Delegate("targets", "chen");
  repo.Publish({"chen", "targets", "snapshot", "timestamp"});
  ASSERT_EQ(Refresh(), 0);
  repo.targets["targets"].version = 0;
  repo.Publish({"targets", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("names a targets.json whose version 1 is older than 2"));
  EXPECT_EQ(Version("snapshot"), 2);
  EXPECT_EQ(Version("targets"), 2);

  repo.targets["targets"].version = 2;
  repo.Publish({"targets"});
  repo.snapshot.meta.erase("chen.json");
  repo.Publish({"snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("chen.json is no longer in it"));
}

TEST_F(TufRefresh, RecoversFromVersionsRunUpWithStolenKeys) {
  for (const std::string stolen : {"timestamp", "snapshot", "targets"}) {
    StartAnew();
    ASSERT_EQ(Init(), 0);
    const auto run_up = [&](std::int64_t version) {
      if (stolen == "timestamp") repo.timestamp.version = version;
      if (stolen == "snapshot") repo.snapshot.version = version;
      if (stolen == "targets") repo.targets["targets"].version = version;
    };
    run_up(99'998);
    repo.Publish({"targets", "snapshot", "timestamp"});
    ASSERT_EQ(Refresh(), 0) << stolen << complaint;
    ASSERT_EQ(Version(stolen), 99'999);
    // Targets are recovered by new snapshot keys: the snapshot names their version.
    repo.RotateKeys(stolen == "targets" ? "snapshot" : stolen);
    run_up(0);
    repo.Publish({"root", "targets", "snapshot", "timestamp"});
    EXPECT_EQ(Refresh(), 0) << stolen << complaint;
    EXPECT_EQ(Version(stolen), 1) << stolen;
  }
}

// --- Expiry ---

TEST_F(TufRefresh, ExpiredFilesAreNotTakenButARootIsKept) {
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Refresh(), 0);
  repo.targets["targets"].expires = InDays(-5);
  repo.Publish({"targets", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("targets.json: expired on"));
  EXPECT_EQ(Version("targets"), 1);

  repo.snapshot.expires = InDays(-5);
  repo.Publish({"snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("snapshot"), 2);

  repo.timestamp.expires = InDays(-5);
  repo.Publish({"timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("timestamp"), 3);

  repo.root.expires = InDays(-1);
  repo.Publish({"root"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("root"), 2);
  EXPECT_THAT(complaint, HasSubstr("root.json: expired on"));
}

TEST_F(TufRefresh, LivesByTheClockOfTheMachine) {
  ASSERT_EQ(Init(), 0);
  repo.root.expires = InDays(7);
  repo.Publish({"root"});
  ASSERT_EQ(Refresh(), 0) << complaint;
  EXPECT_EQ(RefreshAt(InDays(8)), 1);
  EXPECT_THAT(complaint, HasSubstr("root.json: expired on"));
  EXPECT_EQ(RefreshAt(InDays(-3'000)), 0) << complaint;  // Earlier than this program was made.
}

TEST_F(TufRefresh, ExpiredFilesOnDiskStillHoldOffOlderOnes) {
  ASSERT_EQ(Init(), 0);
  repo.timestamp.expires = InDays(7);
  repo.Publish({"timestamp"});
  ASSERT_EQ(Refresh(), 0);
  repo.timestamp.expires = InDays(21);
  repo.Publish({"targets", "snapshot", "timestamp"});
  EXPECT_EQ(RefreshAt(InDays(18)), 0) << complaint;
  EXPECT_EQ(Version("targets"), 2);
  EXPECT_EQ(Version("timestamp"), 3);
  repo.timestamp.expires = InDays(40);
  repo.timestamp.version = 0;
  repo.Publish({"timestamp"});
  EXPECT_EQ(RefreshAt(InDays(25)), 1);
  EXPECT_THAT(complaint, HasSubstr("version 1 is older than 3"));
}

}  // namespace
}  // namespace lianxiao::test
