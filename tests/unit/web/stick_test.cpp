// A stick in the box: over the control socket, and on the technician's page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/page_fixture.h"
#include "web/api/stick_api.h"
#include "web/api/stick_offers_api.h"
#include "web/words/strings.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FakeStick final : public StickAtBox {
 public:
  std::vector<std::string> asked;
  std::optional<StickNow> now;

  Result<Load> LoadStick() override {
    Load load{.device = std::string(32, 'd'),
              .batches = {},
              .status = "sealed",
              .holdings = "packed",
              .post = "post"};
    load.batches.push_back({{load.device, "0123456789abcdef", 3}, 700});
    return load;
  }
  Result<std::string> SealedBatch(const formats::BatchId& id) override {
    if (id.seq != 3) return Fail(ErrorCode::kNotFound, "no such batch waits here");
    return std::string("\0bytes", 6);
  }
  Result<bool> TakeReceipt(const std::string& receipt) override {
    asked.push_back("receipt " + receipt);
    return true;
  }
  Result<bool> TakeLetter(const std::string&) override {
    return Fail(ErrorCode::kUntrusted, "stick.bad_letter: it is for another box");
  }
  Result<bool> TakePost(const std::string& sealed) override {
    asked.push_back("post " + sealed);
    return false;
  }
  Status VisitStick(const std::string& folder) override {
    asked.push_back("visit " + folder);
    return {};
  }
  std::optional<StickNow> Stick() const override { return now; }
  void StickEnds(std::int64_t batches, const std::string& problem) override {
    asked.push_back("end " + std::to_string(batches) + " " + problem);
  }
};

class StickApi : public testing::Test {
 protected:
  StickApi() { AddStickControl(router_, stick_); }
  Response Send(const std::string& method, const std::string& rest, const std::string& body = {},
                bool local = true) {
    return Ask(router_,
               {.method = method, .target = "/control/v1/stick/" + rest, .body = body, .local = local});
  }
  FakeStick stick_;
  Router router_;
};

TEST_F(StickApi, GivesWhatGoesUpAndTakesWhatCameDown) {
  const auto load = JsonOf(Send("GET", "load"));
  EXPECT_EQ(load.at("batches").at(0).at("seq"), 3);
  EXPECT_EQ(load.at("status"), "c2VhbGVk");
  const auto batch = "batches/" + std::string(32, 'd') + "/0123456789abcdef/";
  EXPECT_EQ(TextOf(Send("GET", batch + "3")), std::string("\0bytes", 6));
  EXPECT_EQ(Send("GET", batch + "4").status, 404);
  EXPECT_EQ(Send("GET", batch + "0").status, 400);
  EXPECT_EQ(JsonOf(Send("POST", "receipts", "{}")).at("news"), true);
  EXPECT_EQ(load.at("post"), "cG9zdA==");
  EXPECT_EQ(JsonOf(Send("POST", "post", "p")).at("news"), false);
  EXPECT_EQ(JsonOf(Send("POST", "letters", "x")).at("error").at("key"), "stick.bad_letter");
  EXPECT_EQ(Send("POST", "visits", R"({"folder":"/run/lianxiao/stick/sdb1/lianxiao"})").status, 204);
  EXPECT_EQ(Send("POST", "visits", "{}").status, 400);
  EXPECT_TRUE(JsonOf(Send("GET", "visits")).at("stick").is_null());
  EXPECT_EQ(Send("POST", "end", R"({"batches":2,"problem":"stick.full: no room"})").status, 204);
  EXPECT_THAT(stick_.asked, ElementsAre("receipt {}", "post p", "visit /run/lianxiao/stick/sdb1/lianxiao",
                                        "end 2 stick.full: no room"));
}

