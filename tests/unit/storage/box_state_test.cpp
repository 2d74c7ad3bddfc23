#include "storage/box_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/digest.h"
#include "storage/county_letter.h"
#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BoxStateTest : public Box {
 protected:
  BoxStateTest() { EXPECT_TRUE(InitCrypto()); }
  BoxState state{*journal};
};

TEST_F(BoxStateTest, MakesItsKeysOnceAndKeepsThem) {
  const auto made = state.Keys();
  ASSERT_TRUE(made) << made.error().message;
  OpenJournal();
  const auto kept = BoxState(*journal).Keys();
  EXPECT_EQ(kept->sign.verify, made->sign.verify);
  EXPECT_TRUE(Verify(made->sign.verify, "words", kept->sign.Sign("words")));
  EXPECT_EQ(*kept->seal.Open(Seal(made->seal.seal, "secret")), "secret");
}

formats::CenterCard Card() {
  return {"青禾县教育资源中心", SigningKey::Generate().verify, OpenKey::Generate().seal, Sha256Hex("root")};
}

TEST_F(BoxStateTest, EnrolsAnewUnderKeysNobodyElseHas) {
  const auto first = *state.Keys();
  EXPECT_EQ(state.KeysToEnrol()->sign.verify, first.sign.verify) << "the first time there is nothing to hide";
  const auto card = Card();
  formats::Grant grant{std::string(32, 'a'), "shiyangtang", "石羊塘村小", card.name,
                       "http://c",           {"http://m/"}, "{}",         WallTime{1}};
  ASSERT_TRUE(state.Enrol(grant, card, first));
  ASSERT_TRUE(state.SavePendingEnrolment({card, HashOf("request")}));

  const auto anew = *state.KeysToEnrol();
  EXPECT_NE(anew.sign.verify, first.sign.verify);
  OpenJournal();
  BoxState after(*journal);
  EXPECT_EQ(after.KeysToEnrol()->sign.verify, anew.sign.verify)
      << "the answer to the first asking may be lost";
  EXPECT_EQ(after.Keys()->sign.verify, first.sign.verify);
  EXPECT_EQ((*after.LoadPendingEnrolment())->request, HashOf("request"));

  grant.device = std::string(32, 'b');
  ASSERT_TRUE(after.Enrol(grant, card, anew));
  EXPECT_EQ(after.Keys()->sign.verify, anew.sign.verify);
  EXPECT_EQ((*after.PreviousKeys())->sign.verify, first.sign.verify);
  EXPECT_FALSE(*after.LoadPendingEnrolment());
  EXPECT_NE(after.KeysToEnrol()->sign.verify, anew.sign.verify) << "and the time after that others again";
}

TEST_F(BoxStateTest, TakesNewKeysOfItsCenterFromANewerRootOnly) {
  const auto card = Card();
  formats::Grant grant{std::string(32, 'a'), "shiyangtang", "石羊塘村小", card.name,
                       "http://c",           {"http://m/"}, "{}",         WallTime{1}};
  grant.center_root = 3;
  ASSERT_TRUE(state.TakeCenterKeys({card.sign, card.seal}, 9)) << "not enrolled: nothing to do";
  ASSERT_TRUE(state.Enrol(grant, card));
  const formats::TufCenter next{SigningKey::Generate().verify, OpenKey::Generate().seal};
  ASSERT_TRUE(state.TakeCenterKeys(next, 3));
  EXPECT_EQ((*state.Enrolment())->center.sign, card.sign) << "the enrolment is as new as that";

  ASSERT_TRUE(state.TakeCenterKeys(next, 4));
  OpenJournal();
  auto enrolled = *BoxState(*journal).Enrolment();
  EXPECT_EQ(enrolled->center.sign, next.sign);
  EXPECT_EQ(enrolled->center.seal, next.seal);
  EXPECT_EQ(enrolled->center.root_sha256, card.root_sha256);
  EXPECT_EQ(enrolled->grant.center_root, 4);
  EXPECT_EQ(enrolled->grant.device, grant.device);

  ASSERT_TRUE(BoxState(*journal).TakeCenterKeys({card.sign, card.seal}, 4));
  EXPECT_EQ((*BoxState(*journal).Enrolment())->center.sign, next.sign) << "never back";
}

TEST_F(BoxStateTest, LettersCountAnewUnderNewKeysOfTheCenterAndStayInForce) {
  const auto card = Card();
  const formats::Grant grant{std::string(32, 'a'), "shiyangtang", "石羊塘村小", card.name,
                             "http://c",           {"http://m/"}, "{}",         WallTime{1}};
  ASSERT_TRUE(state.Enrol(grant, card));
  CountyLetter letters(*journal);
  formats::Letter letter{.device = grant.device, .number = std::int64_t{1} << 60, .at = WallTime{5}};
  letter.notices = {{"n-1", "停电", WallTime{1}, WallTime{2}}};
  letter.commands = {{std::int64_t{1} << 60, "recheck"}};
  ASSERT_TRUE(letters.Take(letter)) << "from whoever stole the key";
  ASSERT_TRUE(letters.CommandDone(std::int64_t{1} << 60));

  ASSERT_TRUE(state.TakeCenterKeys({SigningKey::Generate().verify, OpenKey::Generate().seal}, 2));
  EXPECT_EQ(letters.Newest()->number, 0);
  EXPECT_EQ(letters.Newest()->notices.size(), 1U);
  EXPECT_FALSE(*letters.NextCommand());
  letter.number = 8;
  letter.commands = {{1, "recheck"}};
  ASSERT_TRUE(letters.Take(letter));
  EXPECT_EQ((*letters.NextCommand())->number, 1);
}

