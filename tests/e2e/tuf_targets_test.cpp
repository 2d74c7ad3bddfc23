// lianxiao-tuf and targets: downloads, delegations, bins.
#include <gmock/gmock.h>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "tests/e2e/tuf_client.h"

namespace lianxiao::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class TufTargetsTest : public TufClientTest {
 protected:
  void PublishAll() {
    std::vector<std::string> roles;
    for (const auto& [role, body] : repo.targets) roles.push_back(role);
    roles.insert(roles.end(), {"snapshot", "timestamp"});
    repo.Publish(roles);
  }
  // What was asked for after the four top-level files: "A", "B".
  std::vector<std::string> RolesAsked() {
    std::vector<std::string> roles;
    for (const auto& name : repo.Asked()) {
      const bool top = name.find("root.json") != std::string::npos || name == "timestamp.json" ||
                       name.find("snapshot.json") != std::string::npos ||
                       name.find("targets.json") != std::string::npos || name.starts_with("targets/");
      if (top) continue;
      const auto dot = name.find('.');
      roles.push_back(name.substr(dot + 1, name.size() - dot - 1 - std::string(".json").size()));
    }
    return roles;
  }
};

TEST_F(TufTargetsTest, DownloadsOnlyWhatIsAskedFor) {
  ASSERT_EQ(Init(), 0);
  repo.AddTarget("targets", "file.txt", "one");
  repo.AddTarget("targets", "path/to/a/file.txt", "two");
  repo.AddTarget("targets", "其他 文件?.txt", "three");
  PublishAll();
  ASSERT_EQ(Refresh(), 0);
  EXPECT_THAT(Downloaded(), IsEmpty());
  ASSERT_EQ(Download({"file.txt"}), 0) << complaint;
  EXPECT_THAT(Downloaded(), ElementsAre(Pair("file.txt", "one")));
  ASSERT_EQ(Download({"path/to/a/file.txt", "其他 文件?.txt"}), 0) << complaint;
  EXPECT_THAT(Downloaded(),
              UnorderedElementsAre(Pair("file.txt", "one"), Pair("path%2Fto%2Fa%2Ffile.txt", "two"),
                                   Pair("%E5%85%B6%E4%BB%96%20%E6%96%87%E4%BB%B6%3F.txt", "three")));
}

TEST_F(TufTargetsTest, AFileThatIsHereIsNotFetchedAgain) {
  ASSERT_EQ(Init(), 0);
  repo.AddTarget("targets", "a/file", "bytes");
  PublishAll();
  ASSERT_EQ(Download({"a/file"}), 0);
  EXPECT_THAT(repo.Asked(), testing::Contains("targets/a/" + Sha256Hex("bytes") + ".file"));
  ASSERT_EQ(Download({"a/file"}), 0);
  EXPECT_THAT(repo.Asked(), ElementsAre("2.root.json", "timestamp.json"));
}

TEST_F(TufTargetsTest, OtherBytesThanWereSignedAreNeverKept) {
  ASSERT_EQ(Init(), 0);
  repo.AddTarget("targets", "one", "good");
  repo.AddTarget("targets", "two", "good too");
  PublishAll();
  ASSERT_EQ(Download({"one"}), 0);
  for (const auto* path : {"one", "two"}) {
    repo.ServeTarget(path, "evil", repo.targets["targets"].targets[path]);
  }
  ASSERT_EQ(Download({"one"}), 0);  // What is here is right.
  EXPECT_EQ(Download({"two"}), 1);
  EXPECT_THAT(complaint, HasSubstr("not the bytes that were signed"));
  repo.ServeTarget("two", std::string(1'000'000, 'e'), repo.targets["targets"].targets["two"]);
  EXPECT_EQ(Download({"two"}), 1);
  EXPECT_THAT(Downloaded(), ElementsAre(Pair("one", "good")));
}

TEST_F(TufTargetsTest, FollowsATargetThatChangesAgainAndAgain) {
  ASSERT_EQ(Init(), 0);
  for (int i = 0; i < 6; ++i) {
    const auto bytes = "contents " + std::to_string(i);
    repo.AddTarget("targets", "file", bytes);
    PublishAll();
    if (i % 2 == 1) continue;  // Sees every other one.
    ASSERT_EQ(Download({"file"}), 0) << complaint;
    EXPECT_THAT(Downloaded(), ElementsAre(Pair("file", bytes)));
    repo.ServeTarget("file", "evil", repo.targets["targets"].targets["file"]);
    PublishAll();
    Download({"file"});
    EXPECT_THAT(Downloaded(), ElementsAre(Pair("file", bytes)));
  }
}

