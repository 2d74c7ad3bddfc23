#include "sync/trust/target_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "storage/base/digest.h"
#include "storage/base/keys.h"
#include "sync/trust/delegation.h"

namespace lianxiao::sync {
namespace {

using formats::TufDelegatedRole;
using formats::TufDelegations;
using formats::TufTargets;
using testing::ElementsAre;
using testing::IsEmpty;

// Who delegates to whom, in the order of the lists; all for every path of one part.
class TargetSearchTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  void Delegate(const std::string& from, const std::string& to, bool terminating = false,
                std::vector<std::string> paths = {"*"}) {
    auto& delegations = roles[from].delegations;
    if (!delegations) delegations.emplace();
    delegations->roles.push_back({to, {}, terminating, std::move(paths), {}});
  }
  void Lists(const std::string& role, const std::string& path) { roles[role].targets[path] = {1, role, {}}; }

  // Looks the path up; the roles that were asked, but for targets. Who had it stands in `found`.
  std::vector<std::string> Visited(const std::string& path) {
    TargetSearch search(path);
    std::vector<std::string> visited;
    while (const auto step = search.Next()) {
      if (step->role != "targets") visited.push_back(step->role);
      search.Look(roles[step->role]);
    }
    found = search.found() ? search.found()->sha256 : "";
    gave_up = search.gave_up();
    return visited;
  }

  std::map<std::string, TufTargets> roles;
  std::string found;
  bool gave_up = false;
};

TEST_F(TargetSearchTest, AsksNobodyWhenTargetsHasIt) {
  Delegate("targets", "A");
  Lists("targets", "here");
  Lists("A", "here");
  EXPECT_THAT(Visited("here"), IsEmpty());
  EXPECT_EQ(found, "targets");
}

TEST_F(TargetSearchTest, GoesDeepBeforeItGoesOn) {
  Delegate("targets", "A");
  Delegate("targets", "B");
  Delegate("A", "C");
  Delegate("C", "D");
  EXPECT_THAT(Visited("missing"), ElementsAre("A", "C", "D", "B"));
  EXPECT_EQ(found, "");
  Lists("B", "x");
  Lists("D", "x");
  EXPECT_THAT(Visited("x"), ElementsAre("A", "C", "D"));
  EXPECT_EQ(found, "D");
}

TEST_F(TargetSearchTest, EndsInCirclesAndAsksEachRoleOnce) {
  Delegate("targets", "A");
  Delegate("targets", "B");
  Delegate("B", "C");
  Delegate("C", "D");
  Delegate("D", "B");
  Delegate("D", "targets");
  EXPECT_THAT(Visited("missing"), ElementsAre("A", "B", "C", "D"));
}

TEST_F(TargetSearchTest, ATerminatingDelegationIsTheLastOne) {
  Delegate("targets", "A");
  Delegate("targets", "B");
  Delegate("A", "C", true);
  Delegate("A", "D");
  Delegate("C", "E");
  EXPECT_THAT(Visited("missing"), ElementsAre("A", "C", "E"));
  Lists("B", "x");
  Visited("x");
  EXPECT_EQ(found, "");
}

TEST_F(TargetSearchTest, ATerminatingDelegationForOtherPathsDoesNotMatter) {
  Delegate("targets", "A", true, {"*.py"});
  Delegate("targets", "B");
  EXPECT_THAT(Visited("missing"), ElementsAre("B"));
  EXPECT_THAT(Visited("x.py"), ElementsAre("A"));
}

TEST_F(TargetSearchTest, EveryDelegationOnTheWayHasToMatch) {
  Delegate("targets", "A", false, {"*.doc", "*.md"});
  Delegate("targets", "B", false, {"releases/*/*"});
  Delegate("B", "C", false, {"releases/x/*"});
  Delegate("B", "D", false, {"releases/y/*.zip"});
  Lists("D", "releases/z/z_v1.zip");
  Lists("D", "releases/y/y_v1.zip");
  EXPECT_THAT(Visited("README.md"), ElementsAre("A"));
  EXPECT_THAT(Visited("releases/x/x_v1"), ElementsAre("B", "C"));
  EXPECT_THAT(Visited("releases/y/y_v1.zip"), ElementsAre("B", "D"));
  EXPECT_EQ(found, "D");
  EXPECT_THAT(Visited("releases/z/z_v1.zip"), ElementsAre("B"));
  EXPECT_EQ(found, "");
}

TEST_F(TargetSearchTest, AHashPrefixMatchesTheSha256OfThePath) {
  const auto hash = Sha256Hex("a/b");
  TufDelegatedRole role{"bins", {}, false, {}, {hash.substr(0, 3)}};
  EXPECT_TRUE(SpeaksFor(role, "a/b"));
  EXPECT_FALSE(SpeaksFor(role, "a/c"));
  role.path_hash_prefixes = {"0", hash};
  EXPECT_TRUE(SpeaksFor(role, "a/b"));
  role.path_hash_prefixes.clear();
  EXPECT_FALSE(SpeaksFor(role, "a/b"));
}

TEST_F(TargetSearchTest, ABinIsFoundByTheFirstBitsOfTheHash) {
  // Known from python-tuf's tests.
  const std::pair<formats::TufSuccinctRoles, const char*> cases[] = {
      {{{}, 1, "bin"}, "bin-1"}, {{{}, 2, "bin"}, "bin-3"}, {{{}, 8, "bin"}, "bin-fc"}};
  for (const auto& [bins, name] : cases) EXPECT_EQ(BinFor(bins, "bar"), name);
  EXPECT_EQ(BinFor({{}, 32, "b"}, "bar"), "b-" + Sha256Hex("bar").substr(0, 8));
  roles["targets"].delegations.emplace().succinct = {{}, 8, "bin"};
  EXPECT_THAT(Visited("bar"), ElementsAre("bin-fc"));
}

TEST_F(TargetSearchTest, OnlyBinsThatThereAreHaveKeys) {
  TufDelegations delegations;
  delegations.succinct = {{{"key"}, 1}, 5, "bin"};
  EXPECT_TRUE(KeysFor(delegations, "bin-00"));
  EXPECT_TRUE(KeysFor(delegations, "bin-1f"));
  for (const char* none : {"bin-20", "bin-0", "bin-001", "bin-", "bin-1F", "bin", "other-00", "bin--1"}) {
    EXPECT_FALSE(KeysFor(delegations, none)) << none;
  }
}

TEST_F(TargetSearchTest, GivesUpAfterSoManyRoles) {
  std::string last = "targets";
  for (std::size_t i = 0; i < 2 * kMaxVisitedRoles; ++i) {
    const auto next = "role" + std::to_string(i);
    Delegate(last, next);
    last = next;
  }
  EXPECT_EQ(Visited("missing").size(), kMaxVisitedRoles - 1);
  EXPECT_TRUE(gave_up);
}

}  // namespace
}  // namespace lianxiao::sync
