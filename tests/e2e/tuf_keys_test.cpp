// lianxiao-tuf and keys: thresholds, rotations, kinds of keys.
#include <gmock/gmock.h>

#include "storage/base/encoding.h"
#include "tests/e2e/tuf_client.h"

namespace lianxiao::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

using TufKeys = TufClientTest;

TEST_F(TufKeys, EveryKeyOfTheThresholdHasToSign) {
  repo.root.roles["snapshot"].threshold = 3;
  repo.AddKey("snapshot", TufSigner::Ed25519());
  repo.AddKey("snapshot", TufSigner::Ed25519());
  repo.Publish({"root", "targets", "snapshot", "timestamp"});
  ASSERT_EQ(Init(), 0);
  ASSERT_EQ(Refresh(), 0) << complaint;
  repo.signers["snapshot"].pop_back();
  repo.Publish({"targets", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("2 good signatures of 3"));
  EXPECT_EQ(Version("snapshot"), 2);
}

TEST_F(TufKeys, ARootMayAskForMoreKeysThanThereAreAndThenNothingIsSigned) {
  ASSERT_EQ(Init(), 0);
  repo.root.roles["snapshot"].threshold = 6;
  for (int i = 0; i < 4; ++i) repo.AddKey("snapshot", TufSigner::Ed25519());
  repo.Publish({"root", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("root"), 2);
  EXPECT_EQ(Version("snapshot"), 0);
}

TEST_F(TufKeys, OneKeyDoesNotMakeUpAThreshold) {
  ASSERT_EQ(Init(), 0);
  const auto signer = TufSigner::Ed25519();
  repo.AddKey("snapshot", signer);
  for (int i = 0; i < 8; ++i) {
    auto alias = signer;
    alias.id = "alias-" + std::to_string(i);
    repo.AddKey("snapshot", alias);
  }
  repo.root.roles["snapshot"].threshold = 6;
  repo.Publish({"root", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("2 good signatures of 6"));
  EXPECT_EQ(Version("snapshot"), 0);
}

TEST_F(TufKeys, ASecondSignatureUnderOneIdSpoilsTheFile) {
  ASSERT_EQ(Init(), 0);
  repo.Tamper("snapshot", [](json& file) { file["signatures"].push_back(file["signatures"][0]); });
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("it has signed once already"));
  EXPECT_EQ(Version("snapshot"), 0);
}

TEST_F(TufKeys, AnIdUnderRoleTwiceIsNotTaken) {
  ASSERT_EQ(Init(), 0);
  repo.root.roles["snapshot"].key_ids.push_back(repo.root.roles["snapshot"].key_ids[0]);
  repo.Publish({"root"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_EQ(Version("root"), 1);
}

TEST_F(TufKeys, ABadSignatureBesideEnoughGoodOnesDoesNotMatter) {
  ASSERT_EQ(Init(), 0);
  repo.AddKey("timestamp", TufSigner::Ed25519());
  repo.Publish({"root", "timestamp"});
  repo.Tamper("timestamp", [](json& file) { file["signatures"][0]["sig"] = std::string(128, 'b'); });
  EXPECT_EQ(Refresh(), 0) << complaint;
  repo.Publish({"timestamp"});
  repo.Tamper("timestamp", [](json& file) { file["signatures"][0]["sig"] = ""; });
  EXPECT_EQ(Refresh(), 0) << complaint;
  EXPECT_EQ(Version("timestamp"), 3);
}

TEST_F(TufKeys, EveryKindThatTheSpecificationNamesCounts) {
  const std::vector<TufSigner> kinds = {
      TufSigner::Pem("rsa", "rsassa-pss-sha256", PemKind::kRsaPss),
      TufSigner::Pem("rsa", "rsa-pkcs1v15-sha256", PemKind::kRsaPkcs1),
      TufSigner::Pem("ecdsa", "ecdsa-sha2-nistp256", PemKind::kEcdsaP256),
      TufSigner::Pem("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", PemKind::kEcdsaP256),
      TufSigner::Ed25519()};
  ASSERT_EQ(Init(), 0);
  for (const auto& kind : kinds) {
    repo.AddKey("root", kind);
    ++repo.root.roles["root"].threshold;
    repo.Publish({"root"});
    ASSERT_EQ(Refresh(), 0) << kind.key.scheme << complaint;
    // The same with one signature that only looks right.
    const auto good = repo.root.version;
    repo.Publish({"root"});
    const auto whole = repo.Newest("root");
    repo.Tamper("root", [&](json& file) {
      auto& sig = file["signatures"].back()["sig"].get_ref<std::string&>();
      sig.back() = sig.back() == '0' ? '1' : '0';
    });
    EXPECT_EQ(Refresh(), 1) << kind.key.scheme;
    EXPECT_EQ(Version("root"), good);
    repo.Serve("root", repo.root.version, whole);
    EXPECT_EQ(Refresh(), 0) << complaint;
  }
}

TEST_F(TufKeys, UnknownKindsNeverCountAndBreakNothing) {
  ASSERT_EQ(Init(), 0);
  auto odd = TufSigner::Ed25519();
  odd.key.keytype = "ml-dsa";
  odd.key.scheme = "ml-dsa-65";
  repo.AddKey("timestamp", odd);
  repo.Publish({"root", "timestamp"});
  EXPECT_EQ(Refresh(), 0) << complaint;
  repo.root.roles["timestamp"].threshold = 2;
  repo.Publish({"root", "timestamp"});
  EXPECT_EQ(Refresh(), 1);
  EXPECT_THAT(complaint, HasSubstr("1 good signatures of 2"));
}

TEST_F(TufKeys, AKeyIdNeedNotBeTheHashOfTheKey) {
  ASSERT_EQ(Init(), 0);
  auto named = TufSigner::Ed25519();
  named.id = "the key in the safe";
  repo.signers["targets"].clear();
  repo.root.roles["targets"].key_ids.clear();
  repo.AddKey("targets", named);
  repo.Publish({"root", "targets", "snapshot", "timestamp"});
  EXPECT_EQ(Refresh(), 0) << complaint;
}

// One version of a role: its keys, its threshold, who signed.
struct Step {
  std::vector<std::size_t> keys;
  std::int64_t threshold;
  std::vector<std::size_t> signers;
};
struct Rotation {
  const char* name;
  std::vector<Step> steps;
  bool good = true;  // Whether the last step is to be taken.
};

class TufRotation : public TufClientTest {
 protected:
  void SetKeys(const std::string& role, const Step& step) {
    auto& keys = repo.root.roles[role];
    keys = {{}, step.threshold};
    repo.signers[role].clear();
    for (const std::size_t i : step.keys) {
      repo.root.keys[all_[i].id] = all_[i].key;
      keys.key_ids.push_back(all_[i].id);
    }
    for (const std::size_t i : step.signers) repo.signers[role].push_back(all_[i]);
  }
  std::vector<TufSigner> all_ = [] {
    std::vector<TufSigner> signers(10);
    for (auto& signer : signers) signer = TufSigner::Ed25519();
    return signers;
  }();
};

TEST_F(TufRotation, RootsAreFollowedOnlyByOldAndNewKeysTogether) {
  const Rotation rotations[] = {
      {"one key", {{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}}},
      {"and signatures that nobody needs",
       {{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}}},
      {"always others of five",
       {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
        {{0, 1, 2, 3, 4}, 3, {0, 4, 1}},
        {{0, 1, 2, 3, 4}, 3, {0, 1, 3}},
        {{0, 1, 2, 3, 4}, 3, {0, 1, 3}}}},
      {"one of five", {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 1}}}},
      {"one of five, on the way",
       {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
        {{0, 1, 3, 4, 5}, 3, {0, 2, 4, 5}},
        {{0, 1, 3, 4, 5}, 3, {0, 4, 5}}}},
      {"all of five, on the way",
       {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
        {{5, 6, 7, 8, 9}, 3, {0, 2, 4, 5, 6, 7}},
        {{5, 6, 7, 8, 9}, 3, {5, 6, 7}}}},
      {"a higher threshold", {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {1, 2}}}},
      {"a lower threshold", {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1, 2}}, {{1, 2, 3}, 1, {1}}}},
      {"one key more", {{{1}, 1, {1}}, {{1, 2}, 2, {1, 2}}}},
      {"not the old key", {{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}}}, false},
      {"not the new key", {{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}}}, false},
      {"not three new", {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 2, 4}}}, false},
      {"not three old", {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 5}}}, false},
      {"not the new threshold", {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {2}}}, false},
      {"not the old threshold", {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1}}}, false},
  };
  for (const auto& rotation : rotations) {
    SCOPED_TRACE(rotation.name);
    StartAnew();
    repo.root.version = 0;
    std::vector<std::string> roots;
    for (const auto& step : rotation.steps) {
      SetKeys("root", step);
      repo.Publish({"root"});
      roots.push_back(repo.Newest("root"));
    }
    ASSERT_EQ(Init(roots.front()), 0) << complaint;
    EXPECT_EQ(Refresh(), rotation.good ? 0 : 1) << complaint;
    EXPECT_EQ(Kept("root"), rotation.good ? roots.back() : roots[roots.size() - 2]);
  }
}