class FakeOffers final : public StickOffers {
 public:
  Result<std::vector<Offer>> Waiting() const override { return std::vector<Offer>{{"ee", 2, 5}}; }
  Result<std::string> Statement(const std::string& offer) override { return "statement " + offer; }
  Result<std::string> Piece(const std::string& offer, std::int64_t piece) override {
    if (piece >= 5) return Fail(ErrorCode::kNotFound, "no such piece");
    return offer + "-" + std::to_string(piece);
  }
  Result<bool> TakeReceipt(const std::string& receipt) override {
    if (receipt != "{}") return Fail(ErrorCode::kUntrusted, "stick.bad_receipt: not our center's");
    return true;
  }
};

TEST(StickOffersApi, GivesCoursewareSealedAndTakesTheCountysWordOnIt) {
  FakeOffers offers;
  Router router;
  AddStickOffersControl(router, offers);
  const auto send = [&](const std::string& method, const std::string& rest, const std::string& body = {},
                        bool local = true) {
    return Ask(router,
               {.method = method, .target = "/control/v1/stick/offers" + rest, .body = body, .local = local});
  };
  EXPECT_EQ(JsonOf(send("GET", "")).at("offers").at(0).at("next"), 2);
  EXPECT_EQ(TextOf(send("GET", "/ee")), "statement ee");
  EXPECT_EQ(TextOf(send("GET", "/ee/pieces/3")), "ee-3");
  EXPECT_EQ(send("GET", "/ee/pieces/5").status, 404);
  EXPECT_EQ(send("GET", "/ee/pieces/x").status, 400);
  EXPECT_EQ(JsonOf(send("POST", "/receipts", "{}")).at("news"), true);
  EXPECT_EQ(JsonOf(send("POST", "/receipts", "x")).at("error").at("key"), "stick.bad_receipt");
  EXPECT_EQ(send("GET", "/ee/pieces/3", "", false).status, 403);
  EXPECT_EQ(send("POST", "/receipts", "{}", false).status, 403);
}

TEST_F(StickApi, AnswersTheControlSocketAlone) {
  for (const std::string rest : {"load", "batches/a/b/1", "visits"})
    EXPECT_EQ(Send("GET", rest, "", false).status, 403);
  for (const std::string rest : {"receipts", "letters", "post", "visits", "end"}) {
    EXPECT_EQ(Send("POST", rest, "{}", false).status, 403) << rest;
  }
  EXPECT_TRUE(stick_.asked.empty());
}

TEST(StickSection, SaysWhatItBroughtAndWhetherItMayBePulledOut) {
  School school;
  EXPECT_THAT(school.Page("/status"), Not(HasSubstr("可以拔下")));
  school.view.status.stick =
      StickNow{.state = "done", .lessons = 12, .bytes_done = 3'300'000'000, .batches = 4};
  auto page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("带来 12 节课，3.1 GB；可以拔下"));
  EXPECT_THAT(page, HasSubstr("4 批使用记录"));

  school.view.status.stick = StickNow{.state = "done"};
  EXPECT_THAT(school.Page("/status"), HasSubstr("没有带来本校缺的课；可以拔下"));

  school.view.status.stick = StickNow{.state = "reading", .lessons = 12, .bytes_done = 3'300'000'000};
  school.view.status.stick->bytes_total = 6'600'000'000;
  page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("先不要拔"));
  EXPECT_THAT(page, HasSubstr("50%"));

  school.view.status.stick->state = "failed";
  school.view.status.stick->problem = "stick.locked";
  school.view.status.stick->detail = "stick.locked: <b>read-only</b>";
  page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("写保护"));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;"));
  school.view.status.stick->problem = "stick.something_newer";
  EXPECT_THAT(school.Page("/status"), HasSubstr("到县里重新装"));
}

TEST(StickSection, EveryStateHasItsSentenceInBothLanguages) {
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    for (const std::string state : {"waiting", "reading", "read", "done", "failed"}) {
      EXPECT_TRUE(Strings::BuiltIn(language).Has("stick." + state)) << state;
    }
  }
}

}  // namespace
}  // namespace lianxiao::web