TEST_F(TufTargetsTest, AcceptsTheHashesItKnowsAndNoOthers) {
  ASSERT_EQ(Init(), 0);
  const std::string bytes = "contents";
  const formats::TufTarget targets[] = {{8, Sha256Hex(bytes), {}},
                                        {8, {}, Sha512Hex(bytes)},
                                        {8, Sha256Hex(bytes), Sha512Hex(bytes)},
                                        {8, Sha256Hex(bytes), Sha512Hex("others")}};
  for (std::size_t i = 0; i < std::size(targets); ++i) {
    const auto path = "file" + std::to_string(i);
    repo.targets["targets"].targets[path] = targets[i];
    repo.ServeTarget(path, bytes, targets[i]);
  }
  PublishAll();
  ASSERT_EQ(Download({"file0", "file1", "file2"}), 0) << complaint;
  EXPECT_THAT(Downloaded(), SizeIs(3));
  EXPECT_EQ(Download({"file3"}), 1);

  repo.Tamper("targets", [&](nlohmann::json& file) {
    file["signed"]["targets"] = {
        {"file4", {{"length", 8}, {"hashes", {{"sha3-256", std::string(64, '0')}}}}}};
    file["signatures"][0]["sig"] = ToHex(repo.signers["targets"][0].sign(file["signed"].dump()));
  });
  std::filesystem::remove_all(metadata());
  ASSERT_EQ(Init(), 0);
  EXPECT_EQ(Download({"file4"}), 1);
  EXPECT_THAT(complaint, HasSubstr("hashes that this program does not know"));
}

// --- Delegations ---

struct Edge {
  const char *from, *to;
  bool terminating = false;
  const char* paths = "*";
};
struct Graph {
  const char* name;
  std::vector<Edge> edges;
  std::vector<std::string> visited;
};