TEST_F(BoxStateTest, NextKeysWaitUntilTheyAreUsed) {
  const auto first = *state.Keys();
  EXPECT_FALSE(*state.PendingNextKeys());
  EXPECT_FALSE(state.UseNextKeys());
  const auto next = *state.NextKeys();
  EXPECT_EQ(state.NextKeys()->sign.verify, next.sign.verify);
  EXPECT_EQ((*state.PendingNextKeys())->sign.verify, next.sign.verify);
  EXPECT_EQ(state.Keys()->sign.verify, first.sign.verify);
  ASSERT_TRUE(state.UseNextKeys());
  EXPECT_EQ(state.Keys()->sign.verify, next.sign.verify);
  EXPECT_EQ((*state.PreviousKeys())->seal.seal, first.seal.seal);
  EXPECT_FALSE(*state.PendingNextKeys());
}

TEST_F(BoxStateTest, RemembersItsEnrolment) {
  ASSERT_FALSE(state.Enrolment()->has_value());
  formats::CenterCard card{"青禾县教育资源中心", SigningKey::Generate().verify, OpenKey::Generate().seal,
                           Sha256Hex("root")};
  formats::Grant grant{std::string(32, 'a'),
                       "shiyangtang",
                       "石羊塘村小",
                       card.name,
                       "http://10.0.3.7:8440",
                       {"http://mirror-a/", "http://mirror-b/"},
                       "{}",
                       WallTime{1'795'250'000'000}};
  ASSERT_TRUE(state.Enrol(grant, card));
  grant.mirrors = {"http://mirror-c/", "http://mirror-a/"};
  ASSERT_TRUE(state.Enrol(grant, card)) << "again: the newer grant counts";

  const auto enrolled = state.Enrolment();
  ASSERT_TRUE(enrolled) << enrolled.error().message;
  ASSERT_TRUE(enrolled->has_value());
  const auto& kept = (*enrolled)->grant;
  EXPECT_EQ(kept.device, grant.device);
  EXPECT_EQ(kept.school, grant.school);
  EXPECT_EQ(kept.school_name, grant.school_name);
  EXPECT_EQ(kept.center_name, grant.center_name);
  EXPECT_EQ(kept.center_address, grant.center_address);
  EXPECT_EQ(kept.mirrors, grant.mirrors);
  EXPECT_EQ(kept.root_json, grant.root_json);
  EXPECT_EQ(kept.at, grant.at);
  EXPECT_EQ(formats::ToJson((*enrolled)->center), formats::ToJson(card));
}

TEST_F(BoxStateTest, KeepsMetadataByteForByte) {
  const std::string bytes("{\"signed\":\0}", 12);
  ASSERT_TRUE(state.SaveMetadata({{"root", bytes}, {"timestamp", "1"}}));
  EXPECT_EQ(state.Metadata()->at("root"), bytes);
  // What is not named any more goes: a library that the county closed.
  const std::map<std::string, std::string> expected = {{"root", bytes}, {"chen", "2"}};
  ASSERT_TRUE(state.SaveMetadata(expected));
  EXPECT_EQ(*state.Metadata(), expected);
}

TEST_F(BoxStateTest, TrustedTimeNeverDecreases) {
  EXPECT_EQ(state.TrustedTime()->ms, 0);
  ASSERT_TRUE(state.RaiseTrustedTime(WallTime{2'000}));
  ASSERT_TRUE(state.RaiseTrustedTime(WallTime{1'000}));
  EXPECT_EQ(state.TrustedTime()->ms, 2'000);
}

TEST_F(BoxStateTest, CountsOnAfterARestart) {
  EXPECT_EQ(*state.Counter("starts"), 0);
  EXPECT_EQ(*state.AddToCounter("starts", 1), 1);
  EXPECT_EQ(*state.AddToCounter("starts", 2), 3);
  OpenJournal();
  EXPECT_EQ(*BoxState(*journal).Counter("starts"), 3);
}

TEST_F(BoxStateTest, AMomentThatNeverWasIsAbsent) {
  EXPECT_FALSE(state.Moment("last_contact")->has_value());
  ASSERT_TRUE(state.SetMoment("last_contact", WallTime{5}));
  EXPECT_EQ(**state.Moment("last_contact"), WallTime{5});
}

TEST_F(BoxStateTest, AProblemRaisedAgainKeepsItsBeginning) {
  const formats::Problem untrusted{"problem.metadata_untrusted", "timestamp.json", WallTime{100}};
  const formats::Problem other{"problem.metadata_untrusted", "snapshot.json", WallTime{150}};
  ASSERT_TRUE(state.Raise(untrusted));
  ASSERT_TRUE(state.Raise({untrusted.key, untrusted.subject, WallTime{200}}));
  ASSERT_TRUE(state.Raise(other));
  EXPECT_THAT(*state.Problems(), ElementsAre(untrusted, other));
  ASSERT_TRUE(state.Clear(untrusted.key, untrusted.subject));
  EXPECT_THAT(*state.Problems(), ElementsAre(other));
  ASSERT_TRUE(state.Clear(untrusted.key));
  EXPECT_THAT(*state.Problems(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::storage
