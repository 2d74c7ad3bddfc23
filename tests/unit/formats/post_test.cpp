#include "storage/formats/post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/encoding.h"
#include "storage/formats/packing.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class PostTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  static Post Question() {
    Post post;
    post.id = std::string(32, 'a');
    post.at = {1'790'000'000'123};
    post.to_kind = "school";
    post.to = "zhenxiao";
    post.author = "王芳";
    post.resource = "sx-3s-fenshu";
    post.title = "分数";
    post.text = "第二题\n为什么这样分？";
    return post;
  }
  static Post List() {
    Post post;
    post.id = std::string(32, 'b');
    post.kind = PostKind::kList;
    post.to_kind = "alliance";
    post.to = "zhen";
    post.author = "王芳";
    post.title = "分数三课";
    post.items = {{"sx-1", "分数", "先看"}, {"sx-2", "小数", ""}};
    return post;
  }
  static Post Withdrawal() {
    Post post;
    post.id = std::string(32, 'c');
    post.kind = PostKind::kWithdrawal;
    post.about = std::string(32, 'b');
    return post;
  }
  static PostUp Up() {
    PostUp up{std::string(32, 'd'), 7, {Question(), List(), Withdrawal()}};
    up.mark = "0123456789abcdef";
    up.turn = std::string(32, 'f');
    up.again = true;
    return up;
  }
  static PostDown Down() {
    Post answer = Question();
    answer.id = std::string(32, 'e');
    answer.kind = PostKind::kAnswer;
    answer.to_kind.clear();
    answer.to.clear();
    answer.about = Question().id;
    return {std::string(32, 'd'),
            {Question().id},
            {{List().id, "post.no_partner: no"}},
            {{8, "delivered", Question().id, "", "", "", {}},
             {9, "post", answer.id, "zhenxiao", "镇小学", "", {answer}},
             {10, "hidden", answer.id, "", "", "不合适", {}}},
            12,
            "0123456789abcdef",
            true};
  }
  template <typename Change>
  static std::string Complaint(Change change) {
    auto post = Question();
    change(post);
    const auto read = ParsePost(ToJson(post));
    return read ? "taken" : read.error().message;
  }

  const SigningKey center = SigningKey::Generate(), device = SigningKey::Generate();
  const OpenKey center_seal = OpenKey::Generate(), device_seal = OpenKey::Generate();
};

TEST_F(PostTest, BothWaysIsReadWhatWasWritten) {
  EXPECT_EQ(OpenPostUp(SealPostUp(Up(), device, center_seal.seal), center_seal, device.verify).value(), Up());
  EXPECT_EQ(OpenPostDown(SealPostDown(Down(), center, device_seal.seal), device_seal, center.verify).value(),
            Down());
}

TEST_F(PostTest, NobodyOnTheWayReadsOrChangesIt) {
  const auto sealed = SealPostUp(Up(), device, center_seal.seal);
  EXPECT_THAT(sealed, Not(HasSubstr("王芳")));
  EXPECT_EQ(OpenPostUp(sealed, OpenKey::Generate(), device.verify).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(OpenPostUp(sealed, center_seal, SigningKey::Generate().verify).error().code,
            ErrorCode::kUntrusted);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_EQ(OpenPostUp(Damaged(sealed, seed), center_seal, device.verify).error().code,
              ErrorCode::kCorrupt);
  }
  // What goes up is not what comes down, though the same key signed it.
  const auto up = SealPostUp(Up(), center, device_seal.seal);
  EXPECT_EQ(OpenPostDown(up, device_seal, center.verify).error().code, ErrorCode::kUntrusted);
}

TEST_F(PostTest, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(Complaint([](Post&) {}), "taken");
  EXPECT_THAT(Complaint([](Post& p) { p.id = "x"; }), StartsWith("id:"));
  EXPECT_THAT(Complaint([](Post& p) { p.to = "../x"; }), StartsWith("to:"));
  EXPECT_THAT(Complaint([](Post& p) { p.to_kind = "alliance"; }), StartsWith("to_kind:"));
  EXPECT_THAT(Complaint([](Post& p) { p.text.clear(); }), StartsWith("text: empty"));
  EXPECT_THAT(Complaint([](Post& p) { p.text = std::string(kMaxPostText + 1, 'x'); }), StartsWith("text:"));
  EXPECT_THAT(Complaint([](Post& p) { p.author.clear(); }), StartsWith("author: empty"));
  EXPECT_THAT(Complaint([](Post& p) { p.title = "a\nb"; }), StartsWith("title:"));
  EXPECT_THAT(Complaint([](Post& p) { p.kind = PostKind::kAnswer; }), StartsWith("about:"));
  EXPECT_THAT(Complaint([](Post& p) {
                p = List();
                p.items.clear();
              }),
              StartsWith("items: none"));
  EXPECT_THAT(Complaint([](Post& p) {
                p = List();
                p.items[1] = p.items[0];
              }),
              StartsWith("items: the same"));
  EXPECT_THAT(Complaint([](Post& p) {
                p = List();
                p.items.assign(kMaxPostItems + 1, p.items[0]);
              }),
              StartsWith("items: 61"));
  EXPECT_EQ(ParsePost(R"({"id":"a","kind":"song","at_ms":1})").error().message, "kind: unknown");
}