TEST_F(TufTargetsTest, DelegationsAreAskedInPreorder) {
  const Graph graphs[] = {
      {"one", {{"targets", "A"}}, {"A"}},
      {"two beside each other", {{"targets", "A"}, {"targets", "B"}}, {"A", "B"}},
      {"two levels", {{"targets", "A"}, {"targets", "B"}, {"B", "C"}}, {"A", "B", "C"}},
      {"deep first", {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"A", "D"}}, {"A", "C", "D", "B"}},
      {"three levels", {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"C", "D"}}, {"A", "C", "D", "B"}},
      {"terminating", {{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"A", "D"}}, {"A", "C"}},
      {"terminating, with children",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"C", "D"}},
       {"A", "C", "D"}},
      {"other paths", {{"targets", "A", false, "*.py"}, {"targets", "B"}, {"A", "C"}}, {"B"}},
      {"other paths below",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C", false, "*.py"}, {"C", "D"}},
       {"A", "B"}},
      {"a circle",
       {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"C", "D"}, {"D", "B"}},
       {"A", "B", "C", "D"}},
      {"two to one", {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C"}}, {"A", "C", "B"}},
      {"two to one, one for other paths",
       {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C", false, "*.py"}},
       {"A", "B", "C"}},
  };
  for (const auto& graph : graphs) {
    SCOPED_TRACE(graph.name);
    StartAnew();
    for (const auto& edge : graph.edges) repo.Delegate(edge.from, edge.to, {edge.paths}, edge.terminating);
    PublishAll();
    ASSERT_EQ(Init(), 0);
    EXPECT_EQ(Download({"missingpath"}), 1);
    EXPECT_EQ(RolesAsked(), graph.visited);
    EXPECT_THAT(Trusted(), SizeIs(4 + graph.visited.size()));
  }
}

TEST_F(TufTargetsTest, FindsATargetWhereEveryDelegationOnTheWayMatches) {
  ASSERT_EQ(Init(), 0);
  repo.Delegate("targets", "A", {"*.doc", "*.md"});
  repo.Delegate("targets", "B", {"releases/*/*"});
  repo.Delegate("B", "C", {"releases/x/*"});
  repo.Delegate("B", "D", {"releases/y/*.zip"});
  repo.AddTarget("targets", "targetfile", "top");
  repo.AddTarget("A", "README.md", "by A");
  repo.AddTarget("C", "releases/x/x_v1", "by C");
  repo.AddTarget("D", "releases/y/y_v1.zip", "by D");
  repo.AddTarget("D", "releases/z/z_v1.zip", "not D's to say");
  PublishAll();
  EXPECT_EQ(Download({"targetfile"}), 0) << complaint;
  EXPECT_THAT(RolesAsked(), IsEmpty());
  EXPECT_EQ(Download({"README.md"}), 0) << complaint;
  EXPECT_THAT(RolesAsked(), ElementsAre("A"));
  EXPECT_EQ(Download({"releases/x/x_v1"}), 0) << complaint;
  EXPECT_THAT(RolesAsked(), ElementsAre("B", "C"));
  EXPECT_EQ(Download({"releases/y/y_v1.zip"}), 0) << complaint;
  EXPECT_THAT(RolesAsked(), ElementsAre("D"));  // B is kept.
  EXPECT_EQ(Download({"releases/z/z_v1.zip"}), 1);
  EXPECT_THAT(Downloaded(), SizeIs(4));
}

TEST_F(TufTargetsTest, UnusualNamesOfRolesAreNeitherPathsNorQueries) {
  const std::pair<const char*, const char*> names[] = {{"?", "%3F"},
                                                       {"#", "%23"},
                                                       {"/delegatedrole", "%2Fdelegatedrole"},
                                                       {"../delegatedrole", "..%2Fdelegatedrole"},
                                                       {"..", ".."},
                                                       {"a role", "a%20role"},
                                                       {"%2F", "%252F"}};
  for (const auto& [name, escaped] : names) {
    SCOPED_TRACE(name);
    StartAnew();
    repo.Delegate("targets", name);
    PublishAll();
    ASSERT_EQ(Init(), 0);
    EXPECT_EQ(Download({"nonexistent target"}), 1);
    EXPECT_THAT(RolesAsked(), ElementsAre(escaped));
    EXPECT_THAT(Trusted(), SizeIs(5));
    EXPECT_EQ(Kept(escaped), repo.Newest(name));
  }
}

TEST_F(TufTargetsTest, BinsAreFoundByTheHashOfThePath) {
  const std::string path = "bar";
  ASSERT_EQ(Init(), 0);
  repo.Delegate("targets", "low", {});
  repo.Delegate("targets", "high", {});
  auto& roles = repo.targets["targets"].delegations->roles;
  roles[0].path_hash_prefixes = {"0", "1", "2", "3", "4", "5", "6", "7"};
  roles[1].path_hash_prefixes = {"8", "9", "a", "b", "c", "d", "e", "f"};
  repo.AddTarget("high", path, "in the high bin");  // Its SHA-256 begins with fc.
  PublishAll();
  EXPECT_EQ(Download({path}), 0) << complaint;
  EXPECT_THAT(RolesAsked(), ElementsAre("high"));
}

TEST_F(TufTargetsTest, SuccinctBinsAreFoundByTheFirstBits) {
  struct Case {
    int bits;
    const char *path, *bin;
  };
  for (const auto& [bits, path, bin] :
       {Case{1, "boo", "bin-0"}, Case{1, "too", "bin-1"}, Case{2, "foo", "bin-0"}, Case{2, "doo", "bin-1"},
        Case{2, "too", "bin-2"}, Case{2, "bar", "bin-3"}, Case{8, "bar", "bin-fc"}}) {
    SCOPED_TRACE(std::string(path) + " " + bin);
    StartAnew();
    const auto signer = TufSigner::Ed25519();
    auto& delegations = repo.targets["targets"].delegations.emplace();
    delegations.keys[signer.id] = signer.key;
    delegations.succinct = {{{signer.id}, 1}, bits, "bin"};
    repo.targets[bin] = {1, InDays(30), {}, {}};
    repo.signers[bin] = {signer};
    repo.AddTarget(bin, path, "found");
    PublishAll();
    ASSERT_EQ(Init(), 0);
    EXPECT_EQ(Download({path}), 0) << complaint;
    EXPECT_THAT(RolesAsked(), ElementsAre(bin));
    EXPECT_THAT(Trusted(), SizeIs(5));
  }
}

TEST_F(TufTargetsTest, AnExpiredDelegatedRoleSaysNothing) {
  ASSERT_EQ(Init(), 0);
  repo.Delegate("targets", "chen", {"path/*"});
  repo.AddTarget("chen", "path/one", "first");
  repo.AddTarget("chen", "path/two", "second");
  repo.targets["chen"].expires = InDays(-1);
  PublishAll();
  ASSERT_EQ(Refresh(), 0) << complaint;
  EXPECT_EQ(Download({"path/one"}), 1);
  EXPECT_THAT(complaint, HasSubstr("chen.json: expired on"));
  EXPECT_EQ(Version("chen"), 0);

  repo.targets["chen"].expires = InDays(7);
  PublishAll();
  ASSERT_EQ(Download({"path/one"}), 0) << complaint;
  EXPECT_EQ(DownloadAt(InDays(18), "path/two"), 1);
  repo.targets["chen"].expires = InDays(21);
  PublishAll();
  EXPECT_EQ(DownloadAt(InDays(18), "path/two"), 0) << complaint;
  EXPECT_THAT(Downloaded(), SizeIs(2));
}

TEST_F(TufTargetsTest, ARoleThatIsNotSignedByItsDelegatorsKeysEndsTheSearch) {
  ASSERT_EQ(Init(), 0);
  repo.Delegate("targets", "chen");
  repo.Delegate("targets", "wang");
  repo.AddTarget("wang", "file", "bytes");
  repo.signers["chen"] = {TufSigner::Ed25519()};
  PublishAll();
  EXPECT_EQ(Download({"file"}), 1);
  EXPECT_THAT(complaint, HasSubstr("chen.json: 0 good signatures of 1"));
  EXPECT_THAT(Downloaded(), IsEmpty());
  EXPECT_EQ(Version("chen"), 0);
}

}  // namespace
}  // namespace lianxiao::test
