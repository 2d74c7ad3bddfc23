#include "center/libraries/library_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/digest.h"
#include "storage/formats/library_name.h"

namespace lianxiao::center {
namespace {

using ::testing::HasSubstr;

constexpr WallTime kNow{1'795'000'000'000};

class LibraryCheckTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  static std::string Key(const Status& status) { return status ? "" : status.error().message; }
  formats::TufTargets Lists(std::int64_t version) const {
    formats::TufTargets lists{.version = version, .expires = WallTime{kNow.ms + 300 * kDayMs}};
    lists.targets["catalog/chen-0a1b2c3d-0.ndjson.zst"] = {5, Sha256Hex("shard")};
    return lists;
  }
  std::string Signed(const formats::TufTargets& lists) const {
    return SignTufTargets(lists, std::span(&key_, 1));
  }
  // What the county says to the lists, as version `named` of chen.
  std::string Refused(const std::string& bytes, std::int64_t named) const {
    const auto checked = CheckLists(row_, bytes, named, kNow);
    return checked ? "taken" : checked.error().message;
  }
  std::string Refused(const formats::TufTargets& lists) const {
    return Refused(Signed(lists), lists.version);
  }

  SigningKey key_ = SigningKey::Generate(), second_ = SigningKey::Generate();
  LibraryRow row_{.name = "chen", .keys = {key_.verify}, .open = true, .listed = true, .version = 7};
};

TEST_F(LibraryCheckTest, TakesWhatTheStudioSignedForItself) {
  EXPECT_EQ(Refused(Lists(8)), "taken");
  EXPECT_EQ(Refused(Lists(7 + kMostVersionStep)), "taken");
}

TEST_F(LibraryCheckTest, ListsOfAnyoneElseAreRefusedBeforeTheyAreLookedAt) {
  const auto stranger = SigningKey::Generate();
  auto lists = Lists(2);
  lists.targets["catalog/county-0-0.ndjson.zst"] = {5, Sha256Hex("x")};
  EXPECT_THAT(Refused(SignTufTargets(lists, std::span(&stranger, 1)), 2), HasSubstr("library.bad_signature"));
  EXPECT_THAT(Refused("no metadata", 8), HasSubstr("library.unreadable"));
}

TEST_F(LibraryCheckTest, BothKeysSignWhereTheCountyAsksForTwo) {
  row_.keys = {key_.verify, second_.verify};
  row_.threshold = 2;
  EXPECT_THAT(Refused(Lists(8)), HasSubstr("library.bad_signature"));
  EXPECT_EQ(Refused(SignTufTargets(Lists(8), std::vector{key_, second_}), 8), "taken");
}

TEST_F(LibraryCheckTest, VersionsOnlyRiseAndNotTooFar) {
  EXPECT_THAT(Refused(Lists(7)), HasSubstr("library.older"));
  EXPECT_THAT(Refused(Lists(6)), HasSubstr("library export --after 7"));
  EXPECT_THAT(Refused(Lists(7 + kMostVersionStep + 1)), HasSubstr("library.jump"));
  EXPECT_THAT(Refused(Signed(Lists(9)), 8), HasSubstr("library.misnamed"));
  row_.metadata = Signed(Lists(7));
  EXPECT_THAT(Refused(row_.metadata, 7), HasSubstr("library.taken_already"));
  row_.listed = false;  // Taken back since: the old lists do not come in again by themselves.
  EXPECT_THAT(Refused(row_.metadata, 7), HasSubstr("library.older"));
}

TEST_F(LibraryCheckTest, DatesAreAheadAndNotForEver) {
  auto lists = Lists(8);
  lists.expires = kNow;
  EXPECT_THAT(Refused(lists), HasSubstr("library.expired"));
  lists.expires = WallTime{kNow.ms + (kMostLibraryDays + 1) * kDayMs};
  EXPECT_THAT(Refused(lists), HasSubstr("library.too_long"));
}

TEST_F(LibraryCheckTest, AStolenKeySpeaksForNoOtherPath) {
  for (const auto* path : {"catalog/county-0a1b2c3d-0.ndjson.zst", "catalog/wang-0-0.ndjson.zst",
                           "bundles/everything.json", "catalog/chen-0/../county-0.zst", "chen-0.zst"}) {
    auto lists = Lists(8);
    lists.targets[path] = {5, Sha256Hex("x")};
    EXPECT_THAT(Refused(lists), HasSubstr("library.foreign_path")) << path;
  }
  auto lists = Lists(8);
  lists.delegations.emplace();
  EXPECT_THAT(Refused(lists), HasSubstr("library.delegates"));
}

TEST_F(LibraryCheckTest, AShardThatNoBoxWouldFetchIsNotListed) {
  auto lists = Lists(8);
  lists.targets.begin()->second.length = kMostShardPackedBytes + 1;
  EXPECT_THAT(Refused(lists), HasSubstr("library.too_large"));
  lists = Lists(8);
  lists.targets.begin()->second.sha256.clear();
  lists.targets.begin()->second.sha512 = std::string(128, 'a');
  EXPECT_THAT(Refused(lists), HasSubstr("library.unreadable"));
}

TEST_F(LibraryCheckTest, AShardIsTakenAsItWasSignedAndWithOwnLessonsOnly) {
  const auto resource = [](const std::string& id) {
    formats::Resource one{
        .id = id, .version = 1, .status = formats::ResourceStatus::kWithdrawn, .title = "圆"};
    return one;
  };
  const auto check = [](const std::string& packed, const std::string& signed_bytes) {
    const formats::TufTarget listed{static_cast<std::int64_t>(signed_bytes.size()), Sha256Hex(signed_bytes)};
    const auto checked = CheckLibraryShard("chen", "catalog/chen-0-0.ndjson.zst", listed, packed);
    return checked ? std::string("taken") : checked.error().message;
  };
  const auto own = formats::EncodeShard(std::vector{resource("chen-circles")});
  EXPECT_EQ(check(own, own), "taken");
  EXPECT_THAT(check(own.substr(1), own), HasSubstr("library.damaged"));
  EXPECT_THAT(check("rubbish", "rubbish"), HasSubstr("library.shard_unreadable"));
  for (const auto* id : {"fractions", "wang-circles", "chen", "chenxi-circles"}) {
    const auto foreign = formats::EncodeShard(std::vector{resource(id)});
    EXPECT_THAT(check(foreign, foreign), HasSubstr("library.foreign_resource: " + std::string(id)));
  }
  EXPECT_THAT(Key(CheckTogether({resource("chen-1"), resource("chen-1")})), HasSubstr("library.twice"));
  EXPECT_TRUE(CheckTogether({resource("chen-1"), resource("chen-2")}));
}

TEST_F(LibraryCheckTest, ADelegationHasAGoodNameAndEnoughKeys) {
  const auto key = key_.verify;
  EXPECT_TRUE(CheckDelegation("chen", {key}, 1));
  EXPECT_TRUE(CheckDelegation("chen", {key, second_.verify}, 2));
  for (const auto* name : {"", "Chen", "chen-2", "2chen", "county", "targets", "陈"}) {
    EXPECT_THAT(Key(CheckDelegation(name, {key}, 1)), HasSubstr("library.name_bad")) << name;
  }
  EXPECT_THAT(Key(CheckDelegation("chen", {key}, 2)), HasSubstr("library.threshold"));
  EXPECT_THAT(Key(CheckDelegation("chen", {}, 0)), HasSubstr("library.threshold"));
  EXPECT_THAT(Key(CheckDelegation("chen", {key, key}, 1)), HasSubstr("library.key_twice"));
  std::vector<VerifyKey> many(kMostLibraryKeys + 1, key);
  EXPECT_THAT(Key(CheckDelegation("chen", many, 1)), HasSubstr("library.too_many_keys"));
}

}  // namespace
}  // namespace lianxiao::center