TEST_F(PostTest, NumbersRiseAndStayBelowTheNewest) {
  auto down = Down();
  down.news[1].number = 8;
  EXPECT_EQ(ParsePostDown(ToJson(down)).error().code, ErrorCode::kInvalid);
  down = Down();
  down.newest = 9;
  EXPECT_EQ(ParsePostDown(ToJson(down)).error().code, ErrorCode::kInvalid);
  down = Down();
  down.news[1].id = std::string(32, 'f');
  EXPECT_EQ(ParsePostDown(ToJson(down)).error().message, "news.post: of another id");
}

TEST_F(PostTest, WhatANewerCountyTellsIsPassedOverAndItsNumberCounts) {
  const auto down =
      ParsePostDown(R"({"device":")" + std::string(32, 'd') +
                    R"(","newest":3,"weather":1,"news":[{"number":3,"what":"post",)" + R"("id":")" +
                    std::string(32, 'a') + R"(","post":{"kind":"song","melody":[1]}}]})");
  ASSERT_TRUE(down) << down.error().message;
  ASSERT_EQ(down->news.size(), 1U);
  EXPECT_TRUE(down->news[0].post.empty());
  EXPECT_EQ(down->news[0].number, 3);
}

TEST_F(PostTest, APostThatCannotBeReadKeepsNoneOfTheOthersBack) {
  const auto id = std::string(32, 'e');
  auto up = ParsePostUp(R"({"device":")" + std::string(32, 'd') + R"(","after":0,"posts":[{"id":")" + id +
                        R"(","kind":"song","melody":[1]},)" + ToJson(Question()) + "]}");
  ASSERT_TRUE(up) << up.error().message;
  ASSERT_EQ(up->posts.size(), 1U);
  EXPECT_EQ(up->posts[0], Question());
  EXPECT_EQ(up->unreadable, std::vector{id});
  EXPECT_EQ(ParsePostUp(ToJson(*up)).value(), *up);
  up->unreadable.push_back(id);
  EXPECT_EQ(ParsePostUp(ToJson(*up)).error().message, "posts: the same id twice");
  up->unreadable = {"x"};
  EXPECT_EQ(ParsePostUp(ToJson(*up)).error().code, ErrorCode::kInvalid) << "nobody could be told of it";
}

TEST_F(PostTest, ABoxAndACountyFromBeforeThereWereMarksAreUnderstood) {
  const auto box = std::string(32, 'd');
  const auto up = ParsePostUp(R"({"device":")" + box + R"(","after":7})");
  ASSERT_TRUE(up);
  EXPECT_TRUE(up->mark.empty() && up->turn.empty() && !up->again);
  const auto down = ParsePostDown(R"({"device":")" + box + R"(","newest":7})");
  ASSERT_TRUE(down);
  EXPECT_TRUE(down->mark.empty() && down->turn.empty() && !down->anew);
  EXPECT_THAT(ParsePostUp(R"({"device":")" + box + R"(","after":7,"mark":"x"})").error().message,
              StartsWith("mark:"));
}

TEST_F(PostTest, ABombAndACrowdStopBeforeTheyFillTheMemory) {
  EXPECT_EQ(OpenPostUp(std::string(kMaxPostSealed + 1, 'x'), center_seal, device.verify).error().code,
            ErrorCode::kInvalid);
  auto up = Up();
  up.posts.assign(kMaxPostsAtOnce + 1, Withdrawal());
  EXPECT_THAT(ParsePostUp(ToJson(up)).error().message, StartsWith("posts: 41 is not"));
  up.posts.assign(2, Withdrawal());
  EXPECT_EQ(ParsePostUp(ToJson(up)).error().message, "posts: the same id twice");
}

}  // namespace
}  // namespace lianxiao::formats