TEST_F(TufRotation, OtherRolesChangeTheirKeysAsTheRootSays) {
  const Rotation rotations[] = {
      {"a new key", {{{2}, 1, {2}}}},
      {"signatures that nobody needs", {{{1}, 1, {3, 1, 4}}}},
      {"some of five", {{{0, 1, 2, 3, 4}, 3, {2, 3, 4}}}},
      {"not the new key", {{{2}, 1, {1, 3, 4}}}, false},
      {"one of another", {{{0, 1, 3, 4, 5}, 3, {0, 2, 4}}}, false},
      {"one too few", {{{0, 1, 3, 4, 5}, 3, {0, 4}}}, false},
  };
  for (const auto& rotation : rotations) {
    for (const std::string role : {"timestamp", "snapshot", "targets"}) {
      SCOPED_TRACE(role + ": " + rotation.name);
      StartAnew();
      ASSERT_EQ(Init(), 0);
      SetKeys(role, rotation.steps[0]);
      repo.Publish({"root", "targets", "snapshot", "timestamp"});
      EXPECT_EQ(Refresh(), rotation.good ? 0 : 1) << complaint;
      EXPECT_EQ(Version(role), rotation.good ? 2 : 0);
    }
  }
}

}  // namespace
}  // namespace lianxiao::test
