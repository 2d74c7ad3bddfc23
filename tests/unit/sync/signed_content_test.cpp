#include "sync/rounds/signed_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sync/trust_county.h"

namespace lianxiao::sync {
namespace {

using formats::TufRole;
using testing::ElementsAre;
using testing::IsEmpty;

class SignedContentTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  void Delegate(const std::string& library, std::vector<std::string> paths, bool terminating = false) {
    const auto key = formats::TufKey::From(studio.verify);
    if (!county_lists.delegations) county_lists.delegations.emplace();
    county_lists.delegations->keys[key.Id()] = key;
    county_lists.delegations->roles.push_back({library, {{key.Id()}, 1}, terminating, std::move(paths), {}});
    lists[library] = {1, kNextYear, {}, {}};
  }
  static void List(formats::TufTargets& body, const std::string& path, const std::string& bytes) {
    body.targets[path] = {static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes), {}};
  }
  // All is signed and verified, but for the libraries that are `left_out`.
  TrustedSet Trusted(const std::set<std::string>& left_out = {}) const {
    auto set = TrustedSet::Load({{"root", county.Root(1)}}).value();
    const auto targets = SignTufTargets(county_lists, county.keys.at(TufRole::kTargets));
    formats::TufSnapshot snapshot{1, kNextYear, {{"targets.json", County::MetaOf(targets, 1)}}};
    std::map<std::string, std::string> files;
    for (const auto& [library, body] : lists) {
      files[library] = SignTufTargets(body, std::span(&studio, 1));
      snapshot.meta[library + ".json"] = County::MetaOf(files[library], 1);
    }
    const auto json = SignTufSnapshot(snapshot, county.keys.at(TufRole::kSnapshot));
    EXPECT_TRUE(set.UpdateTimestamp(county.Timestamp(1, json, 1), kNow));
    EXPECT_TRUE(set.UpdateSnapshot(json, kNow));
    EXPECT_TRUE(set.UpdateTargets(targets, kNow));
    for (const auto& [library, bytes] : files) {
      if (left_out.contains(library)) continue;
      EXPECT_TRUE(set.UpdateDelegated(library, "targets", bytes, kNow));
    }
    return set;
  }
  static std::vector<std::string> Names(const SignedContent& content) {
    std::vector<std::string> names;
    for (const auto& [name, listed] : content.targets) names.push_back(listed.library + ":" + name);
    return names;
  }

  County county;
  SigningKey studio = SigningKey::Generate();
  formats::TufTargets county_lists{1, kNextYear, {}, {}};
  std::map<std::string, formats::TufTargets> lists;
  Follows all = [](const std::string&) { return true; };
};

TEST_F(SignedContentTest, IsTheCountysAndThatOfItsLibraries) {
  List(county_lists, "catalog/county-0-0", "county");
  Delegate("chen", {"catalog/chen-*"});
  List(lists["chen"], "catalog/chen-0-0", "chen");
  const auto content = ContentOf(Trusted(), all, kNow);
  EXPECT_THAT(Names(content), ElementsAre("chen:catalog/chen-0-0", ":catalog/county-0-0"));
  EXPECT_THAT(content.waiting, IsEmpty());
}

TEST_F(SignedContentTest, ALibraryBringsNothingOutsideItsPathsAndNoBundles) {
  List(county_lists, "catalog/county-0-0", "county");
  Delegate("chen", {"catalog/chen-*", "catalog/*", "bundles/*"});  // Whatever the county wrote.
  for (const char* path : {"catalog/chen-0-0", "catalog/wang-0-0", "catalog/county-0-0", "catalog/county-0-1",
                           "bundles/everything.json", "bundles/chen-x.json"}) {
    List(lists["chen"], path, "by chen");
  }
  const auto content = ContentOf(Trusted(), all, kNow);
  EXPECT_THAT(Names(content), ElementsAre("chen:catalog/chen-0-0", ":catalog/county-0-0"));
  EXPECT_EQ(content.targets.at("catalog/county-0-0").target.sha256, Sha256Hex("county"));
}

TEST_F(SignedContentTest, TheCountysOwnWordComesFirstAndATerminatingOneIsTheLast) {
  List(county_lists, "catalog/chen-0-0", "by the county");
  Delegate("wang", {"catalog/chen-9*"}, true);
  Delegate("chen", {"catalog/chen-*"});
  List(lists["chen"], "catalog/chen-0-0", "by chen");
  List(lists["chen"], "catalog/chen-9-0", "stopped before it");
  List(lists["chen"], "catalog/chen-1-0", "by chen");
  const auto content = ContentOf(Trusted(), all, kNow);
  EXPECT_THAT(Names(content), ElementsAre(":catalog/chen-0-0", "chen:catalog/chen-1-0"));
}

TEST_F(SignedContentTest, OnlyWhatTheBoxFollowsIsTaken) {
  Delegate("chen", {"catalog/chen-*"});
  Delegate("wang", {"catalog/wang-*"});
  Delegate("no-library", {"catalog/no-*"});  // A name by which nothing can belong to it.
  List(lists["chen"], "catalog/chen-0-0", "chen");
  List(lists["wang"], "catalog/wang-0-0", "wang");
  const Follows wang = [](const std::string& library) { return library == "wang"; };
  EXPECT_THAT(FollowedLibraries(county_lists, all), ElementsAre("chen", "wang"));
  EXPECT_THAT(FollowedLibraries(county_lists, wang), ElementsAre("wang"));
  const auto content = ContentOf(Trusted(), wang, kNow);
  EXPECT_THAT(Names(content), ElementsAre("wang:catalog/wang-0-0"));
  EXPECT_TRUE(content.IsOver("catalog/chen-0-0"));
}

TEST_F(SignedContentTest, ALibraryThatIsNotVerifiedOrHasExpiredWaitsAndLosesNothing) {
  Delegate("chen", {"catalog/chen-*"});
  Delegate("wang", {"catalog/wang-*"});
  List(lists["chen"], "catalog/chen-0-0", "chen");
  List(lists["wang"], "catalog/wang-0-0", "wang");
  lists["wang"].expires = WallTime{kNow.ms + kDayMs};
  const auto trusted = Trusted({"chen"});
  auto content = ContentOf(trusted, all, kNow);
  EXPECT_THAT(Names(content), ElementsAre("wang:catalog/wang-0-0"));
  EXPECT_THAT(content.waiting, ElementsAre("chen"));
  EXPECT_FALSE(content.IsOver("catalog/chen-0-0"));
  EXPECT_TRUE(content.IsOver("catalog/wang-1-0"));
  EXPECT_TRUE(content.IsOver("catalog/county-0-0"));
  content = ContentOf(trusted, all, WallTime{kNow.ms + 2 * kDayMs});
  EXPECT_THAT(content.waiting, ElementsAre("chen", "wang"));
}

}  // namespace
}  // namespace lianxiao::sync
